"""The Art Institute of Chicago, https://api.artic.edu/docs/.

Its traps: `dimensions_detail` cuts millimeters off, so the text is read; the years beside "n.d." may be those in which
the artist worked; the address of pictures is told with each answer; a search ends at 10,000 works.
"""

import itertools
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from catalog.importers.museum_client import Access, MuseumClient
from catalog.importers.museums.source import CC0, Found, Outcome, Source, Wanted, each_work
from catalog.importers.museums.words import is_named, maker, one_line, ordered, plain, size_in_text
from catalog.records import ArtworkRecord, CreatorRecord, PlaceRecord, VenueRecord

API = "https://api.artic.edu/api/v1/artworks"
ACCESS = Access(
    hosts=frozenset({"api.artic.edu", "www.artic.edu"}),
    seconds_between=1.0,  # 60 a minute, and one at a time
    headers={"AIC-User-Agent": "artwork-recognition/1.0"},
)
CHICAGO = VenueRecord(
    name="Art Institute of Chicago",
    city="Chicago",
    country="United States",
    address="111 South Michigan Avenue, Chicago, IL 60603",
    latitude=41.8796,
    longitude=-87.6237,
    website="https://www.artic.edu",
)
PAGE = 100
MOST_FOUND = 10_000
# What it offers of works that everybody may use: pixels across.
PICTURE = "{base}/{image}/full/1686,/0/default.jpg"
UNDATED = ("n.d.", "undated")
# A search gives titles only, unless it is told what else; and the rest of a record is several times as long.
FIELDS = ",".join(
    (
        "id,title,main_reference_number,artist_display,artist_title,artist_titles,place_of_origin",
        "date_start,date_end,date_display,medium_display,dimensions,artwork_type_title",
        "credit_line,is_public_domain,description,gallery_title,is_on_view,image_id",
    )
)

Json = dict[str, Any]


def record(data: Json) -> ArtworkRecord:
    """Return the work that one artwork of the API describes."""
    height, width, depth = size_in_text(one_line(data.get("dimensions")))
    begin, end = _years(data)
    creators = _creators(data)
    return ArtworkRecord(
        source="aic",
        source_id=str(data["id"]),
        source_url=f"https://www.artic.edu/artworks/{data['id']}",
        accession_number=one_line(data.get("main_reference_number")),
        title=one_line(data["title"]) or "Untitled",
        creators=creators,
        culture="" if creators else one_line(data.get("place_of_origin")),
        date_text=one_line(data.get("date_display")),
        begin_year=begin,
        end_year=end,
        medium=one_line(data.get("medium_display")),
        dimensions=one_line(data.get("dimensions")),
        height_cm=height,
        width_cm=width,
        depth_cm=depth,
        classification=one_line(data.get("artwork_type_title")),
        credit_line=one_line(data.get("credit_line")),
        rights_uri=CC0 if data.get("is_public_domain") else "",
        description=_description(data),
        place=PlaceRecord(CHICAGO, one_line(data.get("gallery_title")), on_view=bool(data.get("is_on_view"))),
    )


def _description(data: Json) -> str:
    """Return the text with its author: unlike the rest, it is theirs (CC BY 4.0)."""
    text = plain(data.get("description"))
    return f"{text}\n– Art Institute of Chicago, CC BY 4.0" if text else ""


def _years(data: Json) -> tuple[int | None, int | None]:
    """Return the years of making: where the label says "n.d.", the years are those in which the artist worked."""
    if one_line(data.get("date_display")).lower() in UNDATED:
        return None, None
    return ordered(data.get("date_start"), data.get("date_end"))


def _creators(data: Json) -> tuple[CreatorRecord, ...]:
    """Return the artists; "Name" and "Nationality, years" are two lines, or one with brackets, of the first."""
    names = [one_line(name) for name in data.get("artist_titles") or [data.get("artist_title")] if name]
    lines = plain(data.get("artist_display")).splitlines()
    about = ""
    if lines and len(names) == 1:
        about = lines[0].partition("(")[2] or (lines[1] if len(lines) > 1 else "")
    return tuple(_creator(name, lines, about.rstrip(")")) for name in names if is_named(name))


def _creator(name: str, lines: list[str], about: str) -> CreatorRecord:
    """Return an artist; only the display text says "Workshop of" or "After"."""
    words = next(
        (line.partition("(")[0].strip() for line in lines if line.partition("(")[0].strip().endswith(name)), name
    )
    return maker(words, about)


def works(client: MuseumClient, wanted: Wanted) -> Iterator[Outcome]:
    """Give the works: of a query, those that its search ranks first."""
    if wanted.ids:
        return each_work(wanted.ids, lambda number: _found(_named(client, number)))
    return each_work(_records(client, wanted.query), _found)


def _found(data: Json) -> Found:
    image, base = data.get("image_id"), data["iiif_url"]
    free = data.get("is_public_domain") and image and base
    return Found(record(data), PICTURE.format(base=base, image=image) if free else "")


def _named(client: MuseumClient, number: str) -> Json:
    answer = client.get_json(f"{API}/{quote(number)}", {"fields": FIELDS})
    return {**answer["data"], "iiif_url": _base(answer)}


def _records(client: MuseumClient, query: str) -> Iterator[Json]:
    for answer in _pages(client, query):
        for data in answer["data"]:
            yield {**data, "iiif_url": _base(answer)}


def _base(answer: Json) -> str:
    return str((answer.get("config") or {}).get("iiif_url") or "")


def _pages(client: MuseumClient, query: str) -> Iterator[Json]:
    url, asked = (f"{API}/search", {"q": query}) if query else (API, {})
    for page in itertools.count(1):
        answer = client.get_json(url, {**asked, "fields": FIELDS, "limit": PAGE, "page": page})
        yield answer
        last = answer["pagination"]["total_pages"]
        if page >= (min(last, MOST_FOUND // PAGE) if query else last):
            return


AIC = Source("aic", "Art Institute of Chicago", ACCESS, works)
