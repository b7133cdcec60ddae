"""What every importer does with the works that it has read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction

from catalog import services
from catalog.models import Artwork
from catalog.records import ArtworkRecord

Item = TypeVar("Item")
# So many new pictures are announced at once: few calls, yet the first works are recognizable long before the last.
ANNOUNCED_TOGETHER = 100


@dataclass(frozen=True)
class Imported:
    """One work after its import. `new_pictures` are ids of reference images that nobody was told of yet."""

    artwork: Artwork
    created: bool
    new_pictures: tuple[int, ...]


def identity(items: Iterable[Item]) -> Iterable[Item]:
    """Pass items through: work whose progress nobody watches."""
    return items


def import_work(record: ArtworkRecord, pictures: Iterable[bytes] = ()) -> Imported:
    """Save a work and those of its pictures that it lacks, all or nothing; the first new one is shown first.

    Raises:
        ValidationError: a fact is wrong.
        UnreadablePicture: a picture is.
    """
    with transaction.atomic():
        artwork, created = services.save_artwork(record)
        lacking = [content for content in pictures if not services.find_reference_image(artwork, content)]
        new = [
            services.add_reference_image(
                artwork, content, is_primary=number == 0, rights_uri=record.rights_uri or "", announce=False
            )
            for number, content in enumerate(lacking)
        ]
    return Imported(artwork, created, tuple(image.pk for image in new))


def announce_in_batches(works: Iterable[Imported]) -> Iterator[Imported]:
    """Pass works on, announcing their new pictures `ANNOUNCED_TOGETHER` at a time, and the rest at the end."""
    waiting: list[int] = []
    try:
        for work in works:
            waiting.extend(work.new_pictures)
            yield work
            if len(waiting) >= ANNOUNCED_TOGETHER:
                services.announce_references(waiting)
                waiting = []
    finally:
        services.announce_references(waiting)
