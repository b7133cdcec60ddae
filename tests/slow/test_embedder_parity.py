"""LiteRT and TensorFlow run the same network: their descriptors agree to 1e-3 and may be mixed in one index."""

from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command

from recognition import resources
from recognition.core.embed_litert import LiteRtEmbedder
from recognition.core.errors import IncompatibleIndex
from recognition.core.preprocess import crop_view
from recognition.core.values import Pixels
from tests.core.pictures import draw_painting

pytestmark = [pytest.mark.model, pytest.mark.slow]

WHOLE = (0.0, 0.0, 1.0, 1.0)
PICTURES: list[Pixels] = [
    *[crop_view(draw_painting(seed), WHOLE, 224) for seed in range(3)],
    np.zeros((224, 224, 3), np.uint8),
    np.random.default_rng(0).integers(0, 256, (224, 224, 3), np.uint8),
]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


def test_both_embedders_give_the_same_descriptors(settings, data_dir: Path) -> None:
    from recognition.core.embed_tensorflow import TensorFlowEmbedder

    settings.DATA_DIR = data_dir
    call_command("export_descriptor", verbosity=0)
    litert, tensorflow = LiteRtEmbedder(resources.LITERT_FILE), TensorFlowEmbedder(resources.saved_model_dir())
    assert litert.fingerprint == tensorflow.fingerprint
    assert (litert.side, litert.dimensions) == (tensorflow.side, tensorflow.dimensions)
    assert np.abs(litert.embed(PICTURES) - tensorflow.embed(PICTURES)).max() < 1e-3


def test_descriptors_are_unit_vectors_that_tell_pictures_apart() -> None:
    vectors = LiteRtEmbedder(resources.LITERT_FILE).embed(PICTURES)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert (np.abs(vectors @ vectors.T - np.eye(len(vectors))).max()) < 0.9


def test_a_folder_without_an_export_is_refused(tmp_path: Path) -> None:
    from recognition.core.embed_tensorflow import TensorFlowEmbedder

    with pytest.raises(IncompatibleIndex, match="export_descriptor"):
        TensorFlowEmbedder(tmp_path)
