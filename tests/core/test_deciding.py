"""The answer is honest: named when sure, both when two claim one place, nothing when nothing fits."""

from dataclasses import replace

import numpy as np
import pytest

from recognition.core.decide import Checked, DecideConfig, confidence, decide, overlap
from recognition.core.resemblance import make_thumbnail
from recognition.core.values import Answer, Candidate, Quad, Reference, Verification
from tests.core.galleries import features_of

CONFIG = DecideConfig()
PHOTO = (1000, 1000)
PLAIN = make_thumbnail(np.full((100, 100, 3), 128, np.uint8))


def square(x: float, y: float, side: float) -> Quad:
    return Quad(np.array([[x, y], [x + side, y], [x + side, y + side], [x, y + side]], np.float32))


def checked(
    work: int,
    inliers: int,
    *,
    place: Quad | None = None,
    reference: int | None = None,
    similarity: float = 0.5,
    coverage: float = 0.4,
    resemblance: float = 0.7,
    only_border: bool = False,
) -> Checked:
    points, quad = np.zeros((inliers, 2), np.float32), place or square(100 * work, 0, 50)
    fit = Verification(2 * inliers, inliers, np.eye(3), quad, points, points, coverage, resemblance, only_border)
    reference_id = reference or work
    return Checked(
        Candidate(reference_id, similarity, 1.0),
        Reference(reference_id, work, 100, 100, features_of(41)[41].local(), PLAIN),
        fit if inliers else None,
    )


@pytest.mark.medium
def test_a_work_with_many_agreeing_points_is_named() -> None:
    decision = decide([checked(1, 80), checked(2, 0)], PHOTO, CONFIG)
    assert decision.answer is Answer.MATCH
    assert [evidence.artwork_id for evidence in decision.matches] == [1]
    assert decision.matches[0].confidence > 0.99


def test_several_works_in_one_photo_are_all_named_the_one_that_fills_most_of_it_first() -> None:
    works = [checked(work, 40, place=square(300 * work, 0, side)) for work, side in ((1, 100), (2, 250), (0, 200))]
    assert [evidence.artwork_id for evidence in decide(works, PHOTO, CONFIG).matches] == [2, 0, 1]


def test_what_lies_outside_the_photo_does_not_make_a_work_prominent() -> None:
    works = [checked(1, 40, place=square(950, 0, 900)), checked(2, 40, place=square(100, 100, 400))]
    assert [evidence.artwork_id for evidence in decide(works, PHOTO, CONFIG).matches] == [2, 1]


def test_nothing_that_fits_is_no_match_with_look_alikes() -> None:
    decision = decide([checked(work, 0) for work in range(1, 9)], PHOTO, CONFIG)
    assert decision.answer is Answer.NO_MATCH
    assert decision.matches == ()
    assert len(decision.candidates) == CONFIG.candidates


def test_a_few_points_are_not_enough_to_name_a_work() -> None:
    assert decide([checked(1, 5)], PHOTO, CONFIG).answer is not Answer.MATCH
    assert decide([checked(1, 8, resemblance=0.3, similarity=0.9)], PHOTO, CONFIG).answer is not Answer.MATCH


def test_under_a_lamp_a_work_whose_points_are_spread_is_named_and_one_whose_points_lie_together_is_not() -> None:
    # What a photo of `choose` under a lamp had, and another issue of a magazine that shares the title.
    under_a_lamp = checked(1, 225, similarity=0.2, coverage=0.8, resemblance=0.41)
    washed_out = checked(1, 57, similarity=0.35, coverage=0.4, resemblance=0.25)
    magazine = checked(1, 34, similarity=0.35, coverage=0.07, resemblance=0.25)
    answers = [decide([one], PHOTO, CONFIG).answer for one in (under_a_lamp, washed_out, magazine)]
    assert answers == [Answer.MATCH, Answer.MATCH, Answer.UNCERTAIN]


def test_two_works_that_claim_the_same_place_are_both_shown_and_neither_named() -> None:
    place = square(0, 0, 100)
    decision = decide([checked(1, 60, place=place), checked(2, 50, place=place)], PHOTO, CONFIG)
    assert decision.answer is Answer.UNCERTAIN
    assert [evidence.artwork_id for evidence in decision.candidates] == [1, 2]


def test_a_far_weaker_claim_to_the_same_place_does_not_shake_the_stronger() -> None:
    place = square(0, 0, 100)
    decision = decide([checked(1, 200, place=place), checked(2, 20, place=place)], PHOTO, CONFIG)
    assert [evidence.artwork_id for evidence in decision.matches] == [1]


