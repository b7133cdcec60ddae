"""What the page of a creator shows."""

from django.db.models import F

from catalog.models import Creator
from catalog.pages import CreatorPage
from catalog.selectors.cards import artwork_cards
from catalog.selectors.words import ulan_url, wikidata_url


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
