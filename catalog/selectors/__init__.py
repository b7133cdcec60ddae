"""Every read that a page, a result or the API needs: in few queries, however much is shown."""

from catalog.selectors.artworks import artwork_page
from catalog.selectors.browse import Wish, browse_artworks, guide_page, wish_words
from catalog.selectors.cards import artwork_cards, current_artworks
from catalog.selectors.creators import creator_lines, creator_page, search_creators
from catalog.selectors.exchange import (
    with_creators_and_place,
    with_free_pictures,
    works_changed,
    works_to_hand_on,
    works_with_free_pictures,
)
from catalog.selectors.rooms import room_of
from catalog.selectors.sales import sale_page
from catalog.selectors.search import search_artworks, works_named, works_of_picture
from catalog.selectors.spelling import mend
from catalog.selectors.suggestions import suggestions
from catalog.selectors.tours import stop_page, tour_list, tour_page
from catalog.selectors.venues import room_page, venue_list, venue_page

__all__ = [
    "Wish",
    "artwork_cards",
    "artwork_page",
    "browse_artworks",
    "creator_lines",
    "creator_page",
    "current_artworks",
    "guide_page",
    "mend",
    "room_of",
    "room_page",
    "sale_page",
    "search_artworks",
    "search_creators",
    "stop_page",
    "suggestions",
    "tour_list",
    "tour_page",
    "venue_list",
    "venue_page",
    "wish_words",
    "with_creators_and_place",
    "with_free_pictures",
    "works_changed",
    "works_named",
    "works_of_picture",
    "works_to_hand_on",
    "works_with_free_pictures",
]
