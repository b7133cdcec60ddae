"""Stored answers and the cards that go with them, as small as a test can have them."""

from typing import Any

from catalog.pages import ArtworkCard

QUAD = [[100, 200], [900, 220], [880, 1300], [120, 1280]]
POINTS = [[100 + 70 * i, 300 + 90 * i, 50 * i, 30 * i] for i in range(10)]


def a_find(artwork: int, reference: int = 50, **changes: Any) -> dict[str, Any]:
    """Return one entry of `Recognition.result["matches"]`."""
    found = {"artwork_id": artwork, "reference_image_id": reference, "confidence": 0.99, "similarity": 0.71}
    shown = {"inliers": 143, "inlier_ratio": 0.61, "coverage": 0.4, "resemblance": 0.87, "quad": QUAD, "points": POINTS}
    return {**found, **shown, **changes}


def a_card(pk: int) -> ArtworkCard:
    """Return what the catalogue says of a work that no database holds."""
    return ArtworkCard(
        id=pk,
        source_id=str(pk),
        title=f"Work {pk}",
        creator="A Painter",
        date_text="1890",
        medium="Oil on canvas",
        dimensions="",
        size_cm="73.7 × 92.1 cm",
        credit_line="",
        venue="",
        venue_url="",
        room="",
        room_url="",
        on_view=True,
        url=f"/works/{pk}/",
        thumb_url="",
        picture_url="",
        picture_alt="",
        price="",
    )