def test_a_contested_place_does_not_take_back_a_work_elsewhere() -> None:
    place = square(0, 0, 100)
    works = [checked(1, 60, place=place), checked(2, 50, place=place), checked(3, 40, place=square(500, 0, 100))]
    assert [evidence.artwork_id for evidence in decide(works, PHOTO, CONFIG).matches] == [3]


def test_several_pictures_of_one_work_count_once_by_the_best() -> None:
    decision = decide([checked(1, 30, reference=10), checked(1, 90, reference=11)], PHOTO, CONFIG)
    assert [evidence.reference_id for evidence in decision.matches] == [11]


def test_what_cannot_name_a_work_does_not_hide_what_can() -> None:
    corner = checked(1, 9, coverage=0.02, similarity=0.9, reference=10)
    decision = decide([checked(1, 200, similarity=0.4, reference=11), corner], PHOTO, CONFIG)
    assert [evidence.reference_id for evidence in decision.matches] == [11]


@pytest.mark.parametrize("similarity", [0.4, 0.6])
def test_a_far_weaker_rival_blocks_no_name_however_alike_it_looks(similarity: float) -> None:
    place = square(0, 0, 50)
    decision = decide([checked(1, 200, place=place), checked(2, 12, place=place, similarity=similarity)], PHOTO, CONFIG)
    assert [evidence.artwork_id for evidence in decision.matches] == [1]


def test_no_candidates_at_all_is_no_match() -> None:
    assert decide([], PHOTO, CONFIG).answer is Answer.NO_MATCH


@pytest.mark.parametrize("inliers", [0, 3, 8, 9, 30])
@pytest.mark.parametrize("similarity", [0.0, 0.4])
@pytest.mark.parametrize("resemblance", [-0.3, 0.15, 0.6])
def test_more_evidence_never_lowers_the_confidence(inliers: int, similarity: float, resemblance: float) -> None:
    def of(inliers: int, similarity: float, resemblance: float) -> float:
        points, place = np.zeros((inliers, 2), np.float32), square(0, 0, 1)
        found = Verification(2 * inliers, inliers, np.eye(3), place, points, points, 0.4, resemblance)
        return confidence(similarity, found, CONFIG)

    little = of(inliers, similarity, resemblance)
    assert 0 < little < 1
    assert of(inliers + 1, similarity, resemblance) >= little
    assert of(inliers, similarity + 0.1, resemblance) > little
    assert of(inliers, similarity, resemblance + 0.05) >= little
    assert of(inliers + 3, similarity + 0.1, resemblance + 0.4) > little


def test_overlap_is_a_share_of_the_smaller_outline() -> None:
    assert overlap(square(0, 0, 10), square(0, 0, 10)) == pytest.approx(1)
    assert overlap(square(0, 0, 10), square(5, 0, 10)) == pytest.approx(0.5)
    assert overlap(square(0, 0, 100), square(10, 10, 10)) == pytest.approx(1)
    assert overlap(square(0, 0, 10), square(20, 0, 10)) == 0


def test_five_points_never_name_a_work_however_well_they_agree() -> None:
    certain = replace(CONFIG, intercept=50.0)
    assert decide([checked(1, 5, resemblance=1.0)], PHOTO, certain).answer is Answer.UNCERTAIN
    assert decide([checked(1, 6, resemblance=1.0)], PHOTO, certain).answer is Answer.MATCH


def test_a_title_or_watermark_that_two_pictures_share_names_neither() -> None:
    assert decide([checked(1, 34, coverage=0.07, resemblance=0.05)], PHOTO, CONFIG).matches == ()
    assert decide([checked(1, 34, coverage=0.07, resemblance=0.8)], PHOTO, CONFIG).answer is Answer.MATCH


def test_points_of_a_frame_do_not_hide_better_evidence_of_the_same_work() -> None:
    framed = checked(1, 80, reference=10, coverage=1.0, only_border=True)
    seen = checked(1, 7, reference=11, resemblance=0.3)
    decision = decide([framed, seen], PHOTO, CONFIG)
    assert [evidence.reference_id for evidence in decision.candidates] == [11]


def test_a_frame_that_was_found_again_names_no_work() -> None:
    decision = decide([checked(1, 80, coverage=1.0, only_border=True)], PHOTO, CONFIG)
    assert decision.answer is Answer.NO_MATCH
    assert [evidence.artwork_id for evidence in decision.candidates] == [1]
