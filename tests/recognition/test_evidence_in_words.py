"""What speaks for a work, in words; for an unsure answer also what is missing."""

import pytest

from recognition.wording import evidence_in_words
from tests.recognition.answers import a_find


def test_matched_details_are_counted_and_their_share_is_said():
    words = evidence_in_words(a_find(1, inliers=143, inlier_ratio=0.92), "match")
    assert words.startswith("143 matching details inside one consistent perspective, 92 % of those that matched. ")


def test_a_work_found_by_its_look_alone_says_so():
    assert evidence_in_words(a_find(1, inliers=0), "match").startswith("No single details could be matched. ")


@pytest.mark.parametrize(
    ("similarity", "words"),
    [
        (0.8, "very much like"),
        (0.45, "looks much like"),
        (0.26, "somewhat like"),
        (0.1, "hardly like"),
        (-0.1, "hardly like"),
    ],
)
def test_similarity_is_said_in_words(similarity, words):
    assert words in evidence_in_words(a_find(1, similarity=similarity, inliers=0), "uncertain")


def test_the_part_of_the_photo_where_the_details_are_is_compared_piece_by_piece():
    words = evidence_in_words(a_find(1, resemblance=0.87), "match")
    assert words.endswith("Compared piece by piece, that part of the photo looks very much like its picture.")
    words = evidence_in_words(a_find(1, resemblance=-0.2), "uncertain")
    assert "that part of the photo looks hardly like its picture" in words


def test_an_answer_from_before_places_were_compared_still_reads_well():
    find = a_find(1, similarity=0.7)
    del find["resemblance"]
    words = evidence_in_words(find, "match")
    assert words.endswith("the photo looks very much like its picture.")


def test_a_named_work_lacks_nothing():
    assert "To be sure" not in evidence_in_words(a_find(1), "match")


def test_an_unsure_answer_with_too_few_details_says_how_many_it_takes():
    words = evidence_in_words(a_find(1, inliers=5, confidence=0.5), "uncertain")
    assert words.endswith("To be sure, 6 details or more would have to match.")


def test_an_unsure_answer_with_enough_details_but_little_confidence_asks_for_more():
    words = evidence_in_words(a_find(1, inliers=10, confidence=0.6), "uncertain")
    assert words.endswith("To be sure, more of them would have to match.")


def test_details_amid_what_looks_different_are_said_to_be_so():
    words = evidence_in_words(a_find(1, inliers=34, resemblance=0.05, confidence=0.3), "uncertain")
    assert words.endswith("this may be another picture that has these details too.")


def test_of_two_works_that_both_match_each_says_that_there_is_another():
    words = evidence_in_words(a_find(1, inliers=60, confidence=0.99), "uncertain")
    assert words.endswith("Another work matches the same part of your photo as well.")


def test_the_most_similar_of_no_match_is_never_taken_for_the_work():
    chance = evidence_in_words(a_find(1, inliers=5, confidence=0.01, resemblance=0.35), "no_match")
    assert chance == (
        "Not this work: that part of the photo looks somewhat like its picture; only 5 details match,"
        " as they do by chance."
    )
    assert evidence_in_words(a_find(1, inliers=0, similarity=0.3), "no_match") == (
        "Not this work: the photo looks somewhat like its picture; no details match."
    )


def test_why_a_work_under_a_lamp_was_named_is_said():
    words = evidence_in_words(a_find(1, inliers=57, coverage=0.4, resemblance=0.2), "match")
    assert words.endswith("Light or glass may cover the rest: what matches is spread over the work.")
    for plain in (a_find(1, inliers=57, coverage=0.4, resemblance=0.8), a_find(1, inliers=20, coverage=0.05)):
        assert "Light" not in evidence_in_words(plain, "match")


def test_of_a_work_whose_frame_alone_was_found_the_words_say_so():
    framed = evidence_in_words(a_find(1, inliers=80, resemblance=0.3, only_border=True), "no_match")
    assert framed == (
        "Not this work: that part of the photo looks hardly like its picture; 80 details match, nearly all on its"
        " border: it may hang in a frame like that."
    )
    beside_another = evidence_in_words(a_find(1, inliers=80, coverage=1.0, resemblance=0.3, only_border=True), "match")
    assert "Light or glass" not in beside_another
    unsure = evidence_in_words(a_find(1, inliers=80, resemblance=0.5, only_border=True), "uncertain")
    assert unsure.endswith("this may be another picture that has these details too.")
