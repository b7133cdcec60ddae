"""How names are compared: without accents and case, on any database."""

import re
import unicodedata


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, with single spaces: "Cézanne" becomes "cezanne"."""
    letters = (char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join("".join(letters).casefold().split())


def natural_key(text: str) -> tuple[tuple[bool, int, str], ...]:
    """Return a sorting key under which "Room 9" comes before "Room 10"."""
    parts = re.findall(r"\d+|\D+", fold(text))
    return tuple((part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts)
