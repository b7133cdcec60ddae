"""Pages of the catalogue."""

from catalog.views.crawlers import robots
from catalog.views.guide import guide, stop, tour
from catalog.views.iiif import iiif_collection, iiif_image, iiif_info, iiif_manifest, iiif_part
from catalog.views.linked_art import artwork_linked_art, creator_linked_art, venue_linked_art
from catalog.views.media import picture, plan_picture, qr_code, recording
from catalog.views.oai import oai_pmh
from catalog.views.places import room, sale, venue, venue_labels, venue_list
from catalog.views.works import artwork, artwork_list, creator, suggestions

__all__ = [
    "artwork",
    "artwork_linked_art",
    "artwork_list",
    "creator",
    "creator_linked_art",
    "guide",
    "iiif_collection",
    "iiif_image",
    "iiif_info",
    "iiif_manifest",
    "iiif_part",
    "oai_pmh",
    "picture",
    "plan_picture",
    "qr_code",
    "recording",
    "robots",
    "room",
    "sale",
    "stop",
    "suggestions",
    "tour",
    "venue",
    "venue_labels",
    "venue_linked_art",
    "venue_list",
]
