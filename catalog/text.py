"""How names are compared: without accents and case, on any database."""

import re
import unicodedata

# More than anyone types, and less than a database's limits on patterns and conditions.
MOST_LETTERS = 200
MOST_WORDS = 10


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, with single spaces: "Cézanne" becomes "cezanne"."""
    letters = (char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join("".join(char if char.isprintable() else " " for char in letters).casefold().split())


def search_words(text: str) -> list[str]:
    """Return the words to look for, folded."""
    return fold(text[:MOST_LETTERS]).split()[:MOST_WORDS]


def natural_key(text: str) -> tuple[tuple[bool, int, str], ...]:
    """Return a sorting key under which "Room 9" comes before "Room 10"."""
    parts = re.findall(r"\d+|\D+", fold(text))
    return tuple((part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts)
