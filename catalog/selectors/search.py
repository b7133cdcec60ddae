"""Finding works by words."""

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from catalog.models import Artwork, Attribution, FormerArtwork
from catalog.text import search_words


def search_artworks(text: str = "") -> QuerySet[Artwork]:
    """Return the works that have every word of `text` in their title, numbers or creators' names, in any spelling
    of accents and case; titles that begin with `text` come first. Without words, all works by title.

    Pages slice it and ask `artwork_cards` for the slice.
    """
    words = search_words(text)
    works = Artwork.objects.all()
    for word in words:
        works = works.filter(_has(word))
    begins = Case(
        When(search_text__startswith=" ".join(words), then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return works.order_by(begins, "search_text", "pk") if words else works


def _has(word: str) -> Q:
    by_name = Attribution.objects.filter(creator__search_text__contains=word)
    merged = FormerArtwork.objects.filter(search_text__contains=word)
    return Q(search_text__contains=word) | Q(pk__in=by_name.values("artwork")) | Q(pk__in=merged.values("artwork"))
