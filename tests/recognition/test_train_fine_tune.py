"""The trunk is trained gently: what is frozen stays, and only what finds more real photos is kept."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from recognition.training.dataset import Visits, visits_to
from tests.core.pictures import draw_painting, encode

pytestmark = pytest.mark.model

SIDE = 32


@pytest.fixture(scope="module")
def finetune():
    from recognition.training import finetune

    return finetune


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pictures")
    files = [folder / f"{seed}.jpg" for seed in range(6)]
    for seed, path in enumerate(files):
        path.write_bytes(encode(draw_painting(seed, 120, 90)))
    return files


@pytest.fixture(scope="module")
def visits(paths: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Visits:
    return visits_to(paths, tmp_path_factory.mktemp("work"))


@pytest.fixture
def network():
    """A trunk in small: one block that is frozen, one that learns."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(1)
    inputs = keras.Input((SIDE, SIDE, 3))
    maps = layers.Conv2D(4, 3, 2, name="stem")(layers.Rescaling(1 / 128, -1.0)(inputs))
    maps = layers.BatchNormalization(name="block9_bn")(layers.Conv2D(8, 3, 2, name="block9_project")(maps))
    pooled = layers.GlobalAveragePooling2D()(layers.ReLU()(maps))
    return keras.Model(inputs, keras.ops.normalize(layers.Dense(8, name="whitening")(pooled), axis=-1))


@pytest.fixture
def lesson(finetune, paths: list[Path], visits: Visits):
    return finetune.Lesson(paths, visits, np.eye(len(paths), dtype=np.float32))


def found(share: float) -> dict[str, dict[str, float]]:
    return {"photos": {"1": share, "10": share, "20": share, "50": share}}


def checks(*shares: float):
    """Return a check that finds these shares of the photos, one after the other."""
    left = list(shares)
    return lambda _: found(left.pop(0))


def test_weights_that_find_more_are_kept(finetune, network, lesson, tmp_path: Path) -> None:
    before = network.get_layer("block9_project").get_weights()[0]
    options = finetune.TuneOptions(steps=2, check_every=2, anchors=3, rate=1e-2, warm_up=0)
    log = finetune.tune(network, lesson, checks(0.5, 0.6), tmp_path, options)
    assert [(row["step"], row["score"]) for row in log] == [(0, pytest.approx(0.5)), (2, pytest.approx(0.6))]
    assert not np.allclose(before, network.get_layer("block9_project").get_weights()[0])


def test_weights_that_find_no_more_are_given_up(finetune, network, lesson, tmp_path: Path) -> None:
    before = network.get_weights()
    options = finetune.TuneOptions(steps=2, check_every=1, anchors=3, rate=1e-2, warm_up=0)
    finetune.tune(network, lesson, checks(0.5, 0.5, 0.4), tmp_path, options)
    assert all(np.array_equal(one, other) for one, other in zip(before, network.get_weights(), strict=True))


def test_early_blocks_and_batch_normalization_stay_as_they_are(finetune, network, lesson, tmp_path: Path) -> None:
    frozen = {name: network.get_layer(name).get_weights() for name in ("stem", "block9_bn")}
    options = finetune.TuneOptions(steps=2, check_every=2, anchors=3, rate=1e-2, warm_up=0)
    finetune.tune(network, lesson, checks(0.1, 0.2), tmp_path, options)
    for name, weights in frozen.items():
        assert all(np.array_equal(a, b) for a, b in zip(weights, network.get_layer(name).get_weights(), strict=True))


def test_a_killed_tuning_goes_on_from_its_last_check(finetune, network, lesson, tmp_path: Path) -> None:
    class Killed(RuntimeError):
        pass

    def killed(steps: Sequence[int]) -> Iterator[int]:
        yield from steps[:3]
        raise Killed

    taken: list[int] = []

    def watched(steps: Sequence[int]) -> Iterator[int]:
        for step in steps:
            taken.append(step)
            yield step

    options = finetune.TuneOptions(steps=4, check_every=2, keep_every=2, anchors=3)
    with pytest.raises(Killed):
        finetune.tune(network, lesson, checks(0.1, 0.2), tmp_path, options, killed)
    log = finetune.tune(network, lesson, checks(0.3), tmp_path, options, watched)
    assert taken == [3, 4]
    assert [row["step"] for row in log] == [0, 2, 4]


def test_the_loss_is_lower_when_each_visit_is_nearest_to_its_own_picture(finetune) -> None:
    pictures = np.eye(4, dtype=np.float32)
    right, wrong = (float(finetune.contrast(pictures, visits, 0.1)) for visits in (pictures, pictures[::-1].copy()))
    assert right < 0.01 < wrong


def test_look_alikes_teach_but_pictures_of_the_same_work_do_not(finetune) -> None:
    vectors = np.array([[1, 0, 0], [0.99, 0.141, 0], [0.6, 0, 0.8], [0, 1, 0]], np.float32)
    options = finetune.TuneOptions(steps=1, neighbors=1)
    assert finetune.nearest(vectors, options)[0].tolist() == [2]
