"""What every importer does with the works that it has read."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction

from catalog import services
from catalog.exceptions import CatalogError
from catalog.importers.images import Picture
from catalog.inspecting import inspect_apart
from catalog.models import Artwork
from catalog.models.history import without_history
from catalog.records import ArtworkRecord
from catalog.services import Change

Item = TypeVar("Item")
# So many new pictures are announced at once: few calls, yet the first works are recognizable long before the last.
ANNOUNCED_TOGETHER = 100
# So many works are written in one transaction: a few tenths of a second, for which other writers wait.
WRITTEN_TOGETHER = 250

Refusal = CatalogError | ValidationError | OSError
REFUSALS = (CatalogError, ValidationError, OSError)


@dataclass(frozen=True)
class Work:
    """One work to import. Pictures are read when its turn comes."""

    record: ArtworkRecord
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Imported:
    """One work after its import. `new_pictures` are ids of reference images that nobody was told of yet."""

    artwork: Artwork
    created: bool
    new_pictures: tuple[int, ...]
    changes: tuple[Change, ...] = ()


def identity(items: Iterable[Item]) -> Iterable[Item]:
    """Pass items through: work whose progress nobody watches."""
    return items


def in_groups(items: Iterable[Item], size: int = WRITTEN_TOGETHER) -> Iterator[list[Item]]:
    """Give the items `size` at a time."""
    rest = iter(items)
    while group := list(islice(rest, size)):
        yield group


def import_works(works: Sequence[Work], *, rehearse: bool = False) -> list[Imported | Refusal]:
    """Save each work with those of its pictures that it lacks, all of it or nothing; return what became of each.

    Args:
        works: each another one; as many as may be in memory and in one transaction.
        rehearse: undo everything at the end. Pictures are only looked at; the ids of those lacking stand as 0.
    """
    with transaction.atomic(), without_history() if rehearse else nullcontext():
        plain = iter(services.save_artworks([work.record for work in works if not work.pictures]))
        imported = [_attempt(work, rehearse=rehearse) if work.pictures else _plain(next(plain)) for work in works]
        transaction.set_rollback(rehearse)
    return imported


def _plain(saved: services.Saved | ValidationError) -> Imported | Refusal:
    return saved if isinstance(saved, ValidationError) else Imported(saved.artwork, saved.created, (), saved.changes)


def _attempt(work: Work, *, rehearse: bool) -> Imported | Refusal:
    try:
        pictures = [picture.read_bytes() for picture in work.pictures]
        return import_work(work.record, pictures, rehearse=rehearse)
    except REFUSALS as refusal:
        return refusal


def import_work(record: ArtworkRecord, pictures: Iterable[bytes] = (), *, rehearse: bool = False) -> Imported:
    """Save a work and those of its pictures that it lacks, all or nothing; the first new one is shown first.

    Raises:
        ValidationError: a fact is wrong.
        UnreadablePicture: a picture is.
    """
    with transaction.atomic():
        saved = services.save_artworks([record])[0]
        if isinstance(saved, ValidationError):
            raise saved
        return add_lacking(saved, pictures, record.rights_uri, rehearse=rehearse)


def add_lacking(
    saved: services.Saved, pictures: Iterable[bytes], rights_uri: str | None, *, rehearse: bool = False
) -> Imported:
    """Give a saved work those of its pictures that it lacks.

    Raises:
        UnreadablePicture: a picture is wrong.
    """
    artwork = saved.artwork
    lacking = [content for content in pictures if not services.find_reference_image(artwork, content)]
    if rehearse:
        return Imported(artwork, saved.created, _inspected(lacking), saved.changes)
    ids, changes = services.add_reference_images(artwork, lacking, rights_uri=rights_uri or "")
    return Imported(artwork, saved.created, ids, (*saved.changes, *changes))


def _inspected(pictures: Sequence[bytes]) -> tuple[int, ...]:
    for content in pictures:
        inspect_apart(content)
    return (0,) * len(pictures)


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
