"""A person's decision on two works: one, or two after all."""

from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from catalog import services
from catalog.models import Artwork
from catalog.models.history import on_behalf_of
from catalog.services import Change
from quality.models import Duplicate, Merge


def merge(kept: Artwork, merged: Artwork, *, user_id: int | None) -> Merge:
    """Make `merged` a part of `kept`, and remember how to undo it.

    Raises:
        CannotMerge: both are one work.
    """
    done = Merge(kept_id=kept.pk, merged_id=merged.pk, kept_title=str(kept), merged_title=str(merged))
    with transaction.atomic(), on_behalf_of(None, f"Merged: {done}"):
        done.changes = [asdict(change) for change in services.merge_artworks(kept, merged)]
        done.merged_by_id = user_id
        done.save()
    return done


def undo(done: Merge) -> None:
    """Make two works of one again; done once.

    Raises:
        CannotMerge: it cannot be undone, and why.
    """
    with transaction.atomic(), on_behalf_of(None, f"Merge undone: {done}"):
        if Merge.objects.filter(pk=done.pk, undone_at=None).update(undone_at=timezone.now()):
            services.undo_merge([Change(**change) for change in done.changes])


def dismiss(pair: Duplicate, *, user_id: int | None) -> None:
    """Remember that two works are two, however alike."""
    Duplicate.objects.filter(pk=pair.pk).update(dismissed_by=user_id, dismissed_at=timezone.now())


def reopen(pair: Duplicate) -> None:
    """Forget that decision."""
    Duplicate.objects.filter(pk=pair.pk).update(dismissed_by=None, dismissed_at=None)
