"""What the catalogue's pages show: values only, so that a template runs no query.

Every text field may be empty (""), every `url` is a path on this site, every picture URL is a fixed rendition.
"""

from catalog.pages.guide import (
    Choice,
    GuidePage,
    StopPage,
    StopView,
    TourPage,
)
from catalog.pages.places import (
    Floor,
    LotLine,
    PlanPicture,
    RoomLine,
    RoomPage,
    SaleLine,
    SalePage,
    VenueLine,
    VenuePage,
)
from catalog.pages.works import (
    ArtworkCard,
    ArtworkPage,
    CreatorCredit,
    CreatorLine,
    CreatorPage,
    PictureView,
    PlacementLine,
    PriceLine,
    RecordingView,
    TextView,
    TourLine,
)

__all__ = [
    "ArtworkCard",
    "ArtworkPage",
    "Choice",
    "CreatorCredit",
    "CreatorLine",
    "CreatorPage",
    "Floor",
    "GuidePage",
    "LotLine",
    "PictureView",
    "PlacementLine",
    "PlanPicture",
    "PriceLine",
    "RecordingView",
    "RoomLine",
    "RoomPage",
    "SaleLine",
    "SalePage",
    "StopPage",
    "StopView",
    "TextView",
    "TourLine",
    "TourPage",
    "VenueLine",
    "VenuePage",
]
