"""Wikidata, https://query.wikidata.org/, with pictures of Wikimedia Commons.

Its traps: lengths come in any unit, so the value normalized to meters is asked for; a date may be good to a century
only; a fact may be stated several times, which multiplies rows; who sends no contact is refused; each picture has a
license of its own, which only Commons knows.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

from catalog.exceptions import MuseumError, RecordGone
from catalog.importers.museum_client import Access, MuseumClient
from catalog.importers.museums.source import CC0, PUBLIC_DOMAIN, Found, Outcome, Source, Wanted, each_work
from catalog.importers.museums.words import centimeters, is_named, one_line, year
from catalog.records import ArtworkRecord, CreatorRecord, PlaceRecord, VenueRecord

SPARQL = "https://query.wikidata.org/sparql"
COMMONS = "https://commons.wikimedia.org/w/api.php"
ACCESS = Access(
    hosts=frozenset({"query.wikidata.org", "commons.wikimedia.org", "upload.wikimedia.org"}),
    seconds_between=1.0,
    headers={"Accept": "application/sparql-results+json, application/json;q=0.9, image/*;q=0.8"},
    needs_contact=True,
)
# Their names fit into one address.
TOGETHER = 25
PIXELS = 1600
ITEM = re.compile(r"Q[1-9]\d*")
ULAN = re.compile(r"500\d{6}")
# Good to a year, as Wikidata counts; 8 is a decade, 7 a century.
YEAR_PRECISION = 9
SPANS = {8: 10, 7: 100}

# Paintings in a collection (P195), or by a maker (P170).
LIST = """
SELECT DISTINCT ?work WHERE {{ ?work wdt:P31 wd:Q3305213 . {{ ?work wdt:P195 wd:{item} }} UNION
{{ ?work wdt:P170 wd:{item} }} . ?work wdt:P18 ?picture }} ORDER BY ?work
"""
FACTS = """
SELECT ?work ?workLabel ?workDescription ?maker ?makerLabel ?born ?died ?ulan ?made ?precision ?materialLabel ?height
?width ?place ?placeLabel ?number ?picture WHERE {{
VALUES ?work {{ {items} }}
OPTIONAL {{ ?work wdt:P170 ?maker . FILTER(!wikibase:isSomeValue(?maker))
  OPTIONAL {{ ?maker wdt:P569 ?born }} OPTIONAL {{ ?maker wdt:P570 ?died }} OPTIONAL {{ ?maker wdt:P245 ?ulan }} }}
OPTIONAL {{ ?work p:P571/psv:P571 [ wikibase:timeValue ?made ; wikibase:timePrecision ?precision ] }}
OPTIONAL {{ ?work wdt:P186 ?material }}
OPTIONAL {{ ?work p:P2048/psn:P2048/wikibase:quantityAmount ?height }}
OPTIONAL {{ ?work p:P2049/psn:P2049/wikibase:quantityAmount ?width }}
OPTIONAL {{ ?work wdt:P276 ?place }}
OPTIONAL {{ ?work wdt:P217 ?number }}
OPTIONAL {{ ?work wdt:P18 ?picture }}
SERVICE wikibase:label {{ bd:serviceParam wikibase:language "en,mul,fr,de,es,it,nl" }} }}
"""

Row = dict[str, str]
Json = dict[str, Any]


def record(rows: Sequence[Row], rights_uri: str = "") -> ArtworkRecord:
    """Return the work that all rows of one item describe; what is stated several times counts once.

    Rows come in any order; sorted, they mean the same at each import.
    """
    rows = sorted(rows, key=lambda row: sorted(row.items()))
    first = rows[0]
    item = first["work"].rpartition("/")[2]
    begin, end = _years(first)
    return ArtworkRecord(
        source="wikidata",
        source_id=item,
        source_url=f"https://www.wikidata.org/wiki/{item}",
        accession_number=first.get("number", ""),
        title=_label(first, "work") or item,
        creators=tuple(_creator(row) for row in _distinct(rows, "maker") if is_named(_label(row, "maker"))),
        begin_year=begin,
        end_year=end,
        medium=", ".join(row["materialLabel"] for row in _distinct(rows, "materialLabel")),
        height_cm=_length(rows, "height"),
        width_cm=_length(rows, "width"),
        rights_uri=rights_uri,
        description=one_line(first.get("workDescription")),
        wikidata_id=item,
        place=_place(first),
    )


def _label(row: Row, name: str) -> str:
    """Return a label; where there is none in any language, Wikidata gives the item's number."""
    label = one_line(row.get(f"{name}Label"))
    return "" if ITEM.fullmatch(label) or label.startswith("http") else label


def _length(rows: Sequence[Row], side: str) -> Decimal | None:
    """Return a side in centimeters; the shortest, since others are of the frame."""
    return min(filter(None, (centimeters(row.get(side), "m") for row in rows)), default=None)


