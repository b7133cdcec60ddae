"""Adding and removing the pictures by which works are recognized."""

import hashlib
import io

import pytest
from PIL import Image

from catalog import services
from catalog.exceptions import UnreadablePicture
from catalog.models import ReferenceImage
from catalog.pictures import inspect_picture
from catalog.renditions import rendition
from tests.catalog.factories import is_stored, make_artwork, make_reference_image, picture_bytes
from tests.core.test_refusing_photos import jpeg_that_claims

pytestmark = pytest.mark.django_db

ORIENTATION, MAKER = 0x0112, 0x010F


def turned(content: bytes, orientation: int = 6) -> bytes:
    """Return the picture as a phone stores it: lying, with a note of how to turn it, and who made it."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = orientation, "A phone"
    buffer = io.BytesIO()
    Image.open(io.BytesIO(content)).save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def stored(image: ReferenceImage) -> bytes:
    with image.file.open("rb") as file:
        return file.read()


@pytest.mark.parametrize(
    ("image_format", "ending"), [("JPEG", ".jpg"), ("PNG", ".png"), ("WEBP", ".webp"), ("TIFF", ".tif")]
)
def test_a_plain_picture_is_kept_byte_for_byte_under_a_name_of_ours(image_format, ending):
    content = picture_bytes(width=64, height=48, image_format=image_format)
    image = services.add_reference_image(make_artwork(), content)
    assert stored(image) == content
    assert (image.width, image.height) == (64, 48)
    assert image.sha256 == image.given_sha256 == hashlib.sha256(content).hexdigest()
    assert str(image.file.name).endswith(ending)


def test_a_turned_picture_is_stored_upright_without_its_metadata():
    content = turned(picture_bytes(width=64, height=48))
    image = services.add_reference_image(make_artwork(), content)
    upright = Image.open(io.BytesIO(stored(image)))
    assert upright.size == (image.width, image.height) == (48, 64)
    assert not upright.getexif()
    assert image.given_sha256 == hashlib.sha256(content).hexdigest()
    assert image.sha256 == hashlib.sha256(stored(image)).hexdigest()


def test_text_in_a_png_is_not_kept():
    from PIL.PngImagePlugin import PngInfo

    note = PngInfo()
    note.add_text("GPS", "40.7794 -73.9632")
    content = picture_bytes(image_format="PNG", pnginfo=note)
    assert b"40.7794" in content
    assert b"40.7794" not in stored(services.add_reference_image(make_artwork(), content))


def test_transparent_parts_of_a_picture_with_metadata_become_white():
    exif = Image.Exif()
    exif[MAKER] = "A scanner"
    buffer = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(buffer, "PNG", exif=exif)
    inspected = inspect_picture(buffer.getvalue())
    assert inspected.extension == ".jpg"
    assert Image.open(io.BytesIO(inspected.content)).getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture_bytes(image_format="GIF"),
        picture_bytes(width=600, height=400)[:2000],
        picture_bytes(image_format="PNG")[:-200],
    ],
    ids=["empty", "text", "svg", "gif", "cut short", "png cut short"],
)
def test_what_is_no_whole_picture_is_refused_and_nothing_is_stored(content, announcements):
    with pytest.raises(UnreadablePicture, match=r"try again"):
        services.add_reference_image(make_artwork(), content)
    assert not ReferenceImage.objects.exists()


@pytest.mark.medium
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded():
    buffer = io.BytesIO()
    Image.new("1", (10_000, 9_000)).save(buffer, "PNG")
    with pytest.raises(UnreadablePicture, match="million pixels"):
        services.add_reference_image(make_artwork(), buffer.getvalue())


def test_a_jpeg_that_claims_too_much_is_refused_before_it_is_decoded():
    with pytest.raises(UnreadablePicture, match="million pixels"):
        inspect_picture(jpeg_that_claims(12_000, 9_000))


def test_the_first_picture_is_shown_first_until_another_is_said_to_be():
    work = make_artwork()
    first, second = make_reference_image(work), make_reference_image(work)
    assert (first.is_primary, second.is_primary) == (True, False)
    third = make_reference_image(work, is_primary=True)
    assert list(work.reference_images.all()) == [third, first, second]


def test_the_same_picture_of_a_work_is_one_row(announcements, django_capture_on_commit_callbacks):
    work, content = make_artwork(), turned(picture_bytes())
    with django_capture_on_commit_callbacks(execute=True):
        first = services.add_reference_image(work, content)
        again = services.add_reference_image(work, content)
    assert first == again
    assert announcements == [[first.pk]]


def test_the_same_picture_may_show_two_works():
    content = picture_bytes()
    assert make_reference_image(content=content) != make_reference_image(content=content)


def test_the_recognizer_is_told_of_a_picture_when_it_is_committed(announcements, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        image = make_reference_image()
        assert announcements == []
    assert announcements == [[image.pk]]


def test_the_recognizer_is_told_of_many_pictures_in_one_call(announcements, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ids = [make_reference_image(announce=False).pk for _ in range(3)]
        services.announce_references(ids)
    assert announcements == [ids]


def test_nobody_is_told_of_nothing(announcements, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.announce_references([])
    assert announcements == []


def test_a_removed_picture_keeps_its_file_for_who_puts_it_back_and_its_heir_is_shown_first(
    django_capture_on_commit_callbacks,
):
    work = make_artwork()
    first, second = make_reference_image(work), make_reference_image(work)
    small = rendition(first, "thumb")
    with django_capture_on_commit_callbacks(execute=True):
        services.remove_reference_image(first)
    second.refresh_from_db()
    assert second.is_primary
    assert not small.exists()
    assert is_stored(first)


def test_a_picture_that_is_removed_for_good_leaves_no_file(django_capture_on_commit_callbacks):
    image = make_reference_image()
    with django_capture_on_commit_callbacks(execute=True):
        services.remove_reference_image(image, for_good=True)
    assert not is_stored(image)
