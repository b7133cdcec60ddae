"""Bytes → upright sRGB pixels. The format is read from the bytes, never from the name; size is checked before pixels.

A JPEG is decoded straight to a half, quarter or eighth of its size where that is enough: three times faster than
decoding it whole (docs/performance.md).
"""

import io
import struct
import warnings
from dataclasses import dataclass

import cv2
import numpy as np
import pi_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from recognition.core.errors import DamagedPhoto, EmptyPhoto, PhotoTooLarge, PhotoTooSmall, UnsupportedFormat
from recognition.core.values import Photo, Pixels

pi_heif.register_heif_opener()

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
# What Pillow and its plug-ins raise for damaged data: SyntaxError from PNG, RuntimeError from AVIF and HEIC, which
# also divide by a frame's time.
UNDECODABLE = (OSError, ValueError, SyntaxError, EOFError, RuntimeError, ArithmeticError, struct.error)
ORIENTATION_TAG = 0x0112
SIDEWAYS = (5, 6, 7, 8)  # orientations that exchange width and height
MIRRORED = (2, 4, 5, 7)
CLOCKWISE, COUNTERCLOCKWISE = cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_90_COUNTERCLOCKWISE
ROTATIONS = {3: cv2.ROTATE_180, 4: cv2.ROTATE_180, 5: CLOCKWISE, 6: CLOCKWISE, 7: COUNTERCLOCKWISE, 8: COUNTERCLOCKWISE}
JPEG_START_OF_SCAN, JPEG_END = b"\xff\xda", b"\xff\xd9"
NEARLY = 0.95  # a phone's 12 megapixels are 4,032 or 4,000 long: half of that does for 2,048
REDUCED = {2: cv2.IMREAD_REDUCED_COLOR_2, 4: cv2.IMREAD_REDUCED_COLOR_4, 8: cv2.IMREAD_REDUCED_COLOR_8}


@dataclass(frozen=True)
class DecodeLimits:
    """What is read. 20 MiB holds a 50-megapixel phone JPEG; 80 megapixels are 240 MB of pixels when decoded whole."""

    max_bytes: int = 20 * 1024 * 1024
    max_pixels: int = 80_000_000  # below 178 million, where Pillow itself refuses
    min_side: int = 64
    max_aspect: float = 20.0
    working_side: int = 1600
    formats: tuple[str, ...] = FORMATS


def decode_photo(data: bytes, limits: DecodeLimits = DecodeLimits()) -> Photo:
    """Decode a JPEG, PNG, WebP, AVIF or HEIC photo; its longest decoded side is at most `limits.working_side`.

    Raises:
        EmptyPhoto, UnsupportedFormat, DamagedPhoto, PhotoTooLarge, PhotoTooSmall: each says what to do next.
    """
    _check_bytes(data, limits)
    image = _open(data, limits)
    width, height = _checked_size(image, limits)
    pixels = _decode(data, image, limits)
    orientation = _orientation(image)
    upright = _shrink(_turn(pixels, orientation), limits.working_side)
    return Photo(upright, height, width) if orientation in SIDEWAYS else Photo(upright, width, height)


def encode_jpeg(pixels: Pixels, quality: int = 92) -> bytes:
    """Return `pixels` as a JPEG without metadata."""
    _, data = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return data.tobytes()


def _check_bytes(data: bytes, limits: DecodeLimits) -> None:
    if not data:
        raise EmptyPhoto("The file is empty. Take the photo again or choose another one.")
    if len(data) > limits.max_bytes:
        raise PhotoTooLarge(
            f"The photo has {len(data) / 2**20:.0f} MB; at most {limits.max_bytes / 2**20:.0f} MB are read."
            " Send a smaller copy."
        )


