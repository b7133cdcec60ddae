"""What the page of a creator shows."""

from collections.abc import Iterable

from django.db.models import Count, F, QuerySet

from catalog.models import Creator
from catalog.pages import CreatorLine, CreatorPage
from catalog.selectors.cards import artwork_cards
from catalog.selectors.words import ulan_url, wikidata_url
from catalog.text import search_words


def search_creators(text: str = "") -> QuerySet[Creator]:
    """Return the creators who have every word of `text` in one of their names, in any spelling of accents and case.

    Pages slice it and ask `creator_lines` for the slice.
    """
    creators = Creator.objects.all()
    for word in search_words(text):
        creators = creators.filter(search_text__contains=word)
    return creators


def creator_lines(creators: Iterable[Creator]) -> list[CreatorLine]:
    """Return what a list shows of each, in one query."""
    shown = list(creators)
    counted = Creator.objects.filter(pk__in=[creator.pk for creator in shown]).annotate(works=Count("attributions"))
    counts = dict(counted.values_list("pk", "works"))
    return [
        CreatorLine(
            id=creator.pk,
            name=creator.name,
            lifespan=creator.lifespan,
            nationality=creator.nationality,
            url=creator.get_absolute_url(),
            artwork_count=counts[creator.pk],
        )
        for creator in shown
    ]


def creator_page(pk: int) -> CreatorPage:
    """Return a creator and their works, oldest first.

    Raises:
        Creator.DoesNotExist: there is no such creator.
    """
    creator = Creator.objects.get(pk=pk)
    works = creator.artworks.order_by(F("begin_year").asc(nulls_last=True), "search_text")
    return CreatorPage(
        id=creator.pk,
        name=creator.name,
        alternative_names=tuple(creator.alternative_names),
        lifespan=creator.lifespan,
        nationality=creator.nationality,
        biography=creator.biography,
        ulan_url=ulan_url(creator.ulan_id),
        wikidata_url=wikidata_url(creator.wikidata_id),
        works=tuple(artwork_cards(works.values_list("pk", flat=True)).values()),
    )
