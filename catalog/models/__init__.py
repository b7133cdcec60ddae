"""The domain: who made what, where it hangs, what it cost, and how we know."""

from catalog.models.access import Responsibility
from catalog.models.artworks import Artwork, FormerArtwork, ReferenceImage
from catalog.models.creators import Attribution, Creator
from catalog.models.curation import ReviewState, Source
from catalog.models.guide import ArtworkText, Recording, Stop, Tour
from catalog.models.plans import FloorPlan
from catalog.models.sales import Lot, Price, Sale
from catalog.models.venues import Placement, Room, Venue

__all__ = [
    "Artwork",
    "ArtworkText",
    "Attribution",
    "Creator",
    "FloorPlan",
    "FormerArtwork",
    "Lot",
    "Placement",
    "Price",
    "Recording",
    "ReferenceImage",
    "Responsibility",
    "ReviewState",
    "Room",
    "Sale",
    "Source",
    "Stop",
    "Tour",
    "Venue",
]
