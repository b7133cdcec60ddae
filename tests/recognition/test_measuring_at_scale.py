"""Catalogues larger than ours are drawn around real works, built as the app does, and measured once."""

import json
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from recognition.core import index_channels
from recognition.core.features import unpack_descriptors
from recognition.core.index import NEIGHBORS, count_votes
from recognition.core.index_channels import trained_index
from recognition.core.index_faiss import FaissIndex
from recognition.core.index_sizes import Plan
from recognition.core.render_photo import RenderOptions
from recognition.indexing import build_index
from recognition.measuring import drawn_votes, scale
from recognition.measuring.drawn_votes import Votes, fill, votes_of
from recognition.measuring.scale import Gallery, works
from recognition.measuring.searching import SHORTLIST, ExactSearch, PhotoQuery
from recognition.measuring.synthetic import Neighborhood, kept
from tests.catalog.factories import make_artwork, make_reference_image
from tests.core.galleries import FINGERPRINT, features_of
from tests.recognition.museum import picture_of


@pytest.fixture
def few_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Search votes of a small catalogue as those of a large one, in lists that it can fill."""
    plan = Plan("IVF16_HNSW32,PQ32x4fsr", lists=16, probes=16)
    for module in (drawn_votes, index_channels):
        monkeypatch.setattr(module, "plan_local", lambda _descriptors: plan)


def unit_vectors(count: int, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(count, 16)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_drawn_vectors_are_as_far_from_real_ones_as_these_from_each_other() -> None:
    real = unit_vectors(400)
    drawn = Neighborhood(real, seed=1).draw(np.random.default_rng(2), 400)
    np.testing.assert_allclose(np.linalg.norm(drawn, axis=1), 1, atol=1e-5)
    among_real = np.sort(real @ real.T, axis=1)[:, -2]
    assert abs(np.median((drawn @ real.T).max(1)) - np.median(among_real)) < 0.1


@pytest.mark.medium
def test_a_catalogue_holds_the_real_works_first_and_is_drawn_alike_each_time() -> None:
    gallery = Gallery(list(features_of(1, 2, 3).items()), [], [])
    first, second = (list(works(gallery, 7)) for _ in range(2))
    assert [key for key, _ in first] == [1, 2, 3, 4, 5, 6, 7]
    for (_, one), (_, other) in zip(first, second, strict=True):
        np.testing.assert_array_equal(one.vector, other.vector)
        np.testing.assert_array_equal(one.descriptors, other.descriptors)
    assert len(first[6][1].points) == len(first[6][1].descriptors) > 0


@pytest.mark.medium
def test_fewer_works_than_there_are_is_a_part_of_them() -> None:
    gallery = Gallery(list(features_of(1, 2, 3).items()), [], [])
    assert [key for key, _ in works(gallery, 2)] == [1, 2]


def test_exact_search_over_batches_finds_what_one_product_finds() -> None:
    vectors, views = unit_vectors(200), unit_vectors(14, seed=5)
    queries = [PhotoQuery(0, views[:7], views[:0]), PhotoQuery(0, views[7:], views[:0])]
    exact = ExactSearch(queries)
    for start in range(0, 200, 64):
        ids = np.arange(start, min(start + 64, 200))
        exact.see(ids, vectors[ids])
    for found, query in zip(exact.found, queries, strict=True):
        assert set(found) == set(np.argsort(-(query.vectors @ vectors.T).max(0))[:SHORTLIST].tolist())


@pytest.mark.medium
def test_votes_put_into_their_lists_are_found_as_those_that_faiss_sorted_in() -> None:
    plan = Plan("IVF16_HNSW32,PQ32x4fsr", lists=16, probes=4)
    works = np.random.default_rng(0).normal(size=(40, 60, 64)).astype(np.float32)
    works /= np.linalg.norm(works, axis=2, keepdims=True)
    sorted_in, filled = (trained_index(plan, 64, lambda: works.reshape(-1, 64)) for _ in range(2))
    votes = []
    for owner, rows in enumerate(works):
        sorted_in.add_with_ids(rows, np.full(len(rows), owner))
        votes.append(votes_of(filled, rows, np.array([owner]), rows[:, None]))
    fill(
        filled, Votes(*(np.concatenate([getattr(one, part) for one in votes]) for part in ("lists", "owners", "codes")))
    )
    assert filled.ntotal == sorted_in.ntotal == 2400
    (similar, found), (expected, ids) = (index.search(works[:, 7], 10) for index in (filled, sorted_in))
    np.testing.assert_allclose(similar, expected, atol=1e-4)
    assert (found == ids).mean() > 0.95
    assert found[:, 0].tolist() == list(range(40))


def build_of_forty(gallery: Gallery, folder: Path) -> FaissIndex:
    """Draw works around the three of `gallery` and write them with their votes."""
    drawn = ((key, kept(features, 0)) for key, features in islice(works(gallery, 40), 3, None))
    drawn_votes.write_drawn_build(folder, FINGERPRINT, gallery.real, drawn, {2, 3})
    return FaissIndex(folder)


@pytest.mark.medium
def test_a_build_whose_votes_are_drawn_is_searched_as_any_other(tmp_path: Path, few_lists: None) -> None:
    gallery = Gallery(list(features_of(1, 2, 3).items()), [], [1])
    index = build_of_forty(gallery, tmp_path / "build")
    assert (len(index), sorted(index.reference_ids)) == (40, list(range(1, 41)))
    assert len(index.features(40).points) in {len(features.points) for _, features in gallery.real[1:]}
    for key, features in gallery.real:
        found = index.neighbors(unpack_descriptors(features.descriptors[:50]), NEIGHBORS)
        assert next(iter(count_votes(found, 5))) == key


@pytest.mark.medium
def test_a_work_without_features_and_those_drawn_around_it_vote_for_nothing(tmp_path: Path, few_lists: None) -> None:
    (blank, features), *others = features_of(1, 2, 3).items()
    nothing = replace(features, points=features.points[:0], descriptors=features.descriptors[:0])
    gallery = Gallery([(blank, nothing), *others], [], [])
    index = build_of_forty(gallery, tmp_path / "build")
    found = index.neighbors(unpack_descriptors(others[0][1].descriptors[:50]), NEIGHBORS)
    assert blank not in count_votes(found, 40)


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.django_db(transaction=True)
def test_sizes_are_measured_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in (71, 72, 73):
        work = make_artwork(f"Painting {seed}", source="met", source_id=str(seed))
        make_reference_image(work, picture_of(seed), is_primary=True)
    build_index()
    monkeypatch.setattr(scale, "TWELVE_MEGAPIXELS", RenderOptions())  # each takes five seconds to draw
    figures = tmp_path / "scale.json"
    call_command("bench_scale", "--sizes", "2,30", "--photos", "1", json=figures)
    rows = json.loads(figures.read_text())["sizes"]
    assert [(row["works"], row["real"]) for row in rows] == [(2, 2), (30, 3)]
    assert [row["global"]["recall"] for row in rows] == [1.0, 1.0]
    assert rows[1]["local"]["right_work"] == 1.0
    assert not list(tmp_path.glob("bench/*/scale/*-works"))
    monkeypatch.setattr(scale.ScaleRun, "measure", lambda *args: pytest.fail("measured again"))
    call_command("bench_scale", "--sizes", "2,30", "--photos", "1", json=figures)


def test_a_size_that_is_no_number_is_refused() -> None:
    with pytest.raises(CommandError, match="1000,5000"):
        call_command("bench_scale", "--sizes", "many")
