"""Records of The Metropolitan Museum of Art's collection API, https://metmuseum.github.io/.

Its traps: facts that are absent come as "", null, 0 or a missing key, one record to the next; measurements are
centimeters with float noise, of frames and mountings as well as of the picture; the years of an artist may be those
of a lifetime or those of activity, and only the display text tells which.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from catalog.models import Attribution
from catalog.records import ArtworkRecord, CreatorRecord, PlaceRecord, VenueRecord

SOURCE = "met"
THE_MET = VenueRecord(
    name="The Metropolitan Museum of Art",
    city="New York",
    country="United States",
    address="1000 Fifth Avenue, New York, NY 10028",
    latitude=40.7794,
    longitude=-73.9632,
    opening_hours="Sunday–Tuesday and Thursday 10 am–5 pm\nFriday and Saturday 10 am–9 pm\nWednesday closed",
    website="https://www.metmuseum.org",
)
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
UNNAMED = ("", "unidentified artist", "unknown", "anonymous")
# First gallery, last gallery, floor: European paintings, then the nineteenth century. The others are not on one floor.
FLOORS = ((600, 699, "2"), (800, 830, "2"))

# Begins of `artistPrefix`, the longer before the shorter that they contain.
QUALIFIERS = {
    "attributed to": Attribution.Qualifier.ATTRIBUTED_TO,
    "workshop of": Attribution.Qualifier.WORKSHOP_OF,
    "studio of": Attribution.Qualifier.STUDIO_OF,
    "circle of": Attribution.Qualifier.CIRCLE_OF,
    "school of": Attribution.Qualifier.SCHOOL_OF,
    "follower of": Attribution.Qualifier.FOLLOWER_OF,
    "manner of": Attribution.Qualifier.MANNER_OF,
    "style of": Attribution.Qualifier.MANNER_OF,
    "copy after": Attribution.Qualifier.COPY_AFTER,
    "after": Attribution.Qualifier.AFTER,
}
# "Netherlandish, Maaseik ca. 1390–1441 Bruges": what is left without nationality and places.
BIO_DATES = re.compile(
    r"(?P<dates>active .*?\d.*?|(?:ca\. )?\d{3,4}(?:/\d+)?\??–(?:(?:ca\.|after|before) )?\??\d{3,4}(?:/\d+)?)"
    r"(?:;.*| [A-Z(][^\d]*)?$"
)
PLAIN_YEARS = re.compile(r"(\d{3,4})–(\d{3,4})")
OTHER_NAME = re.compile(r"(?P<name>.+?) \((?:called )?(?P<other>.+)\)")
CM_IN_TEXT = re.compile(r"\((\d[\d.]*) ?[x×] ?(\d[\d.]*)(?: ?[x×] ?(\d[\d.]*))? cm\)")
# Elements that are the picture itself, best first. A frame, a mounting or a storage box is not.
PICTURE_ELEMENTS = ("Image", "Overall", "Sheet")

Json = Mapping[str, Any]
Size = tuple[Decimal | None, Decimal | None, Decimal | None]


def met_record(data: Json) -> ArtworkRecord:
    """Return the work that one object of the API describes.

    Raises:
        KeyError: there is no `objectID`.
    """
    height, width, depth = _size(data)
    begin, end = _years(data)
    return ArtworkRecord(
        source=SOURCE,
        source_id=str(data["objectID"]),
        source_url=_text(data, "objectURL"),
        accession_number=_text(data, "accessionNumber"),
        title=_text(data, "title") or _text(data, "objectName") or "Untitled",
        creators=_creators(data),
        culture=_text(data, "culture"),
        date_text=_text(data, "objectDate"),
        begin_year=begin,
        end_year=end,
        medium=_text(data, "medium"),
        dimensions="\n".join(_text(data, "dimensions").splitlines()),
        height_cm=height,
        width_cm=width,
        depth_cm=depth,
        classification=_text(data, "classification"),
        credit_line=_text(data, "creditLine"),
        rights_uri=CC0 if data.get("isPublicDomain") else "",
        wikidata_id=_wikidata_id(_text(data, "objectWikidata_URL")),
        place=_place(data),
    )


def _text(data: Json, key: str) -> str:
    return re.sub(r"<[^>]+>", "", str(data.get(key) or "")).strip()


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?\d+", text) else None


def _wikidata_id(url: str) -> str:
    found = re.search(r"/(Q[1-9]\d*)$", url)
    return found[1] if found else ""


def _ulan_id(url: str) -> str:
    found = re.search(r"/ulan/(\d+)$", url)
    return found[1] if found else ""


def _years(data: Json) -> tuple[int | None, int | None]:
    """Return the years of making; the API says 0 and 0 when it knows neither."""
    begin, end = (_number(_text(data, key)) for key in ("objectBeginDate", "objectEndDate"))
    if begin is None or end is None:
        return begin, end
    return min(begin, end), max(begin, end)


def _place(data: Json) -> PlaceRecord:
    number = _text(data, "GalleryNumber")
    return PlaceRecord(THE_MET, room=f"Gallery {number}" if number else "", floor=_floor(number), on_view=bool(number))


def _floor(gallery: str) -> str:
    number = _number(gallery) or 0
    return next((floor for first, last, floor in FLOORS if first <= number <= last), "")


def _creators(data: Json) -> tuple[CreatorRecord, ...]:
    """Return the artist, and further constituents whose role is the same."""
    first = _text(data, "artistDisplayName")
    if first.lower() in UNNAMED:
        return ()
    others = [person for person in (data.get("constituents") or [])[1:] if person.get("role") == "Artist"]
    return (_artist(data, first), *(_constituent(person) for person in others))


def _constituent(person: Json) -> CreatorRecord:
    return CreatorRecord(
        name=_text(person, "name"),
        ulan_id=_ulan_id(_text(person, "constituentULAN_URL")),
        wikidata_id=_wikidata_id(_text(person, "constituentWikidata_URL")),
    )


def _artist(data: Json, display_name: str) -> CreatorRecord:
    name, others = _names(display_name)
    born, died, dates = _lifetime(data)
    qualifier, note = _qualifier(data)
    return CreatorRecord(
        name=name,
        qualifier=qualifier,
        note=note,
        sort_name=_sort_name(data, name),
        alternative_names=others,
        birth_year=born,
        death_year=died,
        date_text=dates,
        nationality=_text(data, "artistNationality"),
        ulan_id=_ulan_id(_text(data, "artistULAN_URL")),
        wikidata_id=_wikidata_id(_text(data, "artistWikidata_URL")),
    )


def _names(display_name: str) -> tuple[str, tuple[str, ...]]:
    """Part "El Greco (Domenikos Theotokopoulos)" into the name on the label and the others."""
    found = OTHER_NAME.fullmatch(display_name)
    return (found["name"], (found["other"],)) if found else (display_name, ())


def _sort_name(data: Json, name: str) -> str:
    """Return "Gogh, Vincent van"; some are shouted: "QU DING"."""
    given, _ = _names(_text(data, "artistAlphaSort"))
    return name if given.isupper() else given


def _qualifier(data: Json) -> tuple[str, str]:
    """Return the qualifier and what follows the name. An unknown prefix is kept, and not taken for certainty."""
    prefix, suffix = _text(data, "artistPrefix"), _text(data, "artistSuffix")
    if not prefix:
        return Attribution.Qualifier.ARTIST, suffix
    for begin, qualifier in QUALIFIERS.items():
        if begin in prefix.lower():
            return qualifier, suffix
    return Attribution.Qualifier.ATTRIBUTED_TO, f"({prefix}) {suffix}".strip()


def _lifetime(data: Json) -> tuple[int | None, int | None, str]:
    """Return years of birth and death, and the dates in words where two years do not say them."""
    found = BIO_DATES.search(_text(data, "artistDisplayBio"))
    dates = found["dates"] if found else ""
    plain = PLAIN_YEARS.fullmatch(dates)
    if plain:
        return int(plain[1]), int(plain[2]), ""
    if not dates or dates.startswith("active"):
        return None, None, dates
    return _number(_text(data, "artistBeginDate")), _number(_text(data, "artistEndDate")), dates


def _size(data: Json) -> Size:
    """Return height, width and depth of the picture itself in centimeters."""
    for element in PICTURE_ELEMENTS:
        for measured in data.get("measurements") or []:
            if measured["elementName"] == element and not measured["elementDescription"]:
                size = _element_size(measured["elementMeasurements"])
                if size:
                    return size
    return _size_in_text(_text(data, "dimensions"))


def _element_size(sides: Mapping[str, float]) -> Size | None:
    """Return a size of which height and width are known; entered otherwise, it is more often wrong than partial."""
    across = sides.get("Diameter")
    height, width = sides.get("Height") or across, sides.get("Width") or across
    return (_cm(height), _cm(width), _cm(sides.get("Depth"))) if height and width else None


def _size_in_text(dimensions: str) -> Size:
    """Return the only size in centimeters that the text gives; with several, it does not say which is the whole."""
    found: Sequence[tuple[str, str, str]] = CM_IN_TEXT.findall(dimensions)
    if len(found) != 1:
        return None, None, None
    height, width, depth = found[0]
    return _cm(height), _cm(width), _cm(depth)


def _cm(value: float | str | None) -> Decimal | None:
    return Decimal(value).quantize(Decimal("0.1")) if value else None
