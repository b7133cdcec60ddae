"""What is learned in closed form does what it is learned for."""

import pickle
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest

from recognition.training.calibration import fit_logistic, predict_apart
from recognition.training.checkpoint import LEGACY_MAGIC, CheckpointError, read_checkpoint
from recognition.training.dataset import HELD_OUT, split_pictures
from recognition.training.whitening import learn_from_pairs, learn_pca


def test_whitening_from_pairs_brings_two_views_of_a_work_together() -> None:
    rng = np.random.default_rng(0)
    works = rng.normal(size=(400, 12)).astype(np.float32)
    # What changes from view to view drowns what differs from work to work, in the first four dimensions.
    nuisance = np.array([9.0] * 4 + [0.1] * 8, np.float32)
    first, second = (works + nuisance * rng.normal(size=works.shape).astype(np.float32) for _ in range(2))
    whitening = learn_from_pairs(first, second, 8)

    def found(one: np.ndarray, other: np.ndarray) -> float:
        one, other = (v / np.linalg.norm(v, axis=1, keepdims=True) for v in (one, other))
        return float(((one @ other.T).argmax(1) == np.arange(len(one))).mean())

    before = found(first, second)
    after = found((first - whitening.mean) @ whitening.axes, (second - whitening.mean) @ whitening.axes)
    assert before < 0.2
    assert after > 0.9


def test_pca_keeps_the_directions_that_vary_most() -> None:
    rng = np.random.default_rng(1)
    vectors = (rng.normal(size=(500, 5)) * [10, 1, 5, 0.1, 0.1]).astype(np.float32)
    pca = learn_pca(vectors, 2)
    assert np.abs(pca.axes[[0, 2]]).max() > 0.99
    assert np.abs(pca.axes[[1, 3, 4]]).max() < 0.1


def test_full_whitening_gives_equal_variances() -> None:
    rng = np.random.default_rng(2)
    vectors = (rng.normal(size=(2000, 3)) * [10, 1, 3]).astype(np.float32)
    pca = learn_pca(vectors, 3, power=1.0)
    assert np.allclose(((vectors - pca.mean) @ pca.axes).std(0), 1, atol=0.05)


def test_the_confidence_fits_the_shares_that_were_right() -> None:
    rng = np.random.default_rng(3)
    evidence = rng.normal(size=(4000, 2))
    truth = 1 / (1 + np.exp(-(0.5 + evidence @ [2.0, 1.0])))
    model = fit_logistic(evidence, rng.uniform(size=4000) < truth)
    assert model.intercept == pytest.approx(0.5, abs=0.15)
    assert np.allclose(model.weights, [2.0, 1.0], atol=0.2)


def test_clean_separation_still_gives_finite_weights() -> None:
    evidence = np.concatenate([np.full((20, 1), 3.0), np.full((20, 1), 1.0)])
    model = fit_logistic(evidence, np.arange(40) < 20)
    assert np.isfinite(model.weights).all()
    assert model.predict(np.array([[3.0]]))[0] > 0.9
    assert model.predict(np.array([[1.0]]))[0] < 0.1


@pytest.mark.medium
def test_an_example_is_predicted_by_fits_that_saw_none_of_its_photo() -> None:
    # The evidence is the photo's own number: whoever saw the photo would know the answer.
    rng = np.random.default_rng(4)
    photos = np.repeat(np.arange(40), 3)
    right = rng.uniform(size=40)[photos] < 0.5
    evidence = np.eye(40)[photos] * 10
    seen = fit_logistic(evidence, right).predict(evidence)
    apart = predict_apart(evidence, right, photos)
    assert ((seen > 0.5) == right).all()
    assert np.ptp(np.abs(apart - right.mean())) < 0.3
    assert not ((apart > 0.5) == right).all()


@pytest.mark.medium
def test_a_picture_learns_or_is_held_out_by_its_name_alone(tmp_path: Path) -> None:
    for number in range(HELD_OUT + 30):
        (tmp_path / f"{number:05d}.jpg").touch()
    learning, held_out = split_pictures(tmp_path)
    assert (len(learning), len(held_out)) == (30, HELD_OUT)
    assert not {*learning} & {*held_out}
    assert split_pictures(tmp_path) == (learning, held_out)


def test_a_checkpoint_that_asks_for_code_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "evil.pth"
    parts: list[object] = [LEGACY_MAGIC, 1001, OrderedDict(), print, []]
    path.write_bytes(b"".join(pickle.dumps(part) for part in parts))
    with pytest.raises(CheckpointError, match="print"):
        read_checkpoint(path)


def test_a_file_that_is_no_checkpoint_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.pth"
    path.write_bytes(pickle.dumps(12))
    with pytest.raises(CheckpointError, match="legacy format"):
        read_checkpoint(path)
