"""The catalogue as a table that `import_catalog` takes back."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from catalog.importers.rows import SEPARATOR
from catalog.models import Artwork, Attribution, Placement, ReferenceImage
from catalog.selectors import with_creators_and_place, with_free_pictures

# Columns of `importers.rows`: a table that was exported is imported without naming one. Some are fields of a work …
FACTS = (
    "source",
    "source_id",
    "title",
    "date_text",
    "begin_year",
    "end_year",
    "medium",
    "dimensions",
    "height_cm",
    "width_cm",
    "depth_cm",
    "classification",
    "culture",
    "accession_number",
    "description",
    "credit_line",
    "source_url",
    "wikidata_id",
)
# … the others are said in the order of these.
CREDITS = ("creator", "qualifier", "creator_note", "nationality")
PLACE = ("venue", "city", "room", "floor", "on_view")
COLUMNS = (*FACTS, "rights", *CREDITS, *PLACE)
COLUMNS_WITH_PICTURES = (*COLUMNS, "image")
# Works in memory at once.
CHUNK = 500


def work_rows(works: QuerySet[Artwork]) -> Iterator[tuple[str, ...]]:
    """Give a row of `COLUMNS` for each work, in a few queries a chunk, however many there are."""
    return (_row(work) for work in with_creators_and_place(works).iterator(chunk_size=CHUNK))


def work_rows_with_pictures(
    works: QuerySet[Artwork], save_picture: Callable[[ReferenceImage], str]
) -> Iterator[tuple[str, ...]]:
    """Give a row of `COLUMNS_WITH_PICTURES` for each work.

    Args:
        save_picture: takes each picture that may be handed on, and returns the name of its file.
    """
    told: QuerySet[Any] = with_free_pictures(with_creators_and_place(works))
    for work in told.iterator(chunk_size=CHUNK):
        yield (*_row(work), SEPARATOR.join(save_picture(picture) for picture in work.free))


def _row(work: Any) -> tuple[str, ...]:
    facts = (_text(getattr(work, name)) for name in FACTS)
    place = _place(work.present[0]) if work.present else ("",) * len(PLACE)
    return (*facts, work.rights_uri, *_credits(work.attributions.all()), *place)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _credits(attributions: Collection[Attribution]) -> tuple[str, ...]:
    said = [(credit.creator.name, credit.qualifier, credit.note, credit.creator.nationality) for credit in attributions]
    names, *others = zip(*said, strict=True) if said else ((),) * len(CREDITS)
    return SEPARATOR.join(names), *(_of_each(values) for values in others)


def _of_each(values: Sequence[str]) -> str:
    """Say once what is the same of every creator."""
    return values[0] if len(set(values)) == 1 else SEPARATOR.join(values)


def _place(placement: Placement) -> tuple[str, ...]:
    room = placement.room
    on_view = "yes" if placement.on_view else "no"
    return placement.venue.name, placement.venue.city, room.label if room else "", room.floor if room else "", on_view
