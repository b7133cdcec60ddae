"""Taking works from a museum's server into the catalogue.

An import that was stopped is started again in the same way: what the server said is on the disk for a week, a work
that is known and unchanged writes nothing, and one that has a picture is not sent for another.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from catalog.exceptions import MuseumBusy, MuseumError, RecordGone, UnreadablePicture
from catalog.importers import museum_hosts
from catalog.importers.batch import Imported, Work, announce_in_batches, identity, import_works, in_groups
from catalog.importers.catalog_table import refusal_words
from catalog.importers.museum_cache import KEPT_SECONDS, Cache
from catalog.importers.museum_client import MuseumClient
from catalog.importers.museums.source import Found, Outcome, Source, Wanted
from catalog.models import Artwork
from catalog.pictures import inspect_picture
from catalog.records import ArtworkRecord

# Their pictures are fetched, then they are written in one transaction, for which other writers wait.
WRITTEN_TOGETHER = 10
# So many failures one after another are no accident: the server, or the way to it, is broken.
MOST_FAILURES = 5
SHORTENED = ("accession_number", "title", "culture", "date_text", "medium", "classification")


@dataclass(frozen=True)
class MuseumOptions:
    """What of a source to take."""

    wanted: Wanted
    limit: int | None = None
    pictures: bool = True
    dry_run: bool = False


@dataclass
class MuseumReport:
    """What was done, or with `dry_run` what would be."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    pictures_added: int = 0
    gone: int = 0
    problems: list[str] = field(default_factory=list)


def open_client(source: Source, wanted: Wanted, *, also_hosts: Iterable[str] = (), fresh: bool = False) -> MuseumClient:
    """Return what asks the servers of `source`: its own hosts, those that ids are addresses of, and `also_hosts`.

    Args:
        fresh: ask again for what was answered lately.

    Raises:
        MuseumError: the source wants a contact, and none is set.
    """
    named = (urlsplit(name).hostname for name in wanted.ids if name.startswith("https://"))
    hosts = source.access.hosts.union(also_hosts, filter(None, named))
    folder = Path(settings.DATA_DIR) / "museums" / source.name
    cache = Cache(folder, kept_seconds=0 if fresh else KEPT_SECONDS)
    return MuseumClient(
        replace(source.access, hosts=hosts),
        cache,
        contact=settings.MUSEUM_CONTACT,
        open_pool=museum_hosts.open_pinned_pool,
    )


def import_museum(
    source: Source,
    client: MuseumClient,
    options: MuseumOptions,
    *,
    iter_wrapper: Callable[[Iterable[Outcome]], Iterable[Outcome]] = identity,
) -> MuseumReport:
    """Take the works of a source, each whole or not at all; one that has no picture, or a broken one, without it.

    Raises:
        MuseumError: the source cannot be read on. What was taken until then stays.
    """
    report = MuseumReport()
    outcomes = iter_wrapper(_patiently(islice(source.works(client, options.wanted), options.limit)))
    works = _works(outcomes, client, options, report)
    for work in works if options.dry_run else announce_in_batches(works):
        report.created += work.created
        changed = not work.created and bool(work.changes or work.new_pictures)
        report.updated += changed
        report.unchanged += not (work.created or changed)
        report.pictures_added += len(work.new_pictures)
    return report


def _patiently(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    failures = 0
    for outcome in outcomes:
        failed = isinstance(outcome, MuseumError) and not isinstance(outcome, RecordGone)
        failures = failures + 1 if failed else 0
        if failures == MOST_FAILURES:
            raise MuseumError(f"{failures} records one after another could not be read. The last: {outcome}")
        yield outcome


def _works(
    outcomes: Iterable[Outcome], client: MuseumClient, options: MuseumOptions, report: MuseumReport
) -> Iterator[Imported]:
    for group in in_groups(outcomes, WRITTEN_TOGETHER):
        found = _distinct(_usable(group, report))
        works = _with_pictures(found, client, report) if options.pictures else [Work(item.record) for item in found]
        for work, outcome in zip(works, import_works(works, rehearse=options.dry_run), strict=True):
            if isinstance(outcome, Imported):
                yield outcome
            else:
                report.problems.append(f"{_name(work.record)}: {refusal_words(outcome)}")


def _usable(group: Iterable[Outcome], report: MuseumReport) -> Iterator[Found]:
    for outcome in group:
        if isinstance(outcome, Found):
            yield replace(outcome, record=fitted(outcome.record))
        else:
            report.gone += isinstance(outcome, RecordGone)
            report.problems.append(str(outcome))


def _distinct(found: Iterable[Found]) -> list[Found]:
    """Leave out what a source, whose pages shift while they are read, gives twice."""
    return list({item.record.source_id: item for item in found}.values())


def _with_pictures(found: Sequence[Found], client: MuseumClient, report: MuseumReport) -> list[Work]:
    """Fetch the pictures of works that have none yet, outside of any transaction."""
    pictured = _pictured([item.record for item in found])
    return [
        Work(item.record)
        if item.record.source_id in pictured or not item.picture
        else _with_picture(item, client, report)
        for item in found
    ]


def _pictured(records: Sequence[ArtworkRecord]) -> set[str]:
    known = Artwork.objects.filter(
        source__in={record.source for record in records},
        source_id__in=[record.source_id for record in records],
        reference_images__isnull=False,
    )
    return set(known.values_list("source_id", flat=True))


def _with_picture(item: Found, client: MuseumClient, report: MuseumReport) -> Work:
    try:
        return Work(item.record, (client.download(item.picture, check=_readable),))
    except MuseumBusy:
        raise
    except (MuseumError, UnreadablePicture) as error:
        report.problems.append(f"{_name(item.record)}: taken without its picture. {error}")
        return Work(item.record)


def _readable(content: bytes) -> bytes:
    inspect_picture(content)
    return content


def _name(record: ArtworkRecord) -> str:
    return f"{record.source} {record.source_id}"


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
