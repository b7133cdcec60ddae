"""The table of choices: each variant picks its poolings, whitens, compares, and says what differs from the base."""

from types import SimpleNamespace

import numpy as np
import pytest

from recognition.training.real_photos import KnownPhoto, PhotoCheck
from tests.core.pictures import draw_painting

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def compare():
    from recognition.training import compare

    return compare


def test_a_variant_picks_its_power_and_its_levels(compare) -> None:
    fine = 5
    widths = [compare.HEAD_FILTERS] * 3 + [fine] * 3
    row = np.concatenate([np.full(width, number + 1.0) for number, width in enumerate(widths)])
    one = compare.selection(len(row), compare.Variant(power=3.0))(row)
    two = compare.selection(len(row), compare.Variant(power=3.0, levels=2))(row)
    assert (len(one), len(two)) == (compare.HEAD_FILTERS, compare.HEAD_FILTERS + fine)
    assert two[-1] / two[0] == pytest.approx(5 / 2)  # the second power of the last map, then of the finer one
    assert np.linalg.norm(two) == pytest.approx(1)


def test_the_best_of_several_views_of_a_reference_counts(compare) -> None:
    gallery = np.array([[[1, 0], [0, 1]], [[0.8, 0.6], [0.8, 0.6]]], np.float32)
    photos = np.array([[[0, 1]]], np.float32)
    similarities = compare.compare(compare.Vectors(gallery, photos), compare.Variant(reference_views="best"))
    assert similarities.tolist() == [[1.0, pytest.approx(0.6)]]


def test_query_expansion_draws_a_photo_towards_its_nearest_reference(compare) -> None:
    gallery = np.array([[1, 0], [0, 1]], np.float32)
    photo = np.array([[[0.8, 0.6]]], np.float32)
    (expanded,) = compare.expand(photo, gallery, 1)[0]
    assert expanded[0] > 0.8
    assert np.linalg.norm(expanded) == pytest.approx(1)


def test_recall_is_measured_from_what_a_trunk_sees(compare) -> None:
    rng = np.random.default_rng(0)
    works = rng.normal(size=(4, 3 * (compare.HEAD_FILTERS + 5))).astype(np.float32)
    photos = tuple(KnownPhoto(f"photo{n}", frozenset({f"work{n}"}), "photos natural") for n in range(2))  # type: ignore[arg-type]
    check = PhotoCheck(photos, ("work0", "work1"), ("other2", "other3"))  # type: ignore[arg-type]
    seen = SimpleNamespace(check=check, gallery=works[:, None], photos=works[:2, None], pairs=works[:, None])
    variant = compare.Variant(whitening="none", dimensions=compare.HEAD_FILTERS)
    assert compare.measure(seen, variant)["photos natural"] == {"1": 1.0, "10": 1.0, "20": 1.0, "50": 1.0}


def test_a_row_names_only_what_differs_from_the_base(compare) -> None:
    from recognition.management.commands.compare_descriptors import in_words, row

    assert in_words(compare.BASE) == "base"
    assert in_words(compare.Variant(power=4.0, dimensions=256)) == "power 4.0, dimensions 256"
    assert row(compare.BASE, {"frames natural": {"1": 0.5, "10": 1.0}}) == "| base | 0.50 1.00 |"


def test_a_view_costs_some_milliseconds(compare) -> None:
    from tests.core.pictures import TinyEmbedder

    TinyEmbedder().embed([draw_painting(0, 96, 96)])
    assert 0 < compare.time_view(TinyEmbedder()) < 1000
