"""Reading what museums write for people: text with markup, makers, lifetimes, sizes."""

import html
import re
from decimal import Decimal
from typing import Any

from django.utils.html import strip_tags

from catalog.importers.met import QUALIFIERS, UNNAMED
from catalog.models import Attribution
from catalog.records import CreatorRecord

# What ends a line when markup is taken away.
LINE_ENDS = re.compile(r"<br\s*/?>|</(?:p|div|li)>", re.IGNORECASE)
LIFETIME = re.compile(r"\b(?P<born>\d{3,4})\s*[-–]\s*(?P<died>\d{3,4})\b")
BORN = re.compile(r"\b(?:born|b\.)\s*(\d{4})\b", re.IGNORECASE)
CENTIMETERS = {"mm": Decimal("0.1"), "cm": Decimal(1), "m": Decimal(100)}
NUMBER = r"(\d+(?:[.,]\d+)?)"
SIDES = re.compile(rf"{NUMBER}\s*[×x]\s*{NUMBER}(?:\s*[×x]\s*{NUMBER})?\s*(mm|cm|m)\b")
PART = re.compile(r"(?:(?P<label>[^:;\d]+):)?(?P<rest>[^;]*)")
# Parts of a size that are not the picture; "unframed" is.
AROUND = re.compile(r"\b(?:framed|frame|mount|mat|base|case|with)\b", re.IGNORECASE)

Size = tuple[Decimal | None, Decimal | None, Decimal | None]
NO_SIZE: Size = (None, None, None)


def plain(value: Any) -> str:
    """Return text without markup and entities, a paragraph a line; nothing for null."""
    if value is None:
        return ""
    text = html.unescape(strip_tags(LINE_ENDS.sub("\n", str(value))))
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def one_line(value: Any) -> str:
    """Return text without markup on one line."""
    return " ".join(plain(value).split())


def year(value: Any) -> int | None:
    """Return the year that a number, "1889", "1889-01-01T00:00:00Z" or "-0480-01-01" begins with."""
    found = re.match(r"[+]?(-?\d{1,4})(?:\D|$)", str(value)) if value is not None else None
    return int(found[1]) if found else None


def ordered(begin: int | None, end: int | None) -> tuple[int | None, int | None]:
    """Return first and last year, whichever way round they came."""
    return (min(begin, end), max(begin, end)) if begin is not None and end is not None else (begin, end)


def wikidata_id(link: Any) -> str:
    """Return the item that an address or a text ends with: "Q5582"; else nothing."""
    found = re.search(r"\b(Q[1-9]\d*)$", str(link or ""))
    return found[1] if found else ""


def is_named(maker: str) -> bool:
    """Tell whether words name somebody, and not that nobody is known."""
    return maker.strip().lower() not in (*UNNAMED, "unknown artist", "artist unknown", "anoniem", "ubekendt")


def maker(words: str, about: str = "", *, prefix: str = "", **facts: Any) -> CreatorRecord:
    """Return who is named in "Workshop of Rembrandt", and lived as "Dutch, 1606–1669" says.

    Args:
        prefix: what the source keeps apart from the name: "attributed to". An unknown one is kept in brackets.
        facts: what the source says for certain, in place of what is read from the words.
    """
    qualifier, name = _qualified(f"{prefix} {words}".strip())
    note = ""
    if prefix and qualifier == Attribution.Qualifier.ARTIST:
        qualifier, name, note = Attribution.Qualifier.ATTRIBUTED_TO, words, f"({prefix})"
    born, died = _lifetime(about)
    read = {"birth_year": born, "death_year": died, "nationality": _nationality(about), "date_text": _dates(about)}
    return CreatorRecord(name=name, qualifier=qualifier, note=note, **{**read, **facts})


def _qualified(words: str) -> tuple[str, str]:
    for begin, qualifier in QUALIFIERS.items():
        if words.lower().startswith(f"{begin} "):
            return str(qualifier), words[len(begin) :].strip()
    return str(Attribution.Qualifier.ARTIST), words


def _lifetime(about: str) -> tuple[int | None, int | None]:
    found = LIFETIME.search(about)
    if found and "active" not in about.lower():
        return int(found["born"]), int(found["died"])
    born = BORN.search(about)
    return (int(born[1]), None) if born else (None, None)


def _nationality(about: str) -> str:
    """Return what stands before the first comma, if it is words."""
    words = about.partition(",")[0].strip()
    return "" if re.search(r"\d|\bborn\b|\bactive\b", words) else words


def _dates(about: str) -> str:
    """Return dates in words where two years do not say them: "c. 1525–1569", "active 1600"."""
    words = about if not _nationality(about) else about.partition(",")[2].strip()
    plainly = LIFETIME.fullmatch(words) or BORN.fullmatch(words)
    return words if re.search(r"\d", words) and not plainly else ""


def centimeters(value: Any, unit: str = "cm") -> Decimal | None:
    """Return a length to the millimeter; nothing for null, zero and what is no number."""
    number = str(value if value is not None else "").strip().replace(",", ".")
    if not re.fullmatch(r"[+]?\d+(\.\d+)?(e-?\d+)?", number, re.IGNORECASE) or unit not in CENTIMETERS:
        return None
    return (Decimal(number) * CENTIMETERS[unit]).quantize(Decimal("0.1")) or None


def size_in_text(text: str) -> Size:
    """Return height, width and depth of the first part that is the picture itself.

    Reads "47.2 × 34.5 cm (18 5/8 × 13 5/8 in.)", "Image: 17.2 × 15.9 cm; Sheet: 26.8 × 18.7 cm" and "394 x 419 mm".
    """
    for part in PART.finditer(text):
        found = SIDES.search(part["rest"])
        if found and not AROUND.search(part["label"] or ""):
            height, width, depth, unit = found.groups()
            return centimeters(height, unit), centimeters(width, unit), centimeters(depth, unit)
    return NO_SIZE
