"""Whether the catalogue changed: what is counted over all of it is counted again then, and only then."""

from datetime import datetime

from django.db.models import Count, Max

from catalog.models import Artwork, Creator

State = tuple[int, datetime | None, int, datetime | None]


def catalog_state() -> State:
    """Return what differs after a work or a creator was added, saved or removed, in two queries."""
    works = Artwork.objects.aggregate(Count("pk"), Max("updated_at"))
    creators = Creator.objects.aggregate(Count("pk"), Max("updated_at"))
    return (*works.values(), *creators.values())