def _distinct(rows: Sequence[Row], name: str) -> list[Row]:
    return list({row[name]: row for row in reversed(rows) if row.get(name)}.values())[::-1]


def _years(row: Row) -> tuple[int | None, int | None]:
    """Return the years that the date stands for: of "1600, good to a century", 1501 to 1600."""
    made, precision = year(row.get("made")), int(row.get("precision", YEAR_PRECISION))
    if made is None or precision >= YEAR_PRECISION:
        return made, made
    span = SPANS.get(precision)
    if span is None or made <= 0:
        return None, None
    begin = made - made % 10 if precision == 8 else (made - 1) // span * span + 1
    return begin, begin + span - 1


def _creator(row: Row) -> CreatorRecord:
    return CreatorRecord(
        name=_label(row, "maker"),
        birth_year=year(row.get("born")),
        death_year=year(row.get("died")),
        ulan_id=row["ulan"] if ULAN.fullmatch(row.get("ulan", "")) else "",
        wikidata_id=row["maker"].rpartition("/")[2],
    )


def _place(row: Row) -> PlaceRecord | None:
    name = _label(row, "place")
    return PlaceRecord(VenueRecord(name)) if name else None


def works(client: MuseumClient, wanted: Wanted) -> Iterator[Outcome]:
    """Give the works; a query is the item of a collection or of a maker, as "Q19675", an id that of a work."""
    items = list(wanted.ids or _items(client, wanted.query))
    for start in range(0, len(items), TOGETHER):
        yield from _together(client, items[start : start + TOGETHER])


def _items(client: MuseumClient, query: str) -> list[str]:
    rows = _ask(client, LIST.format(item=_item(query)))
    return [row["work"].rpartition("/")[2] for row in rows]


def _item(name: str) -> str:
    """Return the number of an item; what goes into a query must be nothing else."""
    if not ITEM.fullmatch(name):
        raise MuseumError(
            f"“{name}” is no item of Wikidata. Give one as “Q19675”: a collection's, a maker's or a work's."
        )
    return name


def _ask(client: MuseumClient, query: str) -> list[Row]:
    answer = client.get_json(SPARQL, {"format": "json", "query": " ".join(query.split())})
    return [{name: cell["value"] for name, cell in row.items()} for row in answer["results"]["bindings"]]


def _together(client: MuseumClient, items: Sequence[str]) -> Iterator[Outcome]:
    """Ask for the facts of many works at once, and for the licenses of their pictures."""
    rows: dict[str, list[Row]] = {}
    for row in _ask(client, FACTS.format(items=" ".join(f"wd:{_item(item)}" for item in items))):
        rows.setdefault(row["work"].rpartition("/")[2], []).append(row)
    pictures = _pictures(client, [_file(described[0]) for described in rows.values()])
    yield from each_work(items, lambda item: _found(item, rows.get(item, []), pictures))


def _found(item: str, rows: Sequence[Row], pictures: dict[str, tuple[str, str]]) -> Found:
    if not rows:
        raise RecordGone(f"{item} is no item of Wikidata, or not any more.")
    picture, rights = pictures.get(_file(rows[0]), ("", ""))
    return Found(record(rows, rights), picture)


def _file(row: Row) -> str:
    """Return the name of a picture: "…/Special:FilePath/Van%20Gogh.jpg" is "Van Gogh.jpg"."""
    return unquote(row.get("picture", "").rpartition("/")[2]).replace("_", " ")


def _pictures(client: MuseumClient, names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return by name the addresses and rights of the pictures that everybody may use without naming anybody."""
    titles = "|".join(f"File:{name}" for name in dict.fromkeys(names) if name)
    if not titles:
        return {}
    asked = {"action": "query", "format": "json", "formatversion": 2, "prop": "imageinfo", "titles": titles}
    asked |= {"iiprop": "url|extmetadata", "iiextmetadatafilter": "License", "iiurlwidth": PIXELS}
    pages = client.get_json(COMMONS, asked)["query"]["pages"]
    told = {str(page["title"]).removeprefix("File:"): page["imageinfo"][0] for page in pages if page.get("imageinfo")}
    free = ((name, info, _right(info)) for name, info in told.items())
    return {name: (str(info.get("thumburl") or info["url"]), right) for name, info, right in free if right}


def _right(info: Json) -> str:
    license_code = str(((info.get("extmetadata") or {}).get("License") or {}).get("value", "")).lower()
    return CC0 if license_code == "cc0" else PUBLIC_DOMAIN if license_code.startswith("pd") else ""


WIKIDATA = Source("wikidata", "Wikidata, with pictures of Wikimedia Commons", ACCESS, works)
