"""What the result page says: how sure, why, and what it is not sure of."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from catalog.pages import ArtworkCard
from recognition.drawings import Picture
from recognition.models import Recognition
from recognition.presenters import ResultPage, certainty_of, ids_in, progress_page, result_page
from tests.recognition.answers import a_card, a_find

PHOTO = Picture("/scans/1/photo.jpg", 1200, 1600)
REFERENCE = Picture("/pictures/50/large.jpg", 600, 400)


def page_of(decision: str, **result: Any) -> ResultPage:
    recognition = Recognition(status=Recognition.Status.DONE, decision=decision, result=result, width=1200, height=1600)
    cards = {pk: a_card(pk) for pk in (1, 2, 3, 4, 5, 6)}
    return result_page(recognition, PHOTO, cards=cards, references={50: REFERENCE}, api_url="/api/")


@pytest.mark.parametrize(
    ("confidence", "words", "percent"),
    [
        (1.0, "Certain", "99 %"),
        (0.98, "Certain", "98 %"),
        (0.93, "Very likely", "93 %"),
        (0.75, "Likely", "75 %"),
        (0.4, "Possible", "40 %"),
        (0.1, "Unlikely", "10 %"),
        (0.0, "Unlikely", "under 1 %"),
    ],
)
def test_confidence_is_said_in_words_and_never_as_a_hundred_percent(confidence, words, percent):
    certainty = certainty_of(confidence)
    assert (certainty.words, certainty.percent) == (words, percent)


def test_one_named_work_is_the_title_of_the_page():
    page = page_of("match", matches=[a_find(1, reference=50)])
    assert (page.title, page.headline, page.explanation) == ("Work 1", "Recognised", "")


def test_several_named_works_are_numbered_in_order():
    page = page_of("match", matches=[a_find(2), a_find(1)])
    assert page.headline == "2 works recognised"
    assert [(work.number, work.card.title) for work in page.works] == [(1, "Work 2"), (2, "Work 1")]


def test_an_unsure_answer_asks_to_compare_at_most_four_works():
    page = page_of("uncertain", candidates=[a_find(pk, confidence=0.4) for pk in (1, 2, 3, 4, 5)])
    assert page.headline == "We are not sure"
    assert page.explanation == "It may be one of these 4 works. Compare them with your photo."
    assert page.works == ()


def test_beside_a_named_work_only_possible_ones_are_shown():
    page = page_of("match", matches=[a_find(1)], candidates=[a_find(2, confidence=0.5), a_find(3, confidence=0.01)])
    assert [work.card.title for work in page.candidates] == ["Work 2"]


def test_a_single_doubtful_work_is_not_called_one_of_several():
    page = page_of("uncertain", candidates=[a_find(1, confidence=0.5)])
    assert page.explanation == "It may be this work. Compare it with your photo."


def test_no_match_says_how_much_was_searched_and_that_look_alikes_are_not_it():
    page = page_of("no_match", candidates=[a_find(1, confidence=0.02, quad=[], points=[])], searched=1174)
    assert page.headline == "Not in our catalogue"
    assert page.explanation == "We compared your photo with the 1,174 pictures that we know, and found no work in it."
    assert page.candidates_title == "Not in your photo: the most similar in our catalogue"


def test_a_work_that_has_left_the_catalogue_is_not_shown():
    page = page_of("match", matches=[a_find(99)])
    assert page.works == ()
    assert page.headline == "No longer in our catalogue"


def test_no_match_claims_nothing_where_nothing_was_searched():
    assert "no pictures of works yet" in page_of("no_match").explanation


def test_an_unsure_answer_whose_works_have_all_left_the_catalogue_does_not_ask_to_compare_them():
    page = page_of("uncertain", candidates=[a_find(99, confidence=0.5)])
    assert page.headline == "No longer in our catalogue"
    assert "0 works" not in page.explanation


def test_a_failure_shows_its_own_sentence():
    recognition = Recognition(status=Recognition.Status.FAILED, error_message="The photo is damaged; take it again.")
    page = result_page(recognition, PHOTO, cards={}, references={}, api_url="")
    assert (page.headline, page.explanation) == ("That did not work", "The photo is damaged; take it again.")


def test_advice_and_time_are_passed_on():
    page = page_of(
        "no_match", advice=[{"code": "too_dark", "message": "Find more light."}], timings_ms={"total": 341.2}
    )
    assert page.advice == ("Find more light.",)
    assert page.seconds == "0.34 s"


def test_the_ids_to_look_up_come_from_named_and_doubtful_works():
    found = {"matches": [a_find(1, reference=50)], "candidates": [a_find(2, reference=60)]}
    assert ids_in(found) == ({1, 2}, {50, 60})


def test_a_work_whose_picture_is_gone_is_named_without_a_drawing():
    page = page_of("match", matches=[a_find(1, reference=51)])
    assert page.works[0].outline is not None
    assert page.works[0].beside is None


@pytest.mark.parametrize("status", [Recognition.Status.PENDING, Recognition.Status.RUNNING])
def test_an_unfinished_recognition_says_what_is_happening(status):
    recognition = Recognition(status=status)
    page = progress_page(recognition, PHOTO, now=recognition.created_at)
    assert page.words.endswith("…")


def test_a_recognition_that_takes_long_says_so():
    recognition = Recognition(status=Recognition.Status.PENDING)
    page = progress_page(recognition, PHOTO, now=recognition.created_at + timedelta(minutes=1))
    assert "longer than usual" in page.words


def test_anchors_stay_apart_for_works_of_one_title():
    cards: dict[int, ArtworkCard] = {pk: replace(a_card(pk), title="Untitled") for pk in (1, 2)}
    recognition = Recognition(status="done", decision="match", result={"matches": [a_find(1), a_find(2)]})
    page = result_page(recognition, PHOTO, cards=cards, references={}, api_url="")
    assert len({work.anchor for work in page.works}) == 2
