"""SMK, the National Gallery of Denmark, https://api.smk.dk/api/v1/docs/.

Its traps: titles come in several languages, in no fixed order; every size is a row of its own, with or without the
frame ("brutto", "netto"), named in Danish, its number a text, possibly with a comma; names are "Surname, Forename".
"""

import itertools
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from catalog.exceptions import RecordGone
from catalog.importers.museum_client import Access, MuseumClient
from catalog.importers.museums.source import PUBLIC_DOMAIN, Found, Outcome, Source, Wanted, each_work
from catalog.importers.museums.words import centimeters, is_named, maker, one_line, ordered, plain, year
from catalog.records import ArtworkRecord, CreatorRecord, PlaceRecord, VenueRecord

API = "https://api.smk.dk/api/v1/art"
ACCESS = Access(
    hosts=frozenset({"api.smk.dk", "iip.smk.dk", "iip-thumb.smk.dk"}),
    seconds_between=0.5,  # it names no limit
)
SMK_MUSEUM = VenueRecord(
    name="SMK – Statens Museum for Kunst",
    city="Copenhagen",
    country="Denmark",
    address="Sølvgade 48-50, 1307 København K",
    latitude=55.6889,
    longitude=12.5785,
    website="https://www.smk.dk",
)
PAGE = 100
PICTURE = "{service}/full/!1600,1600/0/default.jpg"
ENGLISH = ("engelsk", "english", "en")
UNITS = {"centimeter": "cm", "millimeter": "mm", "meter": "m", "cm": "cm", "mm": "mm", "m": "m"}
SIDES = {"højde": "height", "bredde": "width", "dybde": "depth", "height": "height", "width": "width", "depth": "depth"}
# Parts that are the picture itself, best first: without its frame, or as a whole where nothing is said.
PICTURE_PARTS = ("netto", "net", "", "bladmål", "billedmål")
# What it says of a maker, in Danish or English, and the words that we know.
QUALIFIERS = {
    "tilskrevet": "attributed to",
    "værksted": "workshop of",
    "skole": "school of",
    "kopi efter": "copy after",
    "efter": "after",
    "efterfølger": "follower of",
    "kreds": "circle of",
    "manér": "manner of",
}

Json = dict[str, Any]


def record(data: Json) -> ArtworkRecord:
    """Return the work that one item of the API describes."""
    sides = _sides(data)
    begin, end = _years(data)
    return ArtworkRecord(
        source="smk",
        source_id=str(data["object_number"]),
        source_url=one_line(data.get("frontend_url")),
        accession_number=str(data["object_number"]),
        title=_title(data),
        creators=tuple(filter(None, map(_creator, data.get("production") or []))),
        date_text=_first(data.get("production_date"), "period"),
        begin_year=begin,
        end_year=end,
        medium=one_line("; ".join(data.get("techniques") or data.get("materials") or [])),
        dimensions=_size_label(sides),
        height_cm=sides.get("height"),
        width_cm=sides.get("width"),
        depth_cm=sides.get("depth"),
        classification=_first(data.get("object_names"), "name"),
        credit_line=_joined(data.get("credit_line")),
        rights_uri=_rights(data),
        description=_joined(data.get("content_description")),
        place=PlaceRecord(SMK_MUSEUM, one_line(_room(data)), on_view=bool(data.get("on_display"))),
    )


def _title(data: Json) -> str:
    """Return the English title; else the first, which is Danish."""
    titles = [title for title in data.get("titles") or [] if title.get("title")]
    english = [title for title in titles if str(title.get("language")).lower() in ENGLISH]
    return one_line((english or titles or [{"title": "Untitled"}])[0]["title"])


def _first(rows: list[Json] | None, key: str) -> str:
    return one_line((rows or [{}])[0].get(key))


def _joined(value: Any) -> str:
    return plain("\n".join(map(str, value)) if isinstance(value, list) else value)


def _years(data: Json) -> tuple[int | None, int | None]:
    dates = (data.get("production_date") or [{}])[0]
    return ordered(year(dates.get("start")), year(dates.get("end")))


def _sides(data: Json) -> dict[str, Decimal]:
    """Return the sides in centimeters, all of one part: never the height of a frame with the width of a canvas."""
    parts: dict[str, dict[str, Decimal]] = {}
    for row in data.get("dimensions") or []:
        side = SIDES.get(str(row.get("type")).lower())
        length = centimeters(row.get("value"), UNITS.get(str(row.get("unit")).lower(), ""))
        if side and length:
            parts.setdefault(str(row.get("part") or "").lower(), {}).setdefault(side, length)
    return next((parts[part] for part in PICTURE_PARTS if part in parts), {})


def _size_label(sides: dict[str, Decimal]) -> str:
    lengths = [sides[side] for side in ("height", "width", "depth") if side in sides]
    return " × ".join(f"{length:f}".removesuffix(".0") for length in lengths) + " cm" if lengths else ""


def _creator(person: Json) -> CreatorRecord | None:
    """Return who made it; those with a role of their own, as printers or sitters, are none."""
    sort_name = one_line(person.get("creator"))
    if not is_named(sort_name) or person.get("creator_role"):
        return None
    surname, _, forename = sort_name.partition(", ")
    qualifier = one_line(person.get("creator_qualifier")).lower()
    return maker(
        f"{forename} {surname}".strip(),
        prefix=QUALIFIERS.get(qualifier, qualifier),
        sort_name=sort_name,
        birth_year=year(person.get("creator_date_of_birth")),
        death_year=year(person.get("creator_date_of_death")),
        nationality=one_line(person.get("creator_nationality")),
    )


def _rights(data: Json) -> str:
    given = str(data.get("rights") or "")
    if given.startswith("http"):
        return given
    return PUBLIC_DOMAIN if data.get("public_domain") else ""


def _room(data: Json) -> str:
    return str(data.get("current_location_name") or "") if data.get("on_display") else ""


def works(client: MuseumClient, wanted: Wanted) -> Iterator[Outcome]:
    """Give the works with pictures; an id is an inventory number, as "KMS1"."""
    if wanted.ids:
        return each_work(wanted.ids, lambda number: _found(_named(client, number)))
    return each_work(_records(client, wanted.query), _found)


def _found(data: Json) -> Found:
    service = data.get("image_iiif_id") if data.get("public_domain") else None
    return Found(record(data), PICTURE.format(service=service) if service else "")


def _named(client: MuseumClient, number: str) -> Json:
    items: list[Json] = client.get_json(f"{API}/", {"object_number": number, "lang": "en"})["items"]
    if not items:
        raise RecordGone(f"{number}: there is no such work.")
    return items[0]


def _records(client: MuseumClient, query: str) -> Iterator[Json]:
    asked = {"keys": query or "*", "filters": "[has_image:true]", "lang": "en", "rows": PAGE}
    for page in itertools.count():
        answer = client.get_json(f"{API}/search/", {**asked, "offset": page * PAGE})
        yield from answer["items"]
        if (page + 1) * PAGE >= answer["found"]:
            return


SMK = Source("smk", "SMK, National Gallery of Denmark", ACCESS, works)
