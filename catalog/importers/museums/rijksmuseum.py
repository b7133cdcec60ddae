"""The Rijksmuseum, Amsterdam, as Linked Art: https://data.rijksmuseum.nl/docs/, https://linked.art/model/.

A record says everything by statements, each classified by an address of the Getty's thesaurus (AAT), most of them in
English and in Dutch. Its traps: any of them may be missing, be a list or stand alone; a picture is two records away,
and its rights are told on the way and not by the work; a size is in the unit that it names.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from catalog.exceptions import RecordGone
from catalog.importers.museum_client import Access, MuseumClient
from catalog.importers.museums.source import Found, Outcome, Source, Wanted, each_work
from catalog.importers.museums.words import centimeters, is_named, maker, one_line, ordered, plain, year
from catalog.records import ArtworkRecord, CreatorRecord, PlaceRecord, VenueRecord

SEARCH = "https://data.rijksmuseum.nl/search/collection"
ID = "https://id.rijksmuseum.nl/"
ACCESS = Access(
    hosts=frozenset({"data.rijksmuseum.nl", "id.rijksmuseum.nl", "iiif.micr.io"}),
    seconds_between=0.5,  # it names no limit
    headers={"Accept": "application/ld+json, image/jpeg;q=0.9"},
)
RIJKSMUSEUM = VenueRecord(
    name="Rijksmuseum",
    city="Amsterdam",
    country="Netherlands",
    address="Museumstraat 1, 1071 XX Amsterdam",
    latitude=52.36,
    longitude=4.8852,
    website="https://www.rijksmuseum.nl",
)
AAT = "http://vocab.getty.edu/aat/"
ENGLISH = f"{AAT}300388277"
OBJECT_NUMBER = f"{AAT}300312355"
PREFERRED = f"{AAT}300404670"
DESCRIPTION = f"{AAT}300435452"
MATERIAL = f"{AAT}300435429"
SIZE = f"{AAT}300435430"
CREDIT = (f"{AAT}300026687", f"{AAT}300435416")
MAKER = f"{AAT}300435417"
UNITS = {f"{AAT}300379098": "cm", f"{AAT}300379097": "mm", f"{AAT}300379100": "m"}
HEIGHT = (f"{AAT}300055644", f"{ID}22011")
WIDTH = (f"{AAT}300055647", f"{ID}22012")
DEPTH = (f"{AAT}300072633", f"{ID}2203")
# What follows a name: "Karel Appel (signed by artist)".
EVIDENCE = re.compile(r" \([^()]*\)$")

Json = dict[str, Any]


def record(data: Json, rights_uri: str = "") -> ArtworkRecord:
    """Return the work that one object describes; `rights_uri` is its picture's."""
    number = _identifier(data)
    begin, end = _years(data)
    return ArtworkRecord(
        source="rijksmuseum",
        source_id=str(data["id"]).rpartition("/")[2],
        source_url=str(data["id"]),
        accession_number=number,
        title=_title(data) or number or "Untitled",
        creators=_creators(data),
        date_text=_date_text(data),
        begin_year=begin,
        end_year=end,
        medium=one_line(_statement(data, MATERIAL)),
        dimensions=one_line(_statement(data, SIZE)),
        height_cm=_side(data, HEIGHT),
        width_cm=_side(data, WIDTH),
        depth_cm=_side(data, DEPTH),
        credit_line=one_line(_statement(data, *CREDIT)),
        rights_uri=rights_uri,
        description=plain(_statement(data, DESCRIPTION)),
        place=PlaceRecord(RIJKSMUSEUM, on_view=bool(data.get("current_location"))),
    )


