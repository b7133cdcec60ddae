"""What a machine noted of works keeps no import from being undone; what a person decided does."""

import pytest

from catalog.models import Artwork
from quality.merging import merge, undo
from quality.models import Duplicate, WorkTrial
from tests.catalog.factories import make_artwork
from tests.desk.imports import committed, fingerprint, states, undone

pytestmark = pytest.mark.django_db


@pytest.mark.medium
def test_an_import_is_undone_though_its_works_were_tried_and_look_like_others():
    held = make_artwork("Held", source="museum", source_id="9")
    before = fingerprint()
    run = committed()
    first, second, _ = Artwork.objects.filter(source="museum").exclude(pk=held.pk).order_by("pk")
    WorkTrial.objects.create(artwork=first, photos=3, found=1, reason=WorkTrial.Reason.LOOK_ALIKE, rival=second)
    WorkTrial.objects.create(artwork=held, photos=3, found=0, reason=WorkTrial.Reason.LOOK_ALIKE, rival=second)
    Duplicate.objects.create(first=first, second=second, same_name=True)
    undone(run)
    assert states(run) == ["undone"] * 3
    assert fingerprint() == before
    assert WorkTrial.objects.get().rival is None
    assert not Duplicate.objects.open().exists()


@pytest.mark.medium
@pytest.mark.parametrize("kept", ["imported", "held"])
@pytest.mark.parametrize("again_two", [False, True])
def test_a_merged_work_stays_unless_the_merge_was_undone(kept, again_two):
    held = make_artwork("The same irises", source="museum", source_id="9")
    run = committed()
    imported = Artwork.objects.get(source="museum", source_id="1")
    done = merge(*((imported, held) if kept == "imported" else (held, imported)), user_id=None)
    if again_two:
        undo(done)
    undone(run)
    assert states(run) == ["undone" if again_two else "kept", "undone", "undone"]
