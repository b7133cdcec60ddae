"""What the cells of a row say about a work."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from catalog.exceptions import RowError
from catalog.models import Attribution
from catalog.records import ArtworkRecord, CreatorRecord, PlaceRecord, VenueRecord

REQUIRED = ("source_id", "title")
# Columns whose text is taken over as it stands.
TEXTS = (
    "accession_number",
    "classification",
    "credit_line",
    "culture",
    "description",
    "dimensions",
    "medium",
    "source_url",
    "wikidata_id",
)
SIZES = ("height_cm", "width_cm", "depth_cm")
# What is said of each creator: once for all of them, or as often as there are creators.
OF_CREATORS = ("qualifier", "creator_note", "nationality")
OTHERS = (
    *OF_CREATORS,
    "creator",
    "source",
    "image",
    "year",
    "begin_year",
    "end_year",
    "date_text",
    "rights",
    "venue",
    "city",
    "room",
    "floor",
)
KNOWN = frozenset((*REQUIRED, *TEXTS, *SIZES, *OTHERS, "on_view"))
# Several creators, or several images, in one cell.
SEPARATOR = "|"

RIGHTS = {
    "cc0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "public domain": "https://creativecommons.org/publicdomain/mark/1.0/",
    "cc by 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "cc by-sa 4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "in copyright": "https://rightsstatements.org/vocab/InC/1.0/",
}
TRUTHS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
NUMBER = re.compile(r"\d{1,9}(\.\d+)?")
SIGNED_YEAR = re.compile(r"-?\d{1,6}")
YEAR = re.compile(r"(?P<year>-?\d{1,4})(?: (?P<era>BCE|BC|CE|AD))?", re.IGNORECASE)
YEARS = re.compile(r"(\d{3,4}) ?[-–/] ?(\d{1,4})")

Cells = Mapping[str, str]
Years = tuple[int | None, int | None]


def read_row(cells: Cells, *, source: str, venue: str = "") -> ArtworkRecord:
    """Return the work that a row describes; a column that the table lacks leaves the catalogue as it is.

    Args:
        cells: text by name of column, `KNOWN` ones and others, which are ignored.
        source: the short name of the catalogue, when the row names none.
        venue: where the works are when the row names no venue.

    Raises:
        RowError: a cell is missing or cannot be understood; the message names the column and what to write.
    """
    for column in REQUIRED:
        if not cells.get(column):
            raise RowError(f"{column} is empty. Every row needs one.")
    begin, end, date_text = _dates(cells)
    facts: dict[str, Any] = {column: cells.get(column) for column in TEXTS}
    facts |= {column: _centimeters(column, cells.get(column, "")) for column in SIZES}
    return ArtworkRecord(
        source=cells.get("source") or source,
        source_id=cells["source_id"],
        title=cells["title"],
        creators=_creators(cells),
        date_text=date_text,
        begin_year=begin,
        end_year=end,
        rights_uri=_rights(cells),
        place=_place(cells, venue),
        **facts,
    )


def image_names(cells: Cells) -> list[str]:
    """Return the files that the row names, the one to show first before the others."""
    return _parts(cells.get("image", ""))


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(SEPARATOR) if part.strip()]


def _creators(cells: Cells) -> tuple[CreatorRecord, ...] | None:
    if "creator" not in cells:
        return None
    names = _parts(cells["creator"])
    said = [_said_of_each(column, cells.get(column, ""), len(names)) for column in OF_CREATORS]
    return tuple(
        CreatorRecord(name, _qualifier(qualifier), note, nationality=nationality)
        for name, qualifier, note, nationality in zip(names, *said, strict=True)
    )


def _said_of_each(column: str, cell: str, count: int) -> list[str]:
    """Return what a cell says of each of `count` creators: the same of all, unless it has a part for each."""
    parts = [part.strip() for part in cell.split(SEPARATOR)]
    if len(parts) == 1:
        return parts * count
    if len(parts) != count:
        raise RowError(f"{column}: there are {len(parts)} parts for {count} creators. Write one, or one for each.")
    return parts


def _qualifier(cell: str) -> str:
    if not cell:
        return Attribution.Qualifier.ARTIST
    for value, label in Attribution.Qualifier.choices:
        if cell.lower() in (value, str(label).lower()):
            return str(value)
    labels = ", ".join(str(label).lower() for label in Attribution.Qualifier.labels)
    raise RowError(f"qualifier: “{cell}” is not known. Write one of: {labels}.")


def _dates(cells: Cells) -> tuple[int | None, int | None, str | None]:
    """Return first year, last year and the date in words: a `year` like "ca. 1520" is words."""
    cell = cells.get("year", "")
    begin, end = _years(cell)
    words = cells.get("date_text")
    date_text = words or (cell if cell and begin is None else words)
    return _year("begin_year", cells, begin), _year("end_year", cells, end), date_text


def _year(column: str, cells: Cells, default: int | None) -> int | None:
    """Return the signed year of a column of its own, which counts more than what `year` says."""
    cell = cells.get(column, "")
    if cell and not SIGNED_YEAR.fullmatch(cell):
        raise RowError(f"{column}: “{cell}” is no year. Write a number, as in 1889, or -480 for 480 BCE.")
    return int(cell) if cell else default


def _years(cell: str) -> Years:
    """Read "1889", "-480", "480 BCE", "1503–1506" and "1889-90"."""
    found = YEAR.fullmatch(cell)
    if found:
        sign = -1 if (found["era"] or "").upper().startswith("B") else 1
        return sign * int(found["year"]), sign * int(found["year"])
    several = YEARS.fullmatch(cell)
    if several:
        first, last = several.groups()
        return int(first), int(first[: -len(last)] + last)
    return None, None


def _centimeters(column: str, cell: str) -> Decimal | None:
    number = cell.lower().removesuffix("cm").strip().replace(",", ".")
    if not number:
        return None
    if not NUMBER.fullmatch(number):
        raise RowError(f"{column}: “{cell}” is no number. Write centimeters, as in 73.7.")
    size = Decimal(number).quantize(Decimal("0.01"))
    if size == 0:
        raise RowError(f"{column}: {cell} is not more than zero. Leave the cell empty when the size is not known.")
    return size


def _rights(cells: Cells) -> str | None:
    cell = cells.get("rights")
    if not cell or cell.startswith(("https://", "http://")):
        return cell
    if cell.lower() not in RIGHTS:
        raise RowError(f"rights: “{cell}” is not known. Write a URI of creativecommons.org or rightsstatements.org.")
    return RIGHTS[cell.lower()]


def _place(cells: Cells, default_venue: str) -> PlaceRecord | None:
    """Return where the work is; a room alone, of no known venue, is no place."""
    venue = cells.get("venue") or default_venue
    if not venue:
        return None
    return PlaceRecord(
        venue=VenueRecord(venue, city=cells.get("city", "")),
        room=cells.get("room", ""),
        floor=cells.get("floor", ""),
        on_view=_truth("on_view", cells.get("on_view", "")),
    )


def _truth(column: str, cell: str) -> bool:
    if cell and cell.lower() not in TRUTHS:
        raise RowError(f"{column}: “{cell}” is neither yes nor no.")
    return TRUTHS.get(cell.lower(), True)