def _list(value: Any) -> list[Any]:
    """Return what may be missing, stand alone or be a list, as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _ids(value: Any) -> list[str]:
    return [str(item.get("id", "")) if isinstance(item, dict) else str(item) for item in _list(value)]


def _is(statement: Json, *kinds: str) -> bool:
    return not set(kinds).isdisjoint(_ids(statement.get("classified_as")))


def _in_english(statements: list[Json]) -> str:
    """Return the content of the English one, else of the first."""
    english = [statement for statement in statements if ENGLISH in _ids(statement.get("language"))]
    contents = [_list(statement.get("content")) for statement in english or statements]
    return "\n".join(map(str, contents[0])) if contents else ""


def _statement(data: Json, *kinds: str) -> str:
    return _in_english([item for item in _list(data.get("referred_to_by")) if _is(item, *kinds)])


def _identifier(data: Json) -> str:
    numbers = [name for name in _list(data.get("identified_by")) if name.get("type") == "Identifier"]
    chosen = [number for number in numbers if _is(number, OBJECT_NUMBER)] or numbers
    return one_line(chosen[0].get("content")) if chosen else ""


def _title(data: Json) -> str:
    names = [name for name in _list(data.get("identified_by")) if name.get("type") == "Name"]
    return one_line(_in_english([name for name in names if _is(name, PREFERRED)] or names))


def _timespan(data: Json) -> Json:
    spans = _list((data.get("produced_by") or {}).get("timespan"))
    return spans[0] if spans else {}


def _date_text(data: Json) -> str:
    return one_line(_in_english(_list(_timespan(data).get("identified_by"))))


def _years(data: Json) -> tuple[int | None, int | None]:
    span = _timespan(data)
    return ordered(year(span.get("begin_of_the_begin")), year(span.get("end_of_the_end")))


def _side(data: Json, kinds: tuple[str, ...]) -> Decimal | None:
    """Return the only length of a kind: with several, of frame and panels, none says which is the whole."""
    lengths = [item for item in _list(data.get("dimension")) if _is(item, *kinds)]
    if len(lengths) != 1:
        return None
    unit = UNITS.get("".join(_ids(lengths[0].get("unit"))[:1]), "")
    return centimeters(lengths[0].get("value"), unit)


def _creators(data: Json) -> tuple[CreatorRecord, ...]:
    """Return the first maker: the parts that follow name printers, publishers, and whose design it is after."""
    production = data.get("produced_by") or {}
    for part in _list(production.get("part")) or [production]:
        words = _maker_words(part)
        if words and not _is_influence(part):
            return (maker(EVIDENCE.sub("", words)),) if is_named(words) else ()
    return ()


def _maker_words(part: Json) -> str:
    named = [item for item in _list(part.get("referred_to_by")) if _is(item, MAKER)]
    if named:
        return one_line(_in_english(named))
    notations = [note for person in _list(part.get("carried_out_by")) for note in _list(person.get("notation"))]
    english = [note for note in notations if note.get("@language") == "en"]
    return one_line((english or notations)[0].get("@value")) if notations else ""


def _is_influence(part: Json) -> bool:
    return any(item.get("assigned_property") == "influenced_by" for item in _list(part.get("assigned_by")))


def works(client: MuseumClient, wanted: Wanted) -> Iterator[Outcome]:
    """Give the works with pictures; a query is a maker as the museum writes the name, an id a number of any kind."""
    numbers = (name.rpartition("/")[2] for name in wanted.ids) if wanted.ids else _numbers(client, wanted.query)
    return each_work(numbers, lambda number: _found(client, number))


def _numbers(client: MuseumClient, query: str) -> Iterator[str]:
    asked = {"creator": query} if query else {}
    answer = client.get_json(SEARCH, {**asked, "imageAvailable": "true"})
    while True:
        yield from (str(item["id"]).rpartition("/")[2] for item in answer["orderedItems"])
        following = answer.get("next")
        if not following:
            return
        answer = client.get_json(following["id"])


def _resolved(client: MuseumClient, name: str) -> str:
    """Return the number of a record; what is none is the number on the label: "SK-C-5"."""
    if name.isdecimal():
        return name
    items = client.get_json(SEARCH, {"objectNumber": name})["orderedItems"]
    if not items:
        raise RecordGone(f"{name} is no object of the Rijksmuseum.")
    return str(items[0]["id"]).rpartition("/")[2]


def _found(client: MuseumClient, number: str) -> Found:
    data = client.get_json(f"{ID}{_resolved(client, number)}")
    shown = _list(data.get("shows"))
    item = client.get_json(shown[0]["id"]) if shown else {}
    rights = next((uri for uri in map(_right, _list(item.get("subject_to"))) if uri), "")
    return Found(record(data, rights), _picture(client, item) if "publicdomain" in rights else "")


def _right(right: Json) -> str:
    """Return the address of a license; the museum names it by classification."""
    named = [str(right.get("id", "")), *_ids(right.get("classified_as"))]
    return next((uri for uri in named if "creativecommons.org" in uri or "rightsstatements.org" in uri), "")


def _picture(client: MuseumClient, item: Json) -> str:
    digital = _list(item.get("digitally_shown_by"))
    points = _list(client.get_json(digital[0]["id"]).get("access_point")) if digital else []
    return str(points[0]["id"]).replace("/full/max/", "/full/!1600,1600/") if points else ""


RIJKS = Source("rijksmuseum", "Rijksmuseum, Amsterdam", ACCESS, works)
