"""A small museum: works with drawn pictures, and photos of them."""

from functools import cache

from catalog.models import Artwork
from recognition.core.render_photo import RenderOptions, render_photo
from tests.catalog.factories import make_artwork, make_reference_image
from tests.core.pictures import draw_painting, encode

PHOTO_WIDTH, PHOTO_HEIGHT = 450, 600


@cache
def picture_of(seed: int) -> bytes:
    """Return the reference picture of a work."""
    return encode(draw_painting(seed), "PNG")


@cache
def photo_of(seed: int) -> bytes:
    """Return a visitor's photo of a work."""
    return render_photo(draw_painting(seed), seed, RenderOptions(width=PHOTO_WIDTH, height=PHOTO_HEIGHT)).jpeg


def hang(seed: int) -> Artwork:
    """Add a work with its picture to the catalogue, as an importer or the admin does."""
    artwork = make_artwork(f"Painting {seed}", creator="A Painter", source_id=str(seed))
    make_reference_image(artwork, picture_of(seed))
    return artwork
