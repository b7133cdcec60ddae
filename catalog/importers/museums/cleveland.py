"""The Cleveland Museum of Art, https://openaccess-api.clevelandart.org/.

Its traps: sizes are meters, of the frame and of the picture, and the sides of pictures are text; texts hold HTML; the
largest pictures are TIFFs of some 70 MB.
"""

import itertools
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from catalog.importers.museum_client import Access, MuseumClient
from catalog.importers.museums.source import CC0, IN_COPYRIGHT, Found, Outcome, Source, Wanted, each_work
from catalog.importers.museums.words import (
    NO_SIZE,
    Size,
    centimeters,
    is_named,
    maker,
    one_line,
    ordered,
    plain,
    size_in_text,
    wikidata_id,
    year,
)
from catalog.records import ArtworkRecord, CreatorRecord, PlaceRecord, VenueRecord

API = "https://openaccess-api.clevelandart.org/api/artworks/"
ACCESS = Access(
    hosts=frozenset({"openaccess-api.clevelandart.org", "openaccess-cdn.clevelandart.org"}),
    seconds_between=0.5,  # it names no limit
)
CLEVELAND = VenueRecord(
    name="The Cleveland Museum of Art",
    city="Cleveland",
    country="United States",
    address="11150 East Boulevard, Cleveland, OH 44106",
    latitude=41.5089,
    longitude=-81.6119,
    website="https://www.clevelandart.org",
)
PAGE = 100
# Pixels, of the longer side; more than this adds little to recognizing a work.
LARGE_ENOUGH = 1000
RIGHTS = {"CC0": CC0, "Copyrighted": IN_COPYRIGHT}
# The picture itself, best first; never "framed".
MEASURED = ("unframed", "image", "overall", "sheet")

Json = dict[str, Any]


def record(data: Json) -> ArtworkRecord:
    """Return the work that one artwork of the API describes."""
    height, width, depth = _size(data)
    begin, end = ordered(year(data.get("creation_date_earliest")), year(data.get("creation_date_latest")))
    creators = _creators(data)
    room = one_line(data.get("current_location"))
    return ArtworkRecord(
        source="cleveland",
        source_id=str(data["id"]),
        source_url=one_line(data.get("url")),
        accession_number=one_line(data.get("accession_number")),
        title=one_line(data["title"]) or "Untitled",
        creators=creators,
        culture="" if creators else one_line("; ".join(data.get("culture") or [])),
        date_text=one_line(data.get("creation_date")),
        begin_year=begin,
        end_year=end,
        medium=one_line(data.get("technique")),
        dimensions=one_line(data.get("measurements")),
        height_cm=height,
        width_cm=width,
        depth_cm=depth,
        classification=one_line(data.get("type")),
        credit_line=one_line(data.get("creditline")),
        rights_uri=RIGHTS.get(str(data.get("share_license_status")), ""),
        description=plain(data.get("description") or data.get("wall_description")),
        wikidata_id=_wikidata_id(data),
        place=PlaceRecord(CLEVELAND, room, on_view=bool(room)),
    )


def _size(data: Json) -> Size:
    measured = data.get("dimensions") or {}
    for name in MEASURED:
        sides = measured.get(name) or {}
        if sides.get("height") and sides.get("width"):
            height, width, depth = (centimeters(sides.get(side), "m") for side in ("height", "width", "depth"))
            return height, width, depth
    return size_in_text(one_line(data.get("measurements"))) if not measured else NO_SIZE


def _creators(data: Json) -> tuple[CreatorRecord, ...]:
    """Return the first maker, and others in the same role: a printer or publisher is none."""
    makers = data.get("creators") or []
    named = [person for person in makers if person.get("role") == makers[0].get("role")]
    return tuple(filter(None, map(_creator, named)))


def _creator(person: Json) -> CreatorRecord | None:
    """Return who "Henri Rousseau (French, 1844–1910)" is."""
    name, _, about = one_line(person.get("description")).partition(" (")
    if not is_named(name):
        return None
    born, died = year(person.get("birth_year")), year(person.get("death_year"))
    facts = {"birth_year": born, "death_year": died} if born else {}
    return maker(name, about.rstrip(")"), prefix=one_line(person.get("qualifier")), **facts)


def _wikidata_id(data: Json) -> str:
    links = (data.get("external_resources") or {}).get("wikidata") or [""]
    return wikidata_id(links[0])


def _picture(data: Json) -> str:
    """Return the smallest picture that is large enough, if everybody may use it."""
    if data.get("share_license_status") != "CC0":
        return ""
    images = data.get("images") or {}
    offered = [images[name] for name in ("web", "print") if images.get(name)]
    enough = [image for image in offered if max(int(image["width"]), int(image["height"])) >= LARGE_ENOUGH]
    return str((enough[:1] or offered[-1:] or [{"url": ""}])[0]["url"])


def works(client: MuseumClient, wanted: Wanted) -> Iterator[Outcome]:
    """Give the works with pictures; an id is a number or an accession number."""
    if wanted.ids:
        return each_work(wanted.ids, lambda name: _found(client.get_json(f"{API}{quote(name)}")["data"]))
    return each_work(_records(client, wanted.query), _found)


def _found(data: Json) -> Found:
    return Found(record(data), _picture(data))


def _records(client: MuseumClient, query: str) -> Iterator[Json]:
    asked = {"q": query} if query else {}
    for page in itertools.count():
        answer = client.get_json(API, {**asked, "has_image": 1, "limit": PAGE, "skip": page * PAGE})
        yield from answer["data"]
        if (page + 1) * PAGE >= answer["info"]["total"]:
            return


CLEVELAND_MUSEUM = Source("cleveland", "The Cleveland Museum of Art", ACCESS, works)
