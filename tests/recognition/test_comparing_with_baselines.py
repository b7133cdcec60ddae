"""What one would pick instead is measured on the same photos, fairly: drawn works are found by it where they can be."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recognition.core.evaluate import Outcome
from recognition.evaluation import Query, reference_labels
from recognition.indexing import build_index
from recognition.measuring import comparison
from recognition.measuring.baselines import CnnOnly, HashLookup, OrbMatching
from recognition.measuring.comparison import OURS, QUICK, SLOW, Compared, best_threshold, compare, named, read, sample
from recognition.measuring.hiding import WithoutWorks
from recognition.runner import searchable_index
from tests.catalog.factories import make_artwork, make_reference_image
from tests.core.pictures import TinyEmbedder, draw_painting, encode
from tests.recognition.museum import photo_of, picture_of

pytestmark = pytest.mark.slow
SEEDS = (71, 72, 73)
PICTURES = [(seed, draw_painting(seed)) for seed in SEEDS]


def query(name: str, tier: str = "natural", refs: str = "", seed: int = 71) -> Query:
    return Query(name, tier, frozenset(refs.split()), lambda: photo_of(seed))


def outcome(score: float, *, right: bool, absent: bool = False) -> Outcome:
    refs = frozenset() if absent else frozenset({"a"})
    return Outcome("photo", "natural", refs, (("a" if right else "b", score),), (), frozenset(), 10.0)


def test_orb_finds_the_painting_in_a_photo_of_it() -> None:
    scores = OrbMatching(PICTURES).rank(photo_of(72))
    assert next(iter(scores)) == 72
    assert scores[72] > 2 * max(score for key, score in scores.items() if key != 72)


def test_orb_finds_nothing_where_nothing_is_to_be_seen() -> None:
    blank = encode(np.full((300, 300, 3), 128, np.uint8))
    assert set(OrbMatching(PICTURES).rank(blank).values()) == {0.0}


def test_the_hash_finds_a_copy() -> None:
    pytest.importorskip("pdqhash")
    scores = HashLookup(PICTURES).rank(encode(draw_painting(73), quality=60))
    assert next(iter(scores)) == 73
    assert scores[73] > 0.95


def test_each_tier_is_sampled_evenly_and_alike_each_time() -> None:
    queries = [query(str(n), tier) for tier in ("small", "natural") for n in range(9)]
    chosen = [(one.tier, one.name) for one in sample(queries, 3)]
    assert chosen == [(tier, name) for tier in ("natural", "small") for name in ("0", "4", "8")]


def test_the_threshold_chosen_is_right_most_often() -> None:
    outcomes = [outcome(0.9, right=True), outcome(0.7, right=True), outcome(0.6, right=False, absent=True)]
    assert best_threshold([*outcomes, outcome(0.2, right=True)]) == 0.7


def test_the_threshold_chosen_counts_silence_about_hidden_works_too() -> None:
    seen, unseen = outcome(0.6, right=True), outcome(0.5, right=False, absent=True)
    rows = comparison.figures(
        [Compared("photos", dict.fromkeys((OURS, *QUICK), seen), dict.fromkeys((OURS, *QUICK), unseen))]
    )
    assert rows["best_thresholds"]["cnn"] == 0.6


def test_a_baseline_names_a_work_only_from_its_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(comparison.THRESHOLDS, "cnn", 0.5)
    assert named("cnn", outcome(0.5, right=True)).named == ("a",)
    assert named("cnn", outcome(0.49, right=True)).named == ()


def test_whoever_names_what_looks_alike_is_right_only_while_the_work_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(comparison.THRESHOLDS, "cnn", 0.5)
    seen, unseen = outcome(0.9, right=True), outcome(0.7, right=False, absent=True)
    outcomes = dict.fromkeys((OURS, *QUICK), seen) | {"ours": replace(seen, named=("a",))}
    rows = comparison.figures([Compared("photos", outcomes, dict.fromkeys((OURS, *QUICK), unseen))])["rows"]
    ours, _, cnn = rows
    assert (ours["named_right"], ours["named_without"], ours["accuracy"]) == (1.0, 0, 1.0)
    assert (cnn["named_right"], cnn["named_without"], cnn["accuracy"]) == (1.0, 1, 0.5)


def gallery_of_three() -> None:
    for seed in SEEDS:
        work = make_artwork(f"Painting {seed}", source="photos", source_id=str(seed))
        make_reference_image(work, picture_of(seed), is_primary=True)
    build_index()


@pytest.mark.django_db(transaction=True)
def test_all_methods_answer_the_same_photos_and_a_stopped_run_goes_on(tmp_path: Path) -> None:
    pytest.importorskip("pdqhash")
    gallery_of_three()
    journal = tmp_path / "compared.jsonl"
    queries = [("photos", query(f"{seed}.jpg", refs=str(seed), seed=seed)) for seed in SEEDS]
    first: Compared = next(iter(compare(queries, QUICK, journal)))
    assert [one.key for one in read(journal)] == [first.key] == [("photos", "71.jpg")]
    rest = list(compare(queries[1:], QUICK, journal))
    assert read(journal) == [first, *rest]
    figures = comparison.figures([first, *rest])
    assert [(row["method"], row["queries"]) for row in figures["rows"]] == [("ours", 3), ("hash", 3), ("cnn", 3)]
    ours, *_ = figures["rows"]
    assert (ours["named_right"], ours["named_without"], ours["times_ours"]) == (1.0, 0, 1.0)
    best = CnnOnly(TinyEmbedder(), searchable_index()).rank(picture_of(71))
    assert max(best.values()) == pytest.approx(1.0, abs=0.01)


@pytest.mark.django_db(transaction=True)
def test_a_hidden_work_is_named_by_nobody(tmp_path: Path) -> None:
    pytest.importorskip("pdqhash")
    gallery_of_three()
    photo = ("photos", query("72.jpg", refs="72", seed=72))
    [compared] = compare([photo], (*QUICK, *SLOW), tmp_path / "compared.jsonl")
    assert compared.truth.named == ("72",)
    assert compared.outcomes["orb"].ranked[0][0] == "72"
    for answered in compared.hidden.values():
        assert answered.refs == frozenset()
        assert "72" not in (*answered.named, *answered.shortlist, *(work for work, _ in answered.ranked))
    assert compared.hidden["ours"].named == ()


@pytest.mark.django_db(transaction=True)
def test_what_is_left_of_a_gallery_without_a_work_is_searched_as_before() -> None:
    gallery_of_three()
    index = searchable_index()
    keys = {label: key for key, label in reference_labels("photos").items()}
    without = WithoutWorks(index, frozenset({keys["72"]}))
    assert (len(without), keys["72"] in without, keys["71"] in without) == (2, False, True)
    assert without.fingerprint == index.fingerprint
    with pytest.raises(KeyError):
        without.features(keys["72"])
    other = index.features(keys["71"])
    assert without.search(other.vector[None], 3).keys() == {keys["71"], keys["73"]}
    descriptors = other.local().descriptors[:50]
    found = without.neighbors(descriptors, 5)
    assert found.reference_ids.shape == (50, 5)
    assert set(found.reference_ids.ravel()) <= {keys["71"], keys["73"]}
    assert (found.reference_ids[:, 0] == keys["71"]).all()