def _open(data: bytes, limits: DecodeLimits) -> Image.Image:
    """Read the header. Our limit on pixels is stricter than Pillow's and does not depend on warning filters."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            return Image.open(io.BytesIO(data), formats=limits.formats)
        except Image.DecompressionBombError as error:
            raise PhotoTooLarge("The photo has far too many pixels. Send a smaller copy.") from error
        except UnidentifiedImageError as error:
            raise UnsupportedFormat(
                "This is not a photo that can be read. Send a JPEG, PNG, WebP, AVIF or HEIC picture."
            ) from error
        except UNDECODABLE as error:
            raise DamagedPhoto("The photo is damaged. Take it again or choose another one.") from error


def _checked_size(image: Image.Image, limits: DecodeLimits) -> tuple[int, int]:
    width, height = image.size
    if width * height > limits.max_pixels:
        raise PhotoTooLarge(
            f"The photo has {width * height / 1e6:.0f} megapixels; at most {limits.max_pixels / 1e6:.0f} are read."
            " Send a smaller copy."
        )
    if max(width, height) > limits.max_aspect * min(width, height):
        raise PhotoTooSmall(
            f"The photo is a strip of {width} × {height} pixels. Send a picture that is less long and narrow."
        )
    if min(width, height) < limits.min_side:
        raise PhotoTooSmall(
            f"The photo is {width} × {height} pixels; at least {limits.min_side} on each side are needed."
            " Send a larger picture."
        )
    return width, height


def _decode(data: bytes, image: Image.Image, limits: DecodeLimits) -> Pixels:
    """Return the pixels as stored (not turned), in sRGB."""
    profile = image.info.get("icc_profile")
    if image.format in ("JPEG", "MPO") and image.mode == "RGB" and _is_whole_jpeg(data):
        pixels = _decode_jpeg(data, max(image.size), limits)
    else:
        pixels = _decode_with_pillow(image, limits)
        profile = profile if image.mode in ("RGB", "RGBA") else None
    return _to_srgb(pixels, profile) if profile else pixels


def _is_whole_jpeg(data: bytes) -> bool:
    """Tell whether the last scan ends. libjpeg fills what is missing with gray; then Pillow decides."""
    return data.rfind(JPEG_END) > data.rfind(JPEG_START_OF_SCAN) > 0


def _decode_jpeg(data: bytes, longest: int, limits: DecodeLimits) -> Pixels:
    factor = max((f for f in REDUCED if longest // f >= NEARLY * limits.working_side), default=1)
    flags = REDUCED.get(factor, cv2.IMREAD_COLOR) | cv2.IMREAD_IGNORE_ORIENTATION
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    if pixels is None:
        raise DamagedPhoto("The photo is damaged. Take it again or choose another one.")
    return cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)


def _decode_with_pillow(image: Image.Image, limits: DecodeLimits) -> Pixels:
    try:
        image.draft("RGB", (limits.working_side, limits.working_side))
        image.load()
    except UNDECODABLE as error:
        raise DamagedPhoto("The photo is cut off or damaged. Take it again or choose another one.") from error
    image = ImageOps.contain(image, (limits.working_side,) * 2) if max(image.size) > limits.working_side else image
    return np.asarray(_flatten(image))


def _flatten(image: Image.Image) -> Image.Image:
    """Return 8-bit RGB: 16-bit gray scaled, CMYK and palettes converted, transparency laid on white."""
    if image.mode.startswith("I"):
        return Image.fromarray((np.asarray(image, np.uint32) >> 8).astype(np.uint8)).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    if image.mode == "CMYK":
        return _cmyk_to_rgb(image)
    return image.convert("RGB")


def _cmyk_to_rgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not profile:
        return image.convert("RGB")
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError):
        return image.convert("RGB")


def _to_srgb(pixels: Pixels, profile: bytes) -> Pixels:
    """Convert from the embedded ICC profile; a profile that cannot be read is treated as sRGB, as browsers do."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(source):
            return pixels
        converted = ImageCms.profileToProfile(Image.fromarray(pixels), source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError):
        return pixels
    return np.asarray(converted)


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation; metadata that cannot be read is no reason to refuse a photo that can."""
    try:
        return int(image.getexif().get(ORIENTATION_TAG, 1))
    except (*UNDECODABLE, TypeError):
        return 1


def _turn(pixels: Pixels, orientation: int) -> Pixels:
    """Apply an EXIF orientation (1–8, TIFF 6.0 tag 274); an unknown value leaves the picture as it is."""
    turned = cv2.rotate(pixels, ROTATIONS[orientation]) if orientation in ROTATIONS else pixels
    return cv2.flip(turned, 1) if orientation in MIRRORED else turned


def _shrink(pixels: Pixels, side: int) -> Pixels:
    height, width = pixels.shape[:2]
    if max(height, width) <= side:
        return pixels
    scale = side / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
