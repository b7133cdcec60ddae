"""Whether visitors will find a work: tried with rendered photos, and why not if not."""

from typing import Any

import cv2
import numpy as np
import pytest

from quality.models import Look, WorkTrial
from recognition.core.render_photo import RenderOptions, render_photo
from recognition.indexing import build_index
from tests.catalog.factories import make_artwork, make_reference_image
from tests.core.pictures import draw_painting, encode
from tests.quality.looks import look_at
from tests.recognition.museum import hang

# Looks begin when a transaction commits, so these tests need real commits.
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Reason = WorkTrial.Reason


def photograph(monkeypatch, **options: Any) -> None:
    """Have two photos rendered of each work, as small as the paintings are drawn, and not steep."""
    chosen = RenderOptions(**{"width": 450, "height": 600, "fill": (0.7, 0.8), "yaw_degrees": (-10, 10), **options})
    monkeypatch.setattr("quality.trials.PHOTOS", 2)
    monkeypatch.setattr("quality.trials.render_photo", lambda pixels, seed: render_photo(pixels, seed, chosen))


@pytest.fixture(autouse=True)
def easy_photos(monkeypatch):
    photograph(monkeypatch)


def trials() -> dict[str, WorkTrial]:
    assert look_at(Look.Kind.VISITORS).status == Look.Status.DONE
    return {str(trial.artwork): trial for trial in WorkTrial.objects.select_related("artwork", "rival")}


def test_a_work_full_of_details_is_found_in_every_photo():
    hang(71), hang(72)
    build_index()
    found = trials()["Painting 71"]
    assert (found.found, found.photos, found.reason) == (2, 2, Reason.FOUND)


def test_a_work_that_is_in_the_catalogue_twice_names_its_look_alike():
    work, twin = hang(71), make_artwork("A copy of it")
    make_reference_image(twin, encode(draw_painting(71), "JPEG", quality=60))
    hang(72)
    build_index()
    tried = trials()
    missed = [trial for trial in tried.values() if trial.reason == Reason.LOOK_ALIKE]
    assert missed
    assert {trial.rival for trial in missed} <= {work, twin}
    assert all(trial.rival != trial.artwork for trial in missed)


def test_a_work_of_one_color_has_too_few_details():
    plain = cv2.GaussianBlur(np.full((360, 480, 3), 120, np.uint8), (0, 0), 3)
    cv2.circle(plain, (200, 180), 40, (140, 120, 120), -1)
    make_reference_image(make_artwork("Monochrome"), encode(plain, "PNG"))
    hang(71)
    build_index()
    trial = trials()["Monochrome"]
    assert (trial.found, trial.reason) == (0, Reason.LOW_TEXTURE)
    assert trial.details < 250


def test_a_work_with_a_tiny_picture_that_is_missed_is_told_so(monkeypatch):
    photograph(monkeypatch, blur_pixels=(15, 15))
    tiny = cv2.resize(draw_painting(75), (84, 64), interpolation=cv2.INTER_AREA)
    make_reference_image(make_artwork("Stamp"), encode(tiny, "PNG"))
    hang(71)
    build_index()
    assert trials()["Stamp"].reason == Reason.SMALL_PICTURE


def test_a_work_that_is_not_indexed_yet_is_told_so_and_tried_again_later(monkeypatch):
    hang(71)
    build_index()
    monkeypatch.setattr("recognition.intake.tasks.index_references.delay", lambda _ids: None)
    hang(72)
    assert trials()["Painting 72"].reason == Reason.NOT_INDEXED
    build_index()
    assert trials()["Painting 72"].reason == Reason.FOUND


def test_a_work_is_tried_once_until_its_picture_changes():
    work = hang(71)
    build_index()
    trials()
    assert look_at(Look.Kind.VISITORS).done == 0
    assert look_at(Look.Kind.VISITORS, everything=True).done == 1
    work.reference_images.get().delete()
    make_reference_image(work, encode(draw_painting(74), "PNG"))
    assert look_at(Look.Kind.VISITORS).done == 1


def test_without_an_index_the_look_fails_in_words(monkeypatch):
    monkeypatch.setattr("recognition.intake.tasks.index_references.delay", lambda _ids: None)
    hang(71)
    look = look_at(Look.Kind.VISITORS)
    assert (look.status, look.error) == (
        Look.Status.FAILED,
        "No picture of the catalogue is indexed yet. Run `manage.py build_index`.",
    )
