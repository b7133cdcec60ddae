"""Taking in what a museum's server says: its works become the rows of an import."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from catalog.exceptions import MuseumError
from catalog.importers.batch import Refusal, Work
from catalog.importers.museum_client import Limits, MuseumClient
from catalog.importers.museum_works import Choice, Offer, offered, open_client
from catalog.importers.museums.source import Wanted
from catalog.importers.museums.sources import SOURCES
from catalog.records import ArtworkRecord, CreatorRecord, PlaceRecord, VenueRecord
from desk.models import CatalogImport, ImportRow

# A worker that is silent for two minutes is taken for dead.
LIMITS = Limits(patience_seconds=60)
SIDES = ("height_cm", "width_cm", "depth_cm")


def take_museum(museum: str, choice: Choice, *, user_id: int | None) -> CatalogImport:
    """Begin an import of what a museum's server says."""
    what = choice.wanted.query or ", ".join(choice.wanted.ids) or "everything"
    wanted = {**asdict(choice.wanted), "limit": choice.limit, "pictures": choice.pictures}
    name = f"{SOURCES[museum].title}: {what}"[:200]
    return CatalogImport.objects.create(name=name, source=museum, museum=museum, wanted=wanted, created_by_id=user_id)


class MuseumOrigin:
    """A museum's server, and what of it is wanted; see `origins.Origin`."""

    has_pictures = True

    def __init__(self, run: CatalogImport) -> None:
        self.run = run
        self._source = SOURCES[run.museum]
        self._wanted = Wanted(run.wanted["query"], tuple(run.wanted["ids"]))

    @cached_property
    def _client(self) -> MuseumClient:
        return open_client(self._source, self._wanted, limits=LIMITS)

    def rows_after(self, number: int) -> Iterator[ImportRow]:
        """Give a row for each work; what was asked before a kill is answered from the disk."""
        choice = Choice(self._wanted, self.run.wanted["limit"], self.run.wanted["pictures"])
        for position, offer in enumerate(offered(self._source, self._client, choice), start=1):
            if position > number:
                yield self._row(position, offer)

    def _row(self, position: int, offer: Offer | MuseumError) -> ImportRow:
        if isinstance(offer, Offer):
            record = offer.record
            cells = {"source_id": record.source_id, "title": record.title}
            return ImportRow(
                run=self.run, number=position, cells=cells, source_id=record.source_id, found=_as_json(offer)
            )
        return ImportRow(run=self.run, number=position, cells={}, state=ImportRow.State.REFUSED, message=str(offer))

    def prepare(self, rows: Sequence[ImportRow]) -> None:
        """Fetch pictures that are on the disk no more: curators may take weeks to decide."""
        for row in rows:
            _offer(row.found).work(self._client)

    def read(self, rows: Sequence[ImportRow]) -> list[Work | Refusal]:
        """Return the works of rows."""
        return [_offer(row.found).work(self._client) for row in rows]

    def remark(self, row: ImportRow) -> str:
        """Return why a work comes without its picture."""
        return _offer(row.found).remark


def _as_json(offer: Offer) -> Any:
    return json.loads(json.dumps(asdict(offer), cls=DjangoJSONEncoder))


def _offer(data: Mapping[str, Any]) -> Offer:
    return Offer(_record(data["record"]), data["picture"], data["remark"])


def _record(data: Mapping[str, Any]) -> ArtworkRecord:
    sides = {name: data[name] and Decimal(data[name]) for name in SIDES}
    creators = None if data["creators"] is None else tuple(map(_creator, data["creators"]))
    return ArtworkRecord(**{**data, **sides, "creators": creators, "place": data["place"] and _place(data["place"])})


def _creator(data: Mapping[str, Any]) -> CreatorRecord:
    return CreatorRecord(**{**data, "alternative_names": tuple(data["alternative_names"])})


def _place(data: Mapping[str, Any]) -> PlaceRecord:
    return PlaceRecord(**{**data, "venue": VenueRecord(**data["venue"])})
