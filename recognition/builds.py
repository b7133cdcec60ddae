"""Which builds of the index there are: one is switched to, the one before it is kept, the others go."""

from collections.abc import Set

from django.db import transaction

from catalog.models import ReferenceImage
from recognition.gallery import backend, indexes_dir
from recognition.models import DeltaEntry, IndexBuild
from recognition.resources import get_extractor, get_feature_store

KEPT_BUILDS = 2  # the active one and the one before it


def activate(build: IndexBuild, reference_ids: Set[int]) -> IndexBuild:
    """Switch to `build` in one transaction; its references leave the delta."""
    with transaction.atomic():
        IndexBuild.objects.filter(active=True).update(active=False)
        build.active = True
        build.save()
        strike_from_delta(reference_ids)
    return build


def search_beside(build: IndexBuild, held: Set[int]) -> None:
    """Have the pictures that `build` does not hold searched beside it, as far as their features are stored."""
    images = ReferenceImage.objects.only("pk", "sha256").order_by("pk")
    store = get_feature_store()
    later = [image for image in images if image.pk not in held and store.has(image.sha256)]
    entries = [DeltaEntry(reference_image=image, fingerprint=build.fingerprint) for image in later]
    DeltaEntry.objects.bulk_create(entries, ignore_conflicts=True)


def strike_from_delta(built: Set[int]) -> None:
    """Remove entries that the active build holds, and those of another extractor."""
    entries = DeltaEntry.objects.values_list("pk", "reference_image_id", "fingerprint")
    fingerprint = get_extractor().fingerprint
    stale = [pk for pk, reference_id, own in entries if reference_id in built or own != fingerprint]
    DeltaEntry.objects.filter(pk__in=stale).delete()


def drop_old_builds() -> None:
    """Remove builds that nobody needs; a process that still searches one keeps its mapped files."""
    old = IndexBuild.objects.order_by("-active", "problem", "-created_at")[KEPT_BUILDS:]
    IndexBuild.objects.filter(pk__in=[build.pk for build in old]).delete()
    remove_leftovers()


def retire_builds() -> None:
    """Search nothing any more: the catalogue has no picture left."""
    IndexBuild.objects.all().delete()
    remove_leftovers()


def remove_leftovers() -> None:
    """Remove builds without a row: those that are dropped, and what a killed build left half-written."""
    known = set(IndexBuild.objects.values_list("name", flat=True))
    for folder in indexes_dir().iterdir():
        if folder.is_dir() and folder.name not in known:
            backend().remove(folder)
