"""Taking works from a museum's server into the catalogue.

An import that was stopped is started again in the same way: what the server said is on the disk for a week, a work
that is known and unchanged writes nothing, and one that has a picture is not sent for another.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from catalog.exceptions import MuseumError
from catalog.importers.batch import Imported, Work, announce_in_batches, identity, import_works, in_groups
from catalog.importers.catalog_table import refusal_words
from catalog.importers.museum_client import MuseumClient
from catalog.importers.museum_works import Choice, Offer, offered
from catalog.importers.museums.source import Source

# Written in one transaction, for which other writers wait: few, since there are pictures to decode.
WRITTEN_TOGETHER = 10


@dataclass
class MuseumReport:
    """What was done, or in a rehearsal what would be."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    pictures_added: int = 0
    problems: list[str] = field(default_factory=list)


def import_museum(
    source: Source,
    client: MuseumClient,
    choice: Choice,
    *,
    rehearse: bool = False,
    iter_wrapper: Callable[[Iterable[Offer | MuseumError]], Iterable[Offer | MuseumError]] = identity,
) -> MuseumReport:
    """Take the works of a source, each whole or not at all; one that has no picture, or a broken one, without it.

    Raises:
        MuseumError: the source cannot be read on. What was taken until then stays.
    """
    report = MuseumReport()
    works = _taken(iter_wrapper(offered(source, client, choice)), client, report, rehearse=rehearse)
    for work in works if rehearse else announce_in_batches(works):
        changed = not work.created and bool(work.changes or work.new_pictures)
        report.created += work.created
        report.updated += changed
        report.unchanged += not (work.created or changed)
        report.pictures_added += len(work.new_pictures)
    return report


def _taken(
    offers: Iterable[Offer | MuseumError], client: MuseumClient, report: MuseumReport, *, rehearse: bool
) -> Iterator[Imported]:
    for group in in_groups(offers, WRITTEN_TOGETHER):
        report.problems.extend(str(offer) for offer in group if not isinstance(offer, Offer))
        works = [_work(offer, client, report) for offer in group if isinstance(offer, Offer)]
        for work, outcome in zip(works, import_works(works, rehearse=rehearse), strict=True):
            if isinstance(outcome, Imported):
                yield outcome
            else:
                report.problems.append(f"{_name(work)}: {refusal_words(outcome)}")


def _work(offer: Offer, client: MuseumClient, report: MuseumReport) -> Work:
    work = offer.work(client)
    if offer.remark:
        report.problems.append(f"{_name(work)}: {offer.remark}")
    return work


def _name(work: Work) -> str:
    return f"{work.record.source} {work.record.source_id}"
