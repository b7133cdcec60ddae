"""A gallery is searched exactly while it is small, and by short codes with a second, exact ranking when it is large."""

from functools import cache
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import pytest

from recognition.core import index_sizes
from recognition.core.errors import DamagedIndex
from recognition.core.features import ReferenceFeatures
from recognition.core.index_channels import trained_index, write_channel
from recognition.core.index_faiss import FaissIndex, build_faiss
from recognition.core.index_files import FORMAT_WITH_LISTS, read_manifest
from recognition.core.index_lists import map_lists
from recognition.core.index_sizes import Plan, plan_global, plan_local
from recognition.core.resemblance import SIDE
from recognition.measuring.synthetic import kept

pytestmark = pytest.mark.slow
COUNT, DETAILS, DIMENSIONS = 300, 20, 32
PLAIN = np.full((SIDE, SIDE), 128, np.uint8)
CODES = {"FLAT_BELOW": 100, "EXACT_BELOW": 100, "CODES_FROM": 100, "GRAPH_FROM": 128}


@cache
def drawn_gallery() -> dict[int, ReferenceFeatures]:
    """Draw references in 30 groups of like vectors; a reference's id is ten times its number."""
    rng = np.random.default_rng(5)
    groups = rng.normal(size=(30, DIMENSIONS))
    vectors = groups[rng.integers(30, size=COUNT)] + rng.normal(0, 0.6, (COUNT, DIMENSIONS))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16).astype(np.float32)
    descriptors = rng.integers(0, 256, (COUNT, DETAILS, 32), np.uint8)
    points = rng.integers(0, 65_536, (COUNT, DETAILS, 2), np.uint16)
    return {10 * n: ReferenceFeatures(vectors[n], 500, 400, points[n], descriptors[n], PLAIN) for n in range(COUNT)}


def built(folder: Path, **limits: int) -> Path:
    """Build with other limits, so that a gallery of three hundred counts as large."""
    with pytest.MonkeyPatch.context() as patch:
        for name, limit in limits.items():
            patch.setattr(index_sizes, name, limit)
        build_faiss(folder / "build", "test", drawn_gallery().items())
    return folder / "build"


@pytest.fixture(scope="module")
def codes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build whose gallery counted as one of a hundred thousand."""
    return built(tmp_path_factory.mktemp("codes"), **CODES)


def test_a_small_gallery_is_searched_exactly_and_a_large_one_by_lists_of_codes() -> None:
    assert (plan_global(49_999).kind, plan_local(19_999).kind) == ("SQfp16", "IDMap2,Flat")
    assert plan_global(1_000_000).kind == "RaBitQfs"
    assert plan_global(10_000_000).kind == "IVF4096,RaBitQfs"
    assert plan_local(300_000_000).kind == "IVF65536_HNSW32,PQ32x4fsr"


def test_codes_with_a_second_ranking_find_what_an_exact_search_finds(codes: Path) -> None:
    quality = read_manifest(codes).quality
    assert quality is not None
    assert "RaBitQ" in quality.global_kind
    assert "PQ32x4fsr" in quality.local_kind
    assert quality.global_recall >= 0.97
    assert quality.local_recall is not None
    assert quality.local_recall >= 0.9


def test_lists_of_codes_find_it_too(tmp_path: Path) -> None:
    quality = read_manifest(built(tmp_path, **CODES, LISTS_FROM=100)).quality
    assert quality is not None
    assert quality.global_kind.startswith("IVF")
    assert quality.global_recall >= 0.97


def test_similarities_of_codes_are_those_of_the_stored_vectors(codes: Path) -> None:
    gallery = drawn_gallery()
    found = FaissIndex(codes).search(gallery[70].vector[None], 5)
    assert next(iter(found)) == 70
    for key, similarity in found.items():
        assert similarity == pytest.approx(float(gallery[70].vector @ gallery[key].vector), abs=1e-3)


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build whose gallery counted as one of ten million: both channels have lists."""
    return built(tmp_path_factory.mktemp("lists"), **CODES, LISTS_FROM=100)


@pytest.mark.parametrize("kind", ["IVF16,PQ32x4fsr", "IVF16_HNSW32,PQ32x4fsr", "IVF16,RaBitQfs"])
def test_mapped_lists_answer_to_the_bit_as_those_in_memory_did(tmp_path: Path, kind: str) -> None:
    rows = np.random.default_rng(3).normal(size=(2_000, 64)).astype(np.float32)
    index = trained_index(Plan(kind, lists=16, probes=4), 64, lambda: rows)
    index.add_with_ids(rows[100:], np.arange(1_900) * 7)
    faiss.extract_index_ivf(index).nprobe = 4
    before = index.search(rows[:200], 10)
    write_channel(tmp_path / "some.faiss", index)
    mapped: Any = faiss.read_index(str(tmp_path / "some.faiss"))
    map_lists(mapped, tmp_path / "some.lists")
    mapped.nprobe = 4
    for one, other in zip(mapped.search(rows[:200], 10), before, strict=True):
        np.testing.assert_array_equal(one, other)


def read(path: Path) -> Any:
    return faiss.read_index(str(path))


def drawn_vectors() -> np.ndarray:
    return np.stack([features.vector for features in drawn_gallery().values()])


def fill_from(index: Any, mapped: Any) -> None:
    """Copy mapped lists into an empty index, as FAISS keeps them itself."""
    for number in range(mapped.nlist):
        size = mapped.invlists.list_size(number)
        if size:
            index.invlists.add_entries(number, size, mapped.invlists.get_ids(number), mapped.invlists.get_codes(number))
    index.ntotal = mapped.ntotal


def test_a_process_that_searches_a_large_gallery_keeps_no_copy_of_its_lists(lists: Path) -> None:
    local: Any = FaissIndex(lists)._local._index
    assert isinstance(faiss.downcast_InvertedLists(local.invlists), faiss.OnDiskInvertedLists)
    assert local.ntotal == COUNT * DETAILS
    assert read_manifest(lists).format_version == FORMAT_WITH_LISTS
    assert (lists / "local.faiss").stat().st_size < (lists / "local.lists").stat().st_size


@pytest.mark.parametrize("damage", ["another table", "cut off", "empty"])
def test_lists_that_do_not_fit_are_refused_before_they_are_searched(lists: Path, tmp_path: Path, damage: str) -> None:
    written = (lists / "local.lists").read_bytes()
    bent = {"another table": written[24:48] + written[24:], "cut off": written[:-500], "empty": b""}[damage]
    (tmp_path / "local.lists").write_bytes(bent)
    index = read(lists / "local.faiss")
    with pytest.raises(DamagedIndex, match="build_index"):
        map_lists(index, tmp_path / "local.lists")


def test_a_reference_takes_few_bytes(codes: Path) -> None:
    files = read_manifest(codes).files
    features_each = (files["points.u16"] + files["descriptors.u4"]) / (COUNT * DETAILS)
    assert features_each == 36  # 1,100 of them are 39.6 KB


def test_references_without_local_features_are_found_by_their_vectors_alone(tmp_path: Path) -> None:
    """As the largest measured catalogues are."""
    bare = {key: kept(features, 0) for key, features in drawn_gallery().items()}
    build_faiss(tmp_path / "build", "test", bare.items())
    quality = read_manifest(tmp_path / "build").quality
    assert quality is not None
    assert quality.local_recall is None
    assert next(iter(FaissIndex(tmp_path / "build").search(bare[70].vector[None], 5))) == 70
