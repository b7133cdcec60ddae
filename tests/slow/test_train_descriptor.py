"""`train_descriptor` learns weights that the recognizer loads, from a folder of drawn pictures and ImageNet's trunk."""

import json
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from recognition.core.embed_litert import LiteRtEmbedder
from recognition.core.preprocess import WHOLE, crop_view
from recognition.core.render_photo import RenderOptions
from recognition.management.commands.train_descriptor import teaching_pictures
from recognition.training import dataset
from recognition.training.packaged import packaged_checkpoint
from recognition.training.workfolder import identity
from tests.core.pictures import draw_painting, encode

pytestmark = [pytest.mark.model, pytest.mark.slow]


@pytest.fixture(autouse=True)
def small_course(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "HELD_OUT", 2)
    monkeypatch.setattr(dataset, "PAIR_RENDER", RenderOptions(width=150, height=200, blur_pixels=(0.0, 0.2)))


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for seed in range(10):
        (folder / f"{seed}.jpg").write_bytes(encode(draw_painting(seed, 160, 120)))
    return folder


def train(pictures: Path, work: Path, output: Path, **options: object) -> None:
    call_command("train_descriptor", pictures, work=work, output=output, verbosity=0, **options)


def learn_again(pictures: Path, work: Path, output: Path) -> None:
    """Learn without what a folder keeps, and write the weights alone: to convert them takes half a minute."""
    from recognition.training.course import Course, learn_descriptor
    from recognition.training.export import save_weights

    learning, _ = teaching_pictures(pictures)
    course = Course(learning, packaged_checkpoint("lite0"), work, lambda _words: identity)
    save_weights(learn_descriptor(course).network, output)


def test_weights_are_learned_exported_and_learned_alike_again(pictures: Path, tmp_path: Path) -> None:
    train(pictures, tmp_path / "work", tmp_path / "weights")
    embedder = LiteRtEmbedder(tmp_path / "weights" / "descriptor.tflite")
    assert (embedder.side, embedder.dimensions) == (224, 512)
    vectors = embedder.embed([crop_view(draw_painting(seed), WHOLE, 224) for seed in range(3)])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    card = json.loads((tmp_path / "weights" / "descriptor.json").read_text())
    assert (card["learned_from"], card["dimensions"]) == (8, 512)
    (course,) = (tmp_path / "work").glob("efficientnet-lite0-*")
    assert (course / "curve.svg").read_text().startswith("<?xml")
    assert json.loads((course / "log.json").read_text())[-1]["pictures"] == 7  # the eighth is looked for
    learn_again(pictures, tmp_path / "elsewhere", tmp_path / "again.npz")
    with np.load(tmp_path / "weights/descriptor.npz") as first, np.load(tmp_path / "again.npz") as second:
        assert all(np.array_equal(first[name], second[name]) for name in first.files)


def test_without_enough_pictures_nothing_is_learned(pictures: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(dataset, "HELD_OUT", 2000)
    with pytest.raises(CommandError, match="held out"):
        train(pictures, tmp_path / "work", tmp_path / "weights")


def test_fine_tuning_without_real_photos_to_check_on_is_refused(pictures: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--check"):
        train(pictures, tmp_path / "work", tmp_path / "weights", fine_tune_steps=10)
    assert not (tmp_path / "weights").exists()
