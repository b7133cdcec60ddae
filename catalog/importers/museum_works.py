"""The works that a source offers, made ready to be taken: each once, fitted, with its picture on the disk."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from catalog.exceptions import MuseumBusy, MuseumError, RecordGone, UnreadablePicture
from catalog.importers import museum_hosts
from catalog.importers.batch import Work, in_groups
from catalog.importers.museum_cache import Cache
from catalog.importers.museum_client import Limits, MuseumClient
from catalog.importers.museums.source import Found, Outcome, Source, Wanted
from catalog.inspecting import inspect_apart
from catalog.models import Artwork
from catalog.records import ArtworkRecord

# The catalogue is asked for so many works at once whether they have pictures.
LOOKED_UP_TOGETHER = 10
# So many failures one after another are no accident: the server, or the way to it, is broken.
MOST_FAILURES = 5
SHORTENED = ("accession_number", "title", "culture", "date_text", "medium", "classification")


@dataclass(frozen=True)
class Offer:
    """A work that can be taken."""

    record: ArtworkRecord
    picture: str = ""
    """The address of a picture that the work lacks; it was fetched already."""
    remark: str = ""
    """Why the work comes without its picture."""

    def work(self, client: MuseumClient) -> Work:
        """Return what is to be imported; a picture that is on the disk no more is fetched again.

        Raises:
            MuseumError, UnreadablePicture: it cannot be.
        """
        return Work(self.record, (_download(client, self.picture),) if self.picture else ())


@dataclass(frozen=True)
class Choice:
    """What of a source to take."""

    wanted: Wanted
    limit: int | None = None
    pictures: bool = True


def open_client(
    source: Source,
    wanted: Wanted,
    *,
    also_hosts: Iterable[str] = (),
    fresh: bool = False,
    limits: Limits = Limits(),
) -> MuseumClient:
    """Return what asks the servers of `source`: its own hosts, those that ids are addresses of, and `also_hosts`.

    Args:
        fresh: ask again for what was answered lately.

    Raises:
        MuseumError: the source wants a contact, and none is set.
    """
    named = (urlsplit(name).hostname for name in wanted.ids if name.startswith("https://"))
    hosts = source.access.hosts.union(also_hosts, filter(None, named))
    folder = Path(settings.DATA_DIR) / "museums" / source.name
    return MuseumClient(
        replace(source.access, hosts=hosts),
        Cache(folder, emptied=fresh),
        contact=settings.MUSEUM_CONTACT,
        limits=limits,
        open_pool=museum_hosts.open_pinned_pool,
    )


def offered(source: Source, client: MuseumClient, choice: Choice) -> Iterator[Offer | MuseumError]:
    """Give the works, and in place of one that cannot be read, why.

    Raises:
        MuseumError: the source cannot be read on.
    """
    outcomes = _patiently(islice(source.works(client, choice.wanted), choice.limit))
    for group in in_groups(_distinct(outcomes), LOOKED_UP_TOGETHER):
        pictured = _pictured([item.record for item in group if isinstance(item, Found)])
        for item in group:
            if not isinstance(item, Found):
                yield item
            elif not choice.pictures or not item.picture or item.record.source_id in pictured:
                yield Offer(fitted(item.record))
            else:
                yield _with_picture(item, client)


def _patiently(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    failures = 0
    for outcome in outcomes:
        failed = isinstance(outcome, MuseumError) and not isinstance(outcome, RecordGone)
        failures = failures + 1 if failed else 0
        if failures == MOST_FAILURES:
            raise MuseumError(f"{failures} records one after another could not be read. The last: {outcome}")
        yield outcome


def _distinct(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """Leave out what a source, whose pages shift while they are read, gives twice."""
    seen: set[str] = set()
    for outcome in outcomes:
        if isinstance(outcome, Found):
            if outcome.record.source_id in seen:
                continue
            seen.add(outcome.record.source_id)
        yield outcome


def _pictured(records: Sequence[ArtworkRecord]) -> set[str]:
    """Return the ids of the works that have pictures in the catalogue."""
    known = Artwork.objects.filter(
        source__in={record.source for record in records},
        source_id__in=[record.source_id for record in records],
        reference_images__isnull=False,
    )
    return set(known.values_list("source_id", flat=True)) if records else set()


def _with_picture(item: Found, client: MuseumClient) -> Offer:
    try:
        _download(client, item.picture)
    except MuseumBusy:
        raise
    except (MuseumError, UnreadablePicture) as error:
        return Offer(fitted(item.record), remark=f"taken without its picture. {error}")
    return Offer(fitted(item.record), item.picture)


def _download(client: MuseumClient, url: str) -> Path:
    return client.download(url, check=_readable)


def _readable(content: bytes) -> bytes:
    inspect_apart(content)
    return content


def fitted(record: ArtworkRecord) -> ArtworkRecord:
    """Shorten texts that are longer than the catalogue's fields: nobody here can mend a museum's record."""
    news: dict[str, Any] = {
        name: _shortened(text, getattr(Artwork._meta.get_field(name), "max_length", len(text)))
        for name in SHORTENED
        if (text := getattr(record, name))
    }
    return replace(record, **news)


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
