"""What every gallery index does, whatever stands behind it."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from recognition.core.features import ReferenceFeatures, unpack_descriptors
from recognition.core.index import NO_REFERENCE, GalleryIndex, JoinedIndex, count_votes
from recognition.core.index_faiss import DeltaIndex
from tests.core.galleries import FINGERPRINT, build, features_of

if TYPE_CHECKING:
    from recognition.core.index_milvus import MilvusBuilds, MilvusIndex

SEEDS = (11, 12, 13, 14, 15)


def references() -> dict[int, ReferenceFeatures]:
    return features_of(*SEEDS)


@pytest.fixture(scope="session")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> "MilvusBuilds":
    """A server inside this process, which all tests share: each names its build by itself."""
    from recognition.core.index_milvus import MilvusBuilds  # takes seconds, which the quick tests are spared

    return MilvusBuilds(str(tmp_path_factory.mktemp("milvus") / "gallery.db"))


def on_a_server(name: str) -> Any:
    return pytest.param(name, marks=pytest.mark.services)


@pytest.fixture(params=["faiss", "delta", "build and delta", on_a_server("milvus"), on_a_server("milvus and delta")])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> GalleryIndex:
    if request.param == "faiss":
        return build(tmp_path, references())
    if request.param == "delta":
        return DeltaIndex(FINGERPRINT, references())
    if request.param == "milvus":
        return in_milvus(request.getfixturevalue("milvus"), tmp_path, references())
    early = {seed: references()[seed] for seed in SEEDS[:3]}
    late = {seed: references()[seed] for seed in SEEDS[3:]}
    built = (
        in_milvus(request.getfixturevalue("milvus"), tmp_path, early)
        if request.param == "milvus and delta"
        else build(tmp_path, early)
    )
    return JoinedIndex((built, DeltaIndex(FINGERPRINT, late)))


def in_milvus(milvus: "MilvusBuilds", folder: Path, references: Mapping[int, ReferenceFeatures]) -> "MilvusIndex":
    place = folder / f"build-{folder.name}"
    milvus.write(place, FINGERPRINT, references.items())
    return milvus.open(place)


def test_it_knows_what_it_holds(index: GalleryIndex) -> None:
    assert len(index) == len(SEEDS)
    assert all(seed in index for seed in SEEDS)
    assert 99 not in index
    assert index.fingerprint == FINGERPRINT


def test_each_reference_is_nearest_to_itself(index: GalleryIndex) -> None:
    for seed, features in references().items():
        found = index.search(features.vector[None], 3)
        assert next(iter(found)) == seed
        assert found[seed] == pytest.approx(1.0, abs=1e-3)
        assert list(found.values()) == sorted(found.values(), reverse=True)
        assert len(found) == 3


def test_the_best_of_several_views_counts(index: GalleryIndex) -> None:
    views = np.stack([references()[11].vector, references()[14].vector])
    assert set(list(index.search(views, 5))[:2]) == {11, 14}


def test_asking_for_more_than_there_is_returns_all(index: GalleryIndex) -> None:
    assert set(index.search(references()[11].vector[None], 50)) == set(SEEDS)


def test_a_references_own_descriptors_vote_for_it(index: GalleryIndex) -> None:
    for seed, features in references().items():
        votes = count_votes(index.neighbors(unpack_descriptors(features.descriptors[:200]), 10), 5)
        assert next(iter(votes)) == seed


def test_neighbors_come_nearest_first(index: GalleryIndex) -> None:
    neighbors = index.neighbors(unpack_descriptors(references()[12].descriptors[:20]), 10)
    assert neighbors.similarities.shape == neighbors.reference_ids.shape == (20, 10)
    assert (np.diff(neighbors.similarities, axis=1) <= 1e-6).all()
    assert (neighbors.reference_ids[:, 0] == 12).all()


def test_features_come_back_as_they_went_in(index: GalleryIndex) -> None:
    for seed, features in references().items():
        kept = index.features(seed)
        assert (kept.width, kept.height) == (features.width, features.height)
        assert np.array_equal(kept.points, features.points)
        assert np.array_equal(kept.descriptors, features.descriptors)
        assert np.array_equal(kept.vector, features.vector)


def test_features_of_a_stranger_raise_key_error(index: GalleryIndex) -> None:
    with pytest.raises(KeyError):
        index.features(99)


def test_a_picture_without_any_detail_votes_for_nothing(index: GalleryIndex) -> None:
    neighbors = index.neighbors(np.empty((0, 64), np.float32), 10)
    assert count_votes(neighbors, 5) == {}


def test_an_empty_delta_finds_nothing() -> None:
    empty = DeltaIndex(FINGERPRINT, {})
    assert empty.search(references()[11].vector[None], 5) == {}
    neighbors = empty.neighbors(unpack_descriptors(references()[11].descriptors), 10)
    assert count_votes(neighbors, 5) == {}
    assert not (neighbors.reference_ids != NO_REFERENCE).any()
