"""Finding works by words."""

import hashlib

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from catalog.models import Artwork, Attribution, FormerArtwork, ReferenceImage
from catalog.text import fold, search_words

MOST_OF_A_NAME = 50  # works that are looked through


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


def works_named(title: str, creator: str) -> list[Artwork]:
    """Return the first works of just this title, by just this creator if one is named, in any spelling of both."""
    found = search_artworks(f"{title} {creator}").prefetch_related("creators")[:MOST_OF_A_NAME]
    names = {fold(creator)} if creator else set()
    return [
        work
        for work in found
        if fold(work.title) == fold(title) and names <= {fold(maker.name) for maker in work.creators.all()}
    ]


def works_of_picture(content: bytes) -> list[Artwork]:
    """Return the works of which a picture is this very file, or was made from it."""
    sha256 = hashlib.sha256(content).hexdigest()
    images = ReferenceImage.objects.filter(Q(given_sha256=sha256) | Q(sha256=sha256))
    return list(Artwork.objects.filter(pk__in=images.values("artwork")))


def _has(word: str) -> Q:
    by_name = Attribution.objects.filter(creator__search_text__contains=word)
    merged = FormerArtwork.objects.filter(search_text__contains=word)
    return Q(search_text__contains=word) | Q(pk__in=by_name.values("artwork")) | Q(pk__in=merged.values("artwork"))
