"""What a visitor may be about to type."""

from catalog.selectors.creators import search_creators
from catalog.selectors.search import search_artworks
from catalog.selectors.spelling import mend
from catalog.text import search_words

MOST_NAMES = 4
MOST_TITLES = 6
# One letter says nothing.
SHORTEST = 2


def suggestions(text: str) -> list[str]:
    """Return names, then titles that go with `text`; where nothing does, those that go with what was meant."""
    if len("".join(search_words(text))) < SHORTEST:
        return []
    return _matching(text) or _matching(mend(text))


def _matching(text: str) -> list[str]:
    if not text:
        return []
    names = search_creators(text).values_list("name", flat=True)[:MOST_NAMES]
    titles = search_artworks(text).values_list("title", flat=True)[:MOST_TITLES]
    return list(dict.fromkeys([*names, *titles]))
