"""Finding the creators that records mean."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models import Q

from catalog.models import Creator
from catalog.records import CreatorRecord
from catalog.services.changes import Journal, Writes

FACTS = ("sort_name", "birth_year", "death_year", "date_text", "nationality", "ulan_id", "wikidata_id")
AUTHORITIES = ("ulan_id", "wikidata_id")


def find_or_add_creator(record: CreatorRecord) -> Creator:
    """Return the creator whom `record` means, filling in what was blank; add one when there is none.

    Raises:
        ValidationError: a fact is wrong, or contradicts what the catalogue holds.
    """
    writes = Writes()
    with transaction.atomic():
        creator = CreatorShelf([record], Creator.full_clean).take(record, writes, Journal())
        writes.write()
    return creator


class CreatorShelf:
    """The creators that some records can mean, those among them that are not saved yet, and who is who.

    An authority's id decides. By name alone, two are one person unless their ids or years of birth differ.
    """

    def __init__(self, records: Iterable[CreatorRecord], check: Callable[[Creator], None]) -> None:
        self._check = check
        self._named: defaultdict[str, list[Creator]] = defaultdict(list)
        self._numbered: dict[tuple[str, str], Creator] = {}
        for creator in _possibly_meant(tuple(records)):
            self._put(creator)

    def take(self, record: CreatorRecord, writes: Writes, journal: Journal) -> Creator:
        """Return the creator whom `record` means, with what is to be written of them.

        Raises:
            ValidationError: a fact is wrong.
        """
        creator = self._find(record) or Creator(name=record.name)
        news = {fact: value for fact in FACTS if (value := getattr(record, fact)) and not getattr(creator, fact)}
        if record.alternative_names and not creator.alternative_names:
            news["alternative_names"] = list(record.alternative_names)
        is_new = creator._state.adding and creator not in self._held(creator.name)
        if news or is_new:
            writes.put(creator, news, journal)
            self._check(creator)
            self._put(creator)
        return creator

    def _find(self, record: CreatorRecord) -> Creator | None:
        for authority in AUTHORITIES:
            known = self._numbered.get((authority, getattr(record, authority)))
            if known:
                return known
        return next((creator for creator in self._held(record.name) if _is_same(creator, record)), None)

    def _held(self, name: str) -> list[Creator]:
        return self._named.get(name, [])

    def _put(self, creator: Creator) -> None:
        if not any(creator is held for held in self._held(creator.name)):
            self._named[creator.name].append(creator)
        for authority in AUTHORITIES:
            if getattr(creator, authority):
                self._numbered[authority, getattr(creator, authority)] = creator


def _possibly_meant(records: tuple[CreatorRecord, ...]) -> Iterable[Creator]:
    meant = Q(name__in={record.name for record in records})
    for authority in AUTHORITIES:
        ids = {getattr(record, authority) for record in records} - {""}
        if ids:
            meant |= Q(**{f"{authority}__in": ids})
    return Creator.objects.filter(meant) if records else ()


def _is_same(creator: Creator, record: CreatorRecord) -> bool:
    """Tell whether nothing contradicts that they are one person."""
    if any(getattr(creator, authority) and getattr(record, authority) for authority in AUTHORITIES):
        return False
    return record.birth_year is None or creator.birth_year in (None, record.birth_year)
