"""A look goes through the pictures once, goes on after a kill, and can be stopped."""

from datetime import timedelta

import pytest

from catalog.services import remove_artwork
from quality import looking, tasks
from quality.models import Look, PictureCheck, PictureDefect
from quality.pictures import PictureWork
from quality.queueing import rescue
from tests.catalog.factories import make_artwork, make_reference_image
from tests.core.pictures import draw_painting, encode
from tests.quality.looks import look_at
from tests.recognition.museum import hang

# Looks begin when a transaction commits, so these tests need real commits.
pytestmark = pytest.mark.django_db(transaction=True)


class Killed(BaseException):
    """Stands in for the end of the process."""


@pytest.fixture
def kill_at(monkeypatch):
    """Kill the worker before it looks at this picture of its own, counted from 1; later workers live."""

    def kill_at(number: int) -> None:
        seen: list[int] = []
        do = PictureWork.do

        def dying(work: PictureWork, pk: int) -> None:
            seen.append(pk)
            if len(seen) == number:
                raise Killed
            do(work, pk)

        monkeypatch.setattr(PictureWork, "do", dying)

    return kill_at


def silence(look: Look) -> None:
    Look.objects.filter(pk=look.pk).update(heartbeat_at=look.started_at - timedelta(hours=1))


@pytest.mark.medium
def test_each_picture_is_looked_at_once_and_new_ones_next_time():
    hang(71), hang(72)
    first = look_at(Look.Kind.PICTURES)
    assert (first.status, first.done, first.total) == (Look.Status.DONE, 2, 2)
    hang(73)
    assert look_at(Look.Kind.PICTURES).done == 1
    assert look_at(Look.Kind.PICTURES, everything=True).done == 3
    assert PictureCheck.objects.count() == 3


@pytest.mark.medium
def test_what_is_wrong_with_pictures_is_listed_until_it_is_mended():
    image = make_reference_image(make_artwork(), encode(draw_painting(1, 200, 150)))
    look_at(Look.Kind.PICTURES)
    assert [defect.code for defect in PictureDefect.objects.all()] == ["too_small"]
    image.artwork.delete()
    assert not PictureDefect.objects.exists()


def test_a_damaged_file_is_listed_too():
    image = hang(71).reference_images.get()
    image.file.storage.delete(str(image.file.name))
    assert look_at(Look.Kind.PICTURES).status == Look.Status.DONE
    assert PictureDefect.objects.get().words == "the file is missing or damaged; add it again"


@pytest.mark.medium
def test_killed_half_way_another_worker_goes_on_with_what_is_left(kill_at):
    for seed in (71, 72, 73):
        hang(seed)
    kill_at(2)
    with pytest.raises(Killed):
        look_at(Look.Kind.PICTURES)
    look = Look.objects.get()
    assert (look.status, look.done) == (Look.Status.RUNNING, 1)
    silence(look)
    tasks.requeue_abandoned_looks()
    look.refresh_from_db()
    assert (look.status, look.done, look.total) == (Look.Status.DONE, 3, 3)


def test_without_workers_opening_its_page_lets_an_abandoned_look_go_on(kill_at):
    hang(71)
    kill_at(1)
    with pytest.raises(Killed):
        look_at(Look.Kind.PICTURES)
    look = Look.objects.get()
    rescue(look)
    silence(look)
    look.refresh_from_db()
    rescue(look)
    look.refresh_from_db()
    assert look.status == Look.Status.DONE


@pytest.mark.medium
def test_stopped_it_looks_at_nothing_more_and_keeps_what_it_found(monkeypatch):
    hang(71), hang(72)
    do = PictureWork.do

    def stopping(work: PictureWork, pk: int) -> None:
        do(work, pk)
        assert looking.stop_look(Look.objects.get())

    monkeypatch.setattr(PictureWork, "do", stopping)
    assert look_at(Look.Kind.PICTURES).status == Look.Status.STOPPED
    assert PictureCheck.objects.count() == 1


@pytest.mark.medium
def test_a_picture_that_is_removed_meanwhile_is_passed_over(monkeypatch):
    first, second = hang(71), hang(72)
    do = PictureWork.do

    def removing(work: PictureWork, pk: int) -> None:
        do(work, pk)
        if pk == first.reference_images.get().pk:
            remove_artwork(second)

    monkeypatch.setattr(PictureWork, "do", removing)
    assert look_at(Look.Kind.PICTURES).status == Look.Status.DONE
