"""Reading pictures that curators give us: which kinds, how large, which way up, in which colors."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageCms, ImageOps

from catalog.exceptions import UnreadablePicture
from catalog.picture_parts import holds_only_a_picture

# MPO is a JPEG with a second frame, which phones write.
EXTENSIONS = {"JPEG": ".jpg", "MPO": ".jpg", "PNG": ".png", "WEBP": ".webp", "TIFF": ".tif"}
READ_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")
# Pillow warns beyond this many: a decoded picture takes three bytes a pixel of the server's memory.
MAX_PIXELS = 89_000_000
JPEG_QUALITY = 95
ORIENTATION = 0x0112
# Where JPEG, PNG and WebP files may say who took the picture, when and where.
PRIVATE_KEYS = frozenset({"exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment"})
# A description, who made it with what and when; XMP, IPTC, Photoshop, Exif and GPS.
PRIVATE_TIFF_TAGS = frozenset({270, 271, 272, 306, 315, 316, 700, 33723, 34377, 34665, 34853})
# What Pillow's decoders raise on damaged files.
DECODER_ERRORS = (OSError, SyntaxError, ValueError, EOFError, IndexError)


@dataclass(frozen=True)
class InspectedPicture:
    """A picture ready to be stored: fully decodable, upright, without metadata. Sizes in pixels."""

    content: bytes
    extension: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def inspect_picture(content: bytes) -> InspectedPicture:
    """Decode `content` whole, and return it as it is to be stored.

    A plain picture is kept byte for byte. One that carries metadata (a place, a name, a turned orientation), or
    anything else beside its pixels, becomes an upright JPEG without any.

    Raises:
        UnreadablePicture: not a JPEG, PNG, WebP or TIFF, damaged, or of more than `MAX_PIXELS`.
    """
    with opened(content) as image:
        if _carries_metadata(image) or not holds_only_a_picture(content, image.format or ""):
            content, image = _without_metadata(image)
        return InspectedPicture(content, EXTENSIONS[image.format or "JPEG"], image.width, image.height)


@contextmanager
def opened(content: bytes) -> Iterator[Image.Image]:
    """Give the decoded picture; see `inspect_picture` for what is raised."""
    try:
        image = Image.open(io.BytesIO(content), formats=READ_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except DECODER_ERRORS as error:
        raise UnreadablePicture("This is no JPEG, PNG, WebP or TIFF picture. Save it as JPEG and try again.") from error
    with image:
        if image.width * image.height > MAX_PIXELS:
            raise _too_large()
        _decode(image)
        yield image


def _decode(image: Image.Image) -> None:
    try:
        image.load()
    except DECODER_ERRORS as error:
        raise UnreadablePicture("The picture is damaged or incomplete. Export it again and try again.") from error


def _too_large() -> UnreadablePicture:
    return UnreadablePicture(f"The picture has more than {MAX_PIXELS // 10**6} million pixels. Save a smaller copy.")


def _carries_metadata(image: Image.Image) -> bool:
    if image.getexif().get(ORIENTATION, 1) != 1:
        return True
    if image.format == "TIFF":
        return getattr(image, "n_frames", 1) > 1 or not PRIVATE_TIFF_TAGS.isdisjoint(image.getexif())
    return bool(getattr(image, "text", None)) or not PRIVATE_KEYS.isdisjoint(image.info)


def _without_metadata(image: Image.Image) -> tuple[bytes, Image.Image]:
    upright = to_srgb(ImageOps.exif_transpose(image))
    buffer = io.BytesIO()
    upright.save(buffer, "JPEG", quality=JPEG_QUALITY, subsampling=0, exif=b"")
    return buffer.getvalue(), upright


def to_srgb(image: Image.Image) -> Image.Image:
    """Return an 8-bit RGB picture in sRGB without profile or metadata; transparent parts become white."""
    image = _eight_bit(image)
    profile = image.info.get("icc_profile")
    flat = _on_white(image) if image.has_transparency_data else image
    plain = _through_profile(flat, profile) if profile else flat.convert("RGB")
    plain.info = {}
    return plain


def _eight_bit(image: Image.Image) -> Image.Image:
    if not image.mode.startswith("I"):
        return image
    return Image.fromarray((np.asarray(image).clip(0, 65535) // 257).astype(np.uint8))


def _on_white(image: Image.Image) -> Image.Image:
    picture = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")


def _through_profile(image: Image.Image, profile: bytes) -> Image.Image:
    """Convert colors; a profile that is broken or of another color model than the picture is left aside."""
    source = image if image.mode in ("RGB", "CMYK", "L") else image.convert("RGB")
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(source, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return source.convert("RGB")
    return converted or source.convert("RGB")
