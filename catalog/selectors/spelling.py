"""Words as they were meant: what was typed with a slip, mended by the words that the catalogue holds.

One way on every database. Letters, not trigrams, are compared (Damerau and Levenshtein's distance, optimal string
alignment), because names are short: "monte" is one slip from "monet", and shares three trigrams of nine
(docs/decisions/0012-slips.md).
"""

from collections import Counter
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.models import Artwork, Creator, Venue
from catalog.selectors.state import State, catalog_state
from catalog.text import fold, search_words

# Shares of letters that agree: "goch" is 0.75 of "gogh"; at two thirds "rose" would mean "nose" and "ross".
ALIKE = 0.7
# Below, a slip makes another word.
SHORTEST = 4


def mend(text: str) -> str:
    """Return `text` with each word that the catalogue lacks replaced by the nearest that it has; "" if nothing helps.

    The catalogue's words are read again when a work or a creator changed.
    """
    words = search_words(text)
    vocabulary = _vocabulary(catalog_state())
    meant = [_nearest(word, vocabulary) for word in words]
    return " ".join(meant) if meant != words else ""


def _nearest(word: str, vocabulary: tuple[str, ...]) -> str:
    if len(word) < SHORTEST or any(word in known for known in vocabulary):
        return word
    found = process.extractOne(word, vocabulary, scorer=OSA.normalized_similarity, score_cutoff=ALIKE)
    return str(found[0]) if found else word


@lru_cache(maxsize=1)
def _vocabulary(_state: State) -> tuple[str, ...]:
    """Return the words of all titles and names, the most frequent first: of two as near, the likelier is taken."""
    counts: Counter[str] = Counter()
    for model in (Artwork, Creator):
        for text in model.objects.order_by().values_list("search_text", flat=True).iterator():
            counts.update(text.split())
    for venue in Venue.objects.all():
        counts.update(fold(str(venue)).split())
    return tuple(word for word, _ in counts.most_common() if len(word) >= SHORTEST)
