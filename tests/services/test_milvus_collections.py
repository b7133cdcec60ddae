"""What is particular to a gallery in Milvus: references change in place, and what does not fit is refused."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recognition.core.errors import IncompatibleIndex
from recognition.core.features import NUMBERS_A_BYTE, ReferenceFeatures, unpack_descriptors
from recognition.core.index import NO_REFERENCE
from recognition.core.index_faiss import FaissIndex
from recognition.core.index_files import Shape
from recognition.core.index_milvus import MilvusBuilds, MilvusCollections, MilvusFailed, connect
from tests.core.galleries import FINGERPRINT, build, features_of

pytestmark = pytest.mark.services

REFERENCES = features_of(21, 22, 23)
SHAPE = Shape(3, len(REFERENCES[21].vector), NUMBERS_A_BYTE * REFERENCES[21].descriptors.shape[1])


@pytest.fixture(scope="module")
def uri(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("milvus") / "gallery.db")


@pytest.fixture
def collections(uri: str, request: pytest.FixtureRequest) -> MilvusCollections:
    """Return two collections, named for the test, that hold three references."""
    collections = MilvusCollections(connect(uri), request.node.name)
    collections.create(FINGERPRINT, SHAPE)
    collections.upsert(REFERENCES)
    collections.load()
    return collections


def owners(collections: MilvusCollections, features: ReferenceFeatures) -> set[int]:
    """Return the references nearest to each of these features' own descriptors."""
    return set(collections.neighbors(unpack_descriptors(features.descriptors[:50]), 1).reference_ids[:, 0].tolist())


def test_a_reference_that_is_given_again_is_replaced(collections: MilvusCollections) -> None:
    other = features_of(24)[24]
    fewer = replace(other, points=other.points[:30], descriptors=other.descriptors[:30])
    collections.upsert({22: fewer})
    assert next(iter(collections.search(other.vector[None], 3))) == 22
    assert owners(collections, fewer) == {22}
    # It counts: nothing is left of the descriptors that were there before.
    collections.seal(3, sum(min(len(f.descriptors), 300) for f in (REFERENCES[21], fewer, REFERENCES[23])))


def test_a_reference_that_is_removed_is_found_no_more(collections: MilvusCollections) -> None:
    collections.delete([21, 99])
    assert set(collections.search(REFERENCES[21].vector[None], 10)) == {22, 23}
    assert 21 not in owners(collections, REFERENCES[21])


def test_an_inverted_file_finds_a_reference_by_its_descriptors(uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recognition.core.index_milvus.FLAT_BELOW", 100)
    collections = MilvusCollections(connect(uri), "inverted")
    collections.create(FINGERPRINT, SHAPE)
    collections.upsert(REFERENCES)
    collections.seal(3, sum(min(len(features.descriptors), 300) for features in REFERENCES.values()))
    assert all(owners(collections, features) == {key} for key, features in REFERENCES.items())


def test_where_fewer_are_held_than_asked_for_the_rest_is_marked(collections: MilvusCollections) -> None:
    collections.delete([21, 22, 23])
    neighbors = collections.neighbors(np.eye(2, SHAPE.local_dimensions, dtype=np.float32), 5)
    assert (neighbors.reference_ids == NO_REFERENCE).all()


def test_both_collections_carry_the_fingerprint(collections: MilvusCollections) -> None:
    assert collections.fingerprint == FINGERPRINT


def test_a_build_that_the_server_does_not_hold_is_refused(uri: str, tmp_path: Path) -> None:
    builds = MilvusBuilds(uri)
    builds.write(tmp_path / "lost", FINGERPRINT, REFERENCES.items())
    MilvusCollections(connect(uri), "lost").drop()
    with pytest.raises(IncompatibleIndex, match="Milvus does not hold the index lost. Run `manage.py build_index`"):
        builds.open(tmp_path / "lost")


def test_collections_of_another_fingerprint_are_refused(uri: str, tmp_path: Path) -> None:
    builds = MilvusBuilds(uri)
    builds.write(tmp_path / "swapped", FINGERPRINT, REFERENCES.items())
    other = MilvusCollections(connect(uri), "swapped")
    other.drop()
    other.create("another network", SHAPE)
    with pytest.raises(IncompatibleIndex, match="does not hold"):
        builds.open(tmp_path / "swapped")


def test_neither_backend_opens_the_others_build(uri: str, tmp_path: Path) -> None:
    MilvusBuilds(uri).write(tmp_path / "in_milvus", FINGERPRINT, REFERENCES.items())
    with pytest.raises(IncompatibleIndex, match="not one of FAISS. Run `manage.py build_index`"):
        FaissIndex(tmp_path / "in_milvus")
    build(tmp_path, REFERENCES, "in_files")
    with pytest.raises(IncompatibleIndex, match="Milvus does not hold"):
        MilvusBuilds(uri).open(tmp_path / "in_files")


def test_a_build_is_removed_from_the_server_and_the_disk(uri: str, tmp_path: Path) -> None:
    builds = MilvusBuilds(uri)
    builds.write(tmp_path / "old", FINGERPRINT, REFERENCES.items())
    builds.remove(tmp_path / "old")
    assert not (tmp_path / "old").exists()
    assert MilvusCollections(connect(uri), "old").fingerprint is None


def test_what_a_killed_build_left_is_removed_by_the_name_of_its_draft(uri: str, tmp_path: Path) -> None:
    MilvusCollections(connect(uri), "killed").create(FINGERPRINT, SHAPE)
    (tmp_path / "killed.part").mkdir()
    MilvusBuilds(uri).remove(tmp_path / "killed.part")
    assert not (tmp_path / "killed.part").exists()
    assert MilvusCollections(connect(uri), "killed").fingerprint is None


def test_a_server_that_does_not_answer_is_told_in_one_sentence() -> None:
    with pytest.raises(MilvusFailed, match="Milvus, which ARTRECOG_MILVUS_URI names, failed"):
        connect("http://127.0.0.1:1")
