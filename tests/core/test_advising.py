"""Advice for a better photo: said of a photo that has the trouble, not of an ordinary one, never beside a name."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from recognition.core.advise import advise
from recognition.core.decode import decode_photo
from recognition.core.render_photo import RenderedPhoto, RenderOptions, render_photo
from recognition.core.values import (
    Advice,
    Answer,
    Decision,
    Evidence,
    LocalFeatures,
    Photo,
    Pixels,
    Verification,
)
from tests.core.pictures import draw_painting

FRONTAL = RenderOptions(
    width=450,
    height=600,
    yaw_degrees=(-10, 10),
    pitch_degrees=(-5, 5),
    glare=(0, 0),
    exposure=(0.8, 1),
    noise=(0.004, 0.01),
)
TROUBLES = {
    "too_dark": replace(FRONTAL, exposure=(0.1, 0.1)),
    "blurred": replace(FRONTAL, blur_pixels=(4, 4)),
    "glare": replace(FRONTAL, glare=(1.3, 1.3), fill=(0.8, 0.9)),
    "too_steep": replace(FRONTAL, yaw_degrees=(60, 60), fill=(0.8, 0.9)),
    "too_far": replace(FRONTAL, fill=(0.18, 0.22)),
}
SEEDS = range(6)
pytestmark = pytest.mark.slow
FEATURES = LocalFeatures(np.zeros((500, 2), np.float32), np.zeros((500, 64), np.float32))
NOTHING_FOUND = Decision(Answer.NO_MATCH, (), ())


@cache
def rendered(trouble: str, seed: int) -> RenderedPhoto:
    return render_photo(draw_painting(200 + seed), seed, TROUBLES.get(trouble, FRONTAL))


def choose_photos(shared_data: Path) -> Iterator[Path]:
    """Yield the photos that may be looked at; those of `report` are for published figures alone."""
    for museum in ("photos", "frames"):
        with (shared_data / museum / "queries.csv").open(newline="") as file:
            yield from (shared_data / museum / row["query"] for row in csv.DictReader(file) if row["split"] == "choose")


def as_photo(pixels: Pixels) -> Photo:
    return Photo(pixels, pixels.shape[1], pixels.shape[0])


def said_of(pixels: Pixels, decision: Decision = NOTHING_FOUND, local: LocalFeatures = FEATURES) -> list[str]:
    return codes(advise(as_photo(pixels), local, decision))


@cache
def advice_for(trouble: str, seed: int) -> tuple[Advice, ...]:
    """Return what is said of a rendered photo in which nothing was found."""
    return tuple(advise(as_photo(rendered(trouble, seed).pixels), FEATURES, NOTHING_FOUND))


def codes(said: Iterable[Advice]) -> list[str]:
    return [advice.code for advice in said]


def found(photo: RenderedPhoto, confidence: float, scale: float = 1.0) -> Evidence:
    """Return evidence whose outline is the rendered work's, in a photo that was taken `scale` times as large."""
    quad = replace(photo.quad, corners=photo.quad.corners * np.float32(scale))
    points = np.zeros((7, 2), np.float32)
    return Evidence(1, 1, 0.5, 3.0, confidence, Verification(9, 7, np.eye(3), quad, points, points, 0.4))


@pytest.mark.parametrize("trouble", TROUBLES)
def test_each_trouble_is_seen_in_most_photos_that_have_it(trouble: str) -> None:
    assert sum(trouble in codes(advice_for(trouble, seed)) for seed in SEEDS) >= 5


def test_nothing_is_said_of_ordinary_photos() -> None:
    assert [advice_for("none", seed) for seed in SEEDS] == [()] * len(SEEDS)


def test_ordinary_visitor_photos_with_lamps_and_turns_are_hardly_ever_complained_about() -> None:
    ordinary = RenderOptions(width=450, height=600)
    said = [said_of(render_photo(draw_painting(300 + seed), seed, ordinary).pixels) for seed in range(16)]
    assert sum(map(bool, said)) <= 1


@pytest.mark.parametrize("trouble", TROUBLES)
def test_nothing_is_said_beside_a_named_work(trouble: str) -> None:
    photo = rendered(trouble, 0)
    named = Decision(Answer.MATCH, (found(photo, 0.99),), ())
    assert said_of(photo.pixels, named) == []


def test_an_unsure_answer_gets_advice_too() -> None:
    photo = rendered("blurred", 0)
    assert said_of(photo.pixels, Decision(Answer.UNCERTAIN, (), (found(photo, 0.5),))) == ["blurred"]


def test_of_several_troubles_the_two_that_matter_most_are_said() -> None:
    all_at_once = replace(FRONTAL, yaw_degrees=(60, 60), fill=(0.8, 0.9), blur_pixels=(4, 4), glare=(1.6, 1.6))
    photo = render_photo(draw_painting(200), 0, all_at_once)
    assert said_of(photo.pixels, Decision(Answer.UNCERTAIN, (), (found(photo, 0.5),))) == ["blurred", "glare"]


def test_the_outline_of_a_likely_work_is_believed_where_no_frame_is_seen() -> None:
    photo = rendered("too_steep", 1)
    frameless = np.full_like(photo.pixels, 90)
    likely = Decision(Answer.UNCERTAIN, (), (found(photo, 0.5),))
    unlikely = Decision(Answer.NO_MATCH, (), (found(photo, 0.1),))
    assert said_of(frameless, likely) == ["too_steep"]
    assert said_of(frameless, unlikely) == []


def test_an_outline_is_in_pixels_of_the_photo_as_taken() -> None:
    photo = rendered("too_steep", 1)
    taken = Photo(np.full_like(photo.pixels, 90), photo.pixels.shape[1] * 3, photo.pixels.shape[0] * 3)
    likely = Decision(Answer.UNCERTAIN, (), (found(photo, 0.5, scale=3),))
    assert [advice.code for advice in advise(taken, FEATURES, likely)] == ["too_steep"]


def test_a_bare_wall_has_few_details_and_no_other_trouble() -> None:
    few = LocalFeatures(FEATURES.points[:3], FEATURES.descriptors[:3])
    assert said_of(np.full((600, 800, 3), 128, np.uint8), local=few) == ["few_details"]


def test_a_white_wall_and_a_lamp_beside_the_work_are_no_glare_on_it() -> None:
    pixels = rendered("none", 2).pixels.copy()
    pixels[:60] = 255
    cv2.circle(pixels, (560, 110), 30, (255, 255, 255), -1)
    assert "glare" not in said_of(pixels)


def test_each_sentence_says_what_is_wrong_and_what_to_do() -> None:
    said = {advice for trouble in TROUBLES for seed in SEEDS for advice in advice_for(trouble, seed)}
    assert {advice.code for advice in said} == set(TROUBLES)
    assert all(advice.message.count(". ") == 1 for advice in said)


@pytest.mark.shared_data
@pytest.mark.slow
def test_of_real_museum_photos_few_are_complained_about(shared_data: Path) -> None:
    photos = [decode_photo(path.read_bytes()) for path in choose_photos(shared_data)]
    said = [advise(photo, FEATURES, NOTHING_FOUND) for photo in photos]
    assert sum(map(bool, said)) <= 0.04 * len(photos)
