"""An index on disk is whole or it is not there; what is damaged or foreign is refused with what to do."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recognition.core.errors import DamagedIndex, EmptyGallery, IncompatibleIndex
from recognition.core.features import FeatureStore, ReferenceFeatures, pack_descriptors, unpack_descriptors
from recognition.core.index_faiss import FaissIndex, build_faiss
from recognition.core.index_files import MANIFEST_FILE
from recognition.core.index_sizes import FLAT_BELOW
from tests.core.galleries import FINGERPRINT, build, features_of


def references() -> dict[int, ReferenceFeatures]:
    return features_of(21, 22)


def without_details(features: ReferenceFeatures) -> ReferenceFeatures:
    return replace(features, points=np.empty((0, 2), np.uint16), descriptors=np.empty((0, 32), np.uint8))


@pytest.mark.medium
@pytest.mark.parametrize("name", ["global.faiss", "local.faiss", "points.u16", "descriptors.u4", "references.i64"])
def test_a_file_that_was_cut_off_is_noticed(tmp_path: Path, name: str) -> None:
    build(tmp_path, references())
    file = tmp_path / "build" / name
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(DamagedIndex, match="build_index"):
        FaissIndex(tmp_path / "build")


@pytest.mark.medium
def test_a_missing_manifest_is_noticed(tmp_path: Path) -> None:
    build(tmp_path, references())
    (tmp_path / "build" / MANIFEST_FILE).unlink()
    with pytest.raises(DamagedIndex):
        FaissIndex(tmp_path / "build")


def test_another_format_version_is_refused(tmp_path: Path) -> None:
    build(tmp_path, references())
    manifest = tmp_path / "build" / MANIFEST_FILE
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format_version": 99}))
    with pytest.raises(IncompatibleIndex, match="format 99"):
        FaissIndex(tmp_path / "build")


def test_a_build_that_fails_leaves_no_index_and_the_next_one_starts_clean(tmp_path: Path) -> None:
    def interrupted() -> Iterator[tuple[int, ReferenceFeatures]]:
        yield 21, references()[21]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_faiss(tmp_path / "build", FINGERPRINT, interrupted())
    assert not (tmp_path / "build").exists()
    assert len(build(tmp_path, references())) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_nothing_to_index_is_said(tmp_path: Path) -> None:
    with pytest.raises(EmptyGallery):
        build_faiss(tmp_path / "build", FINGERPRINT, [])


def test_a_picture_without_details_is_kept_and_found_by_its_whole(tmp_path: Path) -> None:
    plain = without_details(references()[21])
    index = build(tmp_path, {21: plain, 22: references()[22]})
    assert next(iter(index.search(plain.vector[None], 1))) == 21
    assert len(index.features(21).local()) == 0


def test_a_gallery_of_plain_pictures_only_can_be_built(tmp_path: Path) -> None:
    plain = without_details(references()[21])
    index = build(tmp_path, {21: plain})
    assert (index.neighbors(np.eye(64, dtype=np.float32)[:3], 10).reference_ids == -1).all()


@pytest.mark.medium
def test_a_large_gallery_gets_an_inverted_file_that_finds_the_same(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    many = {}
    for reference_id in range(FLAT_BELOW // 250):
        descriptors = rng.integers(0, 256, (300, 32), np.uint8)
        points = rng.integers(0, 65_536, (300, 2), np.uint16)
        many[reference_id] = replace(references()[21], points=points, descriptors=descriptors)
    index = build(tmp_path, many)
    neighbors = index.neighbors(many[7].local().descriptors[:50], 10)
    assert (neighbors.reference_ids[:, 0] == 7).mean() > 0.9


def test_stored_features_come_back_and_leave_no_draft(tmp_path: Path) -> None:
    store = FeatureStore(tmp_path)
    assert not store.has("ab12")
    store.save("ab12", references()[21])
    assert store.has("ab12")
    assert np.array_equal(store.load("ab12").descriptors, references()[21].descriptors)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["ab12.npz"]


def test_two_works_with_the_same_picture_can_be_extracted_at_once(tmp_path: Path) -> None:
    store = FeatureStore(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        for sha256 in ("aa11", "bb22", "cc33"):
            list(pool.map(lambda _, name=sha256: store.save(name, references()[21]), range(16)))
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["aa11.npz", "bb22.npz", "cc33.npz"]


@pytest.mark.parametrize("spread", [1, 8])
def test_four_bits_turn_descriptors_by_few_degrees_however_unevenly_their_numbers_spread(spread: int) -> None:
    vectors = np.random.default_rng(1).normal(size=(500, 64)) * np.geomspace(spread, 1, 64)
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    cosines = (unpack_descriptors(pack_descriptors(vectors)) * vectors).sum(1)
    assert np.degrees(np.arccos(cosines.mean())) < 6
    assert np.degrees(np.arccos(cosines.min())) < 15


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 and no more", b"text"])
def test_damaged_features_are_removed_so_that_they_are_extracted_again(tmp_path: Path, damage: bytes) -> None:
    store = FeatureStore(tmp_path)
    store.save("ab12", references()[21])
    next(tmp_path.rglob("*.npz")).write_bytes(damage)
    with pytest.raises(FileNotFoundError, match="damaged"):
        store.load("ab12")
    assert not store.has("ab12")
