"""What is read of works to hand them on."""

from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from catalog.models import Artwork, Attribution, Creator, Placement, ReferenceImage, Venue


def with_creators_and_place(works: QuerySet[Artwork]) -> QuerySet[Artwork]:
    """Return works with their creators and their `present` place, in two more queries and without any others."""
    creators = Prefetch("attributions", Attribution.objects.select_related("creator"))
    present = Prefetch("placements", Placement.objects.current().select_related("venue", "room"), to_attr="present")
    return works.prefetch_related(None).prefetch_related(creators, present)


def with_free_pictures(works: QuerySet[Artwork]) -> QuerySet[Artwork]:
    """Return works with those of their pictures that may be handed on, as `free`, in one more query."""
    pictures = ReferenceImage.objects.handed_on().select_related("artwork")
    return works.prefetch_related(Prefetch("reference_images", pictures, to_attr="free"))


def works_to_hand_on() -> QuerySet[Artwork]:
    """Return the works with their creators, `present` place and `free` pictures, in four queries."""
    return with_free_pictures(with_creators_and_place(Artwork.objects.all()))


def works_changed(
    since: datetime | None, before: datetime | None, venue: int | None, after: tuple[datetime, int] | None
) -> QuerySet[Artwork]:
    """Return what `works_to_hand_on` does of works changed at `since` or later, `before` a moment, in order of that.

    Args:
        venue: only works that are there today.
        after: when the last work that was read was changed, and its id: what follows it.
    """
    works = works_to_hand_on().order_by("changed_at", "pk")
    if since:
        works = works.filter(changed_at__gte=since)
    if before:
        works = works.filter(changed_at__lt=before)
    if venue:
        works = works.filter(pk__in=Placement.objects.current().filter(venue=venue).values("artwork"))
    if after:
        works = works.filter(Q(changed_at__gt=after[0]) | Q(changed_at=after[0], pk__gt=after[1]))
    return works


def works_with_free_pictures(owner: Venue | Creator) -> QuerySet[Artwork]:
    """Return a creator's works, or those that are in a venue today, that have a picture to hand on; by title."""
    works = Artwork.objects.filter(pk__in=ReferenceImage.objects.handed_on().values("artwork"))
    if isinstance(owner, Creator):
        return works.filter(attributions__creator=owner)
    return works.filter(pk__in=Placement.objects.current().filter(venue=owner).values("artwork"))
