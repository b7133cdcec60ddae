"""What the columns of a table mean: as somebody said before, or else as their names suggest."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from catalog.importers.rows import KNOWN, REQUIRED
from desk.models import ColumnMapping

# Names that museums' systems give, in the form in which tables are read: lower case, with underscores. A height without
# a unit is not among them: it may be in inches.
SYNONYMS = {
    "id": "source_id",
    "object_id": "source_id",
    "record_id": "source_id",
    "objectnumber": "accession_number",
    "object_number": "accession_number",
    "inventory_number": "accession_number",
    "inventory_no": "accession_number",
    "inv._no.": "accession_number",
    "artist": "creator",
    "maker": "creator",
    "artist_name": "creator",
    "artist_display_name": "creator",
    "name_of_work": "title",
    "object_title": "title",
    "date": "year",
    "dated": "year",
    "object_date": "date_text",
    "material": "medium",
    "materials": "medium",
    "technique": "medium",
    "size": "dimensions",
    "measurements": "dimensions",
    "height_(cm)": "height_cm",
    "width_(cm)": "width_cm",
    "depth_(cm)": "depth_cm",
    "gallery": "room",
    "museum": "venue",
    "type": "classification",
    "credit": "credit_line",
    "license": "rights",
    "image_file": "image",
    "images": "image",
    "picture": "image",
    "photo": "image",
    "filename": "image",
    "url": "source_url",
    "wikidata": "wikidata_id",
}

Fields = Mapping[str, str]


def propose_fields(header: Sequence[str]) -> dict[str, str]:
    """Return for each column the field that it means, or "": what was said of the same header the last time counts."""
    saved = ColumnMapping.objects.filter(key=_key(header)).first()
    if saved:
        return {column: saved.fields.get(column, "") for column in header}
    fields: dict[str, str] = {}
    for column in header:
        guess = _guess(column)
        fields[column] = "" if guess in fields.values() else guess
    return fields


def _guess(column: str) -> str:
    if column in KNOWN:
        return column
    near = get_close_matches(column, KNOWN, n=1, cutoff=0.85)
    return SYNONYMS.get(column) or (near[0] if near else "")


def remember_fields(header: Sequence[str], fields: Fields) -> None:
    """Keep what the columns mean for the next table with the same header."""
    facts = {"header": list(header), "fields": dict(fields)}
    ColumnMapping.objects.update_or_create(key=_key(header), defaults=facts)


def objections(fields: Fields) -> list[str]:
    """Return what is wrong with the meanings of columns, in sentences; nothing when rows can be read by them."""
    given = [field for field in fields.values() if field]
    twice = sorted({field for field in given if given.count(field) > 1})
    lacking = [field for field in REQUIRED if field not in given]
    return [
        *(f"No column is {field}: every work needs one." for field in lacking),
        *(f"Two columns are {field}: choose one of them." for field in twice),
    ]


def _key(header: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(list(header)).encode()).hexdigest()
