"""Where, when and by whom a picture was taken is kept nowhere, whichever door it came through."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from PIL import Image

from catalog import services
from catalog.exceptions import UnreadablePicture
from catalog.models import FloorPlan
from catalog.picture_parts import holds_only_a_picture
from catalog.pictures import READ_FORMATS, inspect_picture
from catalog.tiles import part_file
from tests.catalog.factories import make_artwork, make_venue, picture_bytes
from tests.core.private import SECRET, private_photos

pytestmark = pytest.mark.django_db

JPEG_START = b"\xff\xd8"
CURATORS = [name for name in private_photos() if not name.startswith(("AVIF", "HEIC"))]


def written() -> list[Path]:
    """Return every file in the data directory: stored pictures, renditions, tiles."""
    return [path for path in Path(settings.DATA_DIR).rglob("*") if path.is_file()]


def telling() -> list[str]:
    return [path.name for path in written() if SECRET in path.read_bytes() or b"Exif" in path.read_bytes()]


@pytest.mark.parametrize("name", CURATORS)
def test_a_curators_picture_loses_it_in_the_store_on_pages_and_in_iiif(client, name):
    image = services.add_reference_image(make_artwork(), private_photos()[name])
    for preset in ("thumb", "zoom"):
        served = b"".join(client.get(reverse("picture", args=[image.pk, preset])).streaming_content)
        assert served.startswith(JPEG_START)
    part_file(image, "full/max")
    assert len(written()) == 4
    assert telling() == []


@pytest.mark.parametrize("name", CURATORS)
def test_a_floors_plan_loses_it_too(name):
    plan = FloorPlan.objects.create(venue=make_venue(), floor="0")
    services.set_plan_picture(plan, private_photos()[name])
    assert len(written()) == 1
    assert telling() == []


@pytest.mark.parametrize("name", ["AVIF, Exif", "HEIC, behind its end"])
def test_formats_that_curators_may_not_send_are_refused(name):
    with pytest.raises(UnreadablePicture, match="Save it as JPEG"):
        inspect_picture(private_photos()[name])


@pytest.mark.parametrize("form", READ_FORMATS)
@pytest.mark.parametrize("profile", [True, False])
def test_colors_and_sizes_are_no_secret(form, profile):
    from PIL import ImageCms

    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() if profile else None
    content = picture_bytes(image_format=form, icc_profile=icc, dpi=(300, 300))
    assert holds_only_a_picture(content, form)
    assert inspect_picture(content).content == content


@pytest.mark.parametrize("options", [{"progressive": True}, {"restart_marker_rows": 1}, {"subsampling": 0}])
def test_any_way_to_compress_a_jpeg_is_known(options):
    content = picture_bytes(width=640, height=480, **options)
    assert inspect_picture(content).content == content


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_page_behind_a_pictures_end_is_cut_off(form):
    polyglot = picture_bytes(image_format=form) + b"<html><script>alert(1)</script></html>"
    inspected = inspect_picture(polyglot)
    assert b"script" not in inspected.content
    assert Image.open(io.BytesIO(inspected.content)).format == "JPEG"


def test_of_an_animation_its_first_picture_is_kept():
    image, other = (Image.open(io.BytesIO(picture_bytes(seed))) for seed in (1, 2))
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", save_all=True, append_images=[other] * 50)
    inspected = inspect_picture(buffer.getvalue())
    assert inspected.extension == ".jpg"
    assert (inspected.width, inspected.height) == image.size
