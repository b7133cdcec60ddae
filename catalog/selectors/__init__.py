"""Every read that a page, a result or the API needs: in few queries, however much is shown."""

from catalog.selectors.artworks import artwork_page
from catalog.selectors.cards import artwork_cards
from catalog.selectors.creators import creator_lines, creator_page, search_creators
from catalog.selectors.search import search_artworks
from catalog.selectors.venues import room_page, venue_list, venue_page

__all__ = [
    "artwork_cards",
    "artwork_page",
    "creator_lines",
    "creator_page",
    "room_page",
    "search_artworks",
    "search_creators",
    "venue_list",
    "venue_page",
]
