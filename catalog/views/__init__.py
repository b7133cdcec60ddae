"""Pages of the catalogue."""

from catalog.views.guide import guide, stop, tour
from catalog.views.media import picture, plan_picture, qr_code, recording
from catalog.views.places import room, sale, venue, venue_labels, venue_list
from catalog.views.works import artwork, artwork_list, creator, suggestions

__all__ = [
    "artwork",
    "artwork_list",
    "creator",
    "guide",
    "picture",
    "plan_picture",
    "qr_code",
    "recording",
    "room",
    "sale",
    "stop",
    "suggestions",
    "tour",
    "venue",
    "venue_labels",
    "venue_list",
]
