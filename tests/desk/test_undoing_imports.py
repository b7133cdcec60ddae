"""A whole import taken back: the catalogue is as before, but for what people did since."""

import pytest

from catalog.models import Artwork, Creator, ReferenceImage, Room, Venue
from tests.catalog.factories import (
    make_artwork,
    make_placement,
    make_price,
    make_reference_image,
    make_room,
    picture_bytes,
)
from tests.desk.imports import TABLE, checked, committed, fingerprint, messages, states, undone, zipped
from visits.models import SavedWork, Visitor

pytestmark = pytest.mark.django_db


@pytest.mark.medium
def test_import_check_commit_and_undo_leave_an_identical_catalogue():
    held = make_artwork("Old title", "Rembrandt van Rijn", source="museum", source_id="3", medium="Oil", height_cm=1)
    make_placement(held, make_room(label="Storage"))
    before = fingerprint()
    assert states(checked()) == ["new", "new", "changed"]
    assert fingerprint() == before, "a check writes nothing"
    run = committed()
    assert states(run) == ["added", "added", "updated"]
    assert fingerprint() != before
    assert Artwork.objects.get(pk=held.pk).title == "Aristotle"
    undone(run)
    assert states(run) == ["undone"] * 3
    assert fingerprint() == before


@pytest.mark.medium
def test_pictures_go_with_their_files_and_the_former_one_is_shown_first_again():
    held = make_artwork(source="museum", source_id="3")
    former = make_reference_image(held, is_primary=True)
    before = fingerprint()
    table = "source_id,title,image\n3,Irises,a.jpg|b.jpg\n4,New,a.jpg\n"
    archive: dict[str, bytes | str] = {
        "works/table.csv": table,
        "works/a.jpg": picture_bytes(91),
        "works/b.jpg": picture_bytes(92),
    }
    run = committed(zipped(archive), "works.zip")
    assert states(run) == ["updated", "added"]
    added = ReferenceImage.objects.exclude(pk=former.pk)
    files = [image.file for image in added]
    assert len(files) == 3
    assert not ReferenceImage.objects.get(pk=former.pk).is_primary
    undone(run)
    assert fingerprint() == before
    assert not any(file.storage.exists(str(file.name)) for file in files)


@pytest.mark.medium
@pytest.mark.parametrize("edit", ["title", "price", "room", "saved"])
def test_a_work_that_was_worked_on_since_is_kept_and_the_others_go(edit):
    run = committed()
    work = Artwork.objects.get(source_id="1")
    if edit == "title":
        work.title = "Irises, corrected"
        work.save()
    elif edit == "price":
        make_price(work)
    elif edit == "saved":
        SavedWork.objects.create(visitor=Visitor.objects.create(), artwork=work, note="Blue.")
    else:
        work.placements.update(room=None)
    undone(run)
    assert states(run) == ["kept", "undone", "undone"]
    assert (
        messages(run)[2]
        == {
            "title": "Its artwork was edited since.",
            "price": "It has a price since.",
            "saved": "It has a saved work since.",
            "room": "Its placement was edited since.",
        }[edit]
    )
    assert list(Creator.objects.values_list("name", flat=True)) == ["Vincent van Gogh"]
    assert list(Artwork.objects.all()) == [work]


@pytest.mark.medium
def test_what_others_use_by_now_stays():
    run = committed()
    room = Room.objects.get(label="Gallery 636")
    make_placement(make_artwork(creator="Pieter Bruegel"), room)
    undone(run)
    assert [creator.name for creator in Creator.objects.all()] == ["Pieter Bruegel"]
    assert [str(kept) for kept in Room.objects.all()] == ["Gallery 636, The Met"]
    assert Venue.objects.count() == 1


@pytest.mark.medium
def test_a_creator_filled_in_by_two_rows_far_apart_is_as_before(monkeypatch):
    monkeypatch.setattr("desk.running.WRITTEN_TOGETHER", 1)
    Creator.objects.create(name="Rembrandt")
    before = fingerprint()
    table = "source_id,title,creator,nationality\n1,A,Rembrandt,Dutch\n2,B,Rembrandt,Dutch\n"
    run = committed(table)
    assert Creator.objects.get().nationality == "Dutch"
    undone(run)
    assert fingerprint() == before


@pytest.mark.medium
def test_two_imports_are_undone_one_after_the_other():
    before = fingerprint()
    first = committed()
    between = fingerprint()
    second = committed(TABLE.replace("Irises", "Irises in a vase").replace("Rembrandt", "Rembrandt van Rijn"))
    assert states(second) == ["updated", "same", "updated"]
    undone(second)
    assert fingerprint() == between
    undone(first)
    assert fingerprint() == before


@pytest.mark.medium
def test_an_import_under_a_later_one_keeps_what_the_later_one_changed():
    first = committed()
    committed(TABLE.replace("Irises", "Irises in a vase"))
    undone(first)
    assert states(first) == ["kept", "undone", "undone"]
    assert Artwork.objects.get().title == "Irises in a vase"


def test_a_creator_who_was_removed_since_cannot_be_named_again():
    held = make_artwork(creator="A", source="museum", source_id="1")
    run = committed("source_id,title,creator\n1,Irises,B\n")
    Creator.objects.get(name="A").delete()
    undone(run)
    assert messages(run) == {2: "The creator that it had before is no longer in the catalogue."}
    assert str(held.attributions.get()) == "B"
