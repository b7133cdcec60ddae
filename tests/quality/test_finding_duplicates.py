"""One work that is in the catalogue twice is found: by its picture, or by its maker and title."""

import cv2
import pytest

from quality import merging
from quality.models import Duplicate, Look
from recognition.core.render_photo import put_in_frame
from recognition.indexing import build_index
from tests.catalog.factories import make_artwork, make_reference_image
from tests.core.pictures import draw_painting, encode
from tests.quality.looks import look_at
from tests.recognition.museum import hang, picture_of

# Looks begin when a transaction commits, so these tests need real commits.
pytestmark = pytest.mark.django_db(transaction=True)


def pairs() -> list[tuple[int, int]]:
    look_at(Look.Kind.PICTURES)
    return [(pair.first_id, pair.second_id) for pair in Duplicate.objects.open()]


@pytest.mark.medium
def test_a_smaller_and_coarser_file_of_the_same_picture_is_found_by_its_hash():
    work, *_ = hang(71), hang(72), hang(73)
    small = cv2.resize(draw_painting(71), (240, 180), interpolation=cv2.INTER_AREA)
    again = make_artwork("Found in the store")
    make_reference_image(again, encode(small, "JPEG", quality=50))
    assert pairs() == [(work.pk, again.pk)]
    found = Duplicate.objects.get()
    assert found.bits_apart is not None
    assert found.bits_apart < 30
    assert not found.same_name


@pytest.mark.medium
def test_a_framed_copy_that_is_cropped_is_found_by_details_that_agree():
    work, *_ = hang(71), hang(72)
    part = draw_painting(71)[:300, 60:]
    framed = cv2.copyMakeBorder(part, 40, 40, 40, 40, cv2.BORDER_CONSTANT, value=(120, 90, 40))
    again = make_artwork("In its frame")
    make_reference_image(again, encode(framed, "PNG"))
    build_index()
    assert pairs() == [(work.pk, again.pk)]
    found = Duplicate.objects.get()
    assert found.bits_apart is None
    assert found.agreeing is not None
    assert found.agreeing >= 12
    assert "details of their pictures agree" in found.reasons[0]


@pytest.mark.medium
def test_two_works_in_frames_alike_are_no_duplicates():
    frame = draw_painting(81, 480, 640)
    for seed in (82, 83):
        framed = put_in_frame(draw_painting(seed), frame, 0.16)
        make_reference_image(make_artwork(f"Painting {seed}"), encode(framed, "PNG"))
    build_index()
    assert pairs() == []


def test_the_same_maker_and_title_in_another_spelling_make_a_pair():
    one = make_artwork("The Pénitent Magdalen!", creator="Georges de La Tour")
    two = make_artwork("penitent magdalen", creator="Georges de La Tour")
    make_artwork("Penitent Magdalen", creator="Titian")
    assert pairs() == [(one.pk, two.pk)]
    assert Duplicate.objects.get().reasons == ["same maker and title"]


def test_a_title_that_many_works_of_a_maker_have_tells_nothing():
    for _ in range(7):
        make_artwork("Untitled", creator="Cy Twombly")
    assert pairs() == []


@pytest.mark.medium
def test_two_pictures_of_one_work_are_no_duplicates():
    make_reference_image(hang(71), encode(draw_painting(71), "JPEG"))
    assert pairs() == []


@pytest.mark.medium
def test_a_picture_that_came_later_is_compared_with_those_before():
    work = hang(71)
    assert pairs() == []
    again = make_artwork("Again")
    make_reference_image(again, encode(draw_painting(71), "JPEG"))
    assert pairs() == [(work.pk, again.pk)]


@pytest.mark.medium
def test_a_pair_that_a_person_told_apart_is_not_asked_about_again():
    hang(71)
    make_reference_image(make_artwork("A copy"), picture_of(71))
    pairs()
    merging.dismiss(Duplicate.objects.get(), user_id=None)
    look_at(Look.Kind.PICTURES, everything=True)
    assert not Duplicate.objects.open().exists()
    merging.reopen(Duplicate.objects.get())
    assert Duplicate.objects.open().exists()


def test_a_pair_that_is_none_any_more_is_forgotten():
    one = make_artwork("Irises", creator="Vincent van Gogh")
    make_artwork("Irises", creator="Vincent van Gogh")
    assert len(pairs()) == 1
    one.title = "Roses"
    one.save()
    assert pairs() == []
    assert not Duplicate.objects.exists()


@pytest.mark.medium
def test_a_merged_pair_is_gone_and_back_when_that_is_undone():
    work = hang(71)
    again = make_artwork("Again")
    make_reference_image(again, picture_of(71))
    pairs()
    done = merging.merge(work, again, user_id=None)
    assert not Duplicate.objects.open().exists()
    merging.undo(done)
    merging.undo(done)
    assert Duplicate.objects.open().exists()
    assert Duplicate.objects.open().get().second_id == done.merged_id
