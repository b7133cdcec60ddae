"""What museums write for people, read for the catalogue."""

from decimal import Decimal
from typing import Any

import pytest

from catalog.importers.museums import words
from catalog.models import Attribution


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (None, ""),
        ("", ""),
        ("The scroll reads <em>Ecce Agnus Dei</em>.", "The scroll reads Ecce Agnus Dei."),
        ("Vienna, 1924.<br>Venice, 1935.", "Vienna, 1924.\nVenice, 1935."),
        ("<p>Burty 36</p><p>Delteil &amp; Wright</p>", "Burty 36\nDelteil & Wright"),
        ("1746      ", "1746"),
    ],
)
def test_markup_entities_and_padding_are_taken_away(given: Any, read: str):
    assert words.plain(given) == read


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (1889, 1889),
        ("1889", 1889),
        ("1889-01-01T00:00:00.000Z", 1889),
        ("-0480-01-01T00:00:00Z", -480),
        ("+1642-00-00T00:00:00Z", 1642),
        ("", None),
        (None, None),
        ("t1890", None),
    ],
)
def test_a_year_is_read_from_what_begins_with_one(given: Any, read: int | None):
    assert words.year(given) == read


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("47.2 × 34.5 cm (18 5/8 × 13 5/8 in.)", ("47.2", "34.5", None)),
        (
            "Image: 17.2 × 15.9 cm (6 13/16 × 6 5/16 in.); Sheet: 26.8 × 18.7 cm (10 9/16 × 7 3/8 in.)",
            ("17.2", "15.9", None),
        ),
        ("Framed: 80.6 x 104.8 x 7.6 cm (31 3/4 in.); Unframed: 50 x 75.2 cm (19 11/16 in.)", ("50", "75.2", None)),
        ("support: 394 x 419 mm", ("39.4", "41.9", None)),
        ("30,5 x 40,6 x 5 cm", ("30.5", "40.6", "5")),
        ("1.2 × 3 m", ("120", "300", None)),
        ("Diam.: 20.3 cm (8 in.)", (None, None, None)),
        ("Framed: 80.6 x 104.8 cm", (None, None, None)),
        ("", (None, None, None)),
    ],
)
def test_a_size_is_that_of_the_picture_itself_in_centimeters(text: str, size: tuple[str | None, ...]):
    assert words.size_in_text(text) == tuple(Decimal(side) if side else None for side in size)


@pytest.mark.parametrize(
    ("given", "unit", "read"),
    [
        (0.806, "m", "80.6"),
        ("41", "cm", "41"),
        ("57,5", "cm", "57.5"),
        ("410", "mm", "41"),
        (0, "cm", None),
        (None, "cm", None),
        ("ca. 40", "cm", None),
        ("40", "kg", None),
    ],
)
def test_a_length_is_read_in_its_unit(given: Any, unit: str, read: str | None):
    assert words.centimeters(given, unit) == (Decimal(read) if read else None)


def test_a_maker_is_told_from_the_words_before_the_name():
    creator = words.maker("Workshop of Rembrandt van Rijn", "Dutch, 1606–1669")
    assert (creator.name, creator.qualifier) == ("Rembrandt van Rijn", Attribution.Qualifier.WORKSHOP_OF)
    assert (creator.nationality, creator.birth_year, creator.death_year) == ("Dutch", 1606, 1669)


def test_a_prefix_that_nobody_knows_is_kept_and_is_no_certainty():
    creator = words.maker("Nicolai Abildgaard", prefix="andet")
    assert (creator.name, creator.qualifier) == ("Nicolai Abildgaard", Attribution.Qualifier.ATTRIBUTED_TO)
    assert creator.note == "(andet)"


@pytest.mark.parametrize(
    ("about", "dates"),
    [
        ("French, c. 1525–1569", (1525, 1569, "c. 1525–1569")),
        ("Japanese, active 1600-1650", (None, None, "active 1600-1650")),
        ("American, born 1946", (1946, None, "")),
        ("American, 1845-1921", (1845, 1921, "")),
        ("", (None, None, "")),
    ],
)
def test_years_of_activity_are_no_lifetime(about: str, dates: tuple[int | None, int | None, str]):
    creator = words.maker("Somebody", about)
    assert (creator.birth_year, creator.death_year, creator.date_text) == dates
