"""Photos that say where they were taken, in every place where a format may say it. The painting of each is the same."""

import struct
from functools import cache
from pathlib import Path

from PIL import Image, TiffImagePlugin
from PIL.PngImagePlugin import PngInfo

from tests.core.mutations import saved
from tests.core.pictures import draw_painting

SECRET = b"Herengracht 502"
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"
GPS, DESCRIPTION, ARTIST = 0x8825, 0x010E, 0x013B
LATITUDE_REF, LATITUDE, PLACE = 1, 2, 27
HEIC = Path(__file__).parent.parent / "data" / "painting.heic"


def exif() -> Image.Exif:
    """Return metadata with a place: as numbers, and as text that a test can look for in any bytes."""
    written = Image.Exif()
    written[DESCRIPTION] = SECRET.decode()
    written.get_ifd(GPS).update({LATITUDE_REF: "N", LATITUDE: (52.0, 21.0, 58.0), PLACE: SECRET})
    return written


@cache
def private_photos() -> dict[str, bytes]:
    """Return files of the formats that visitors and curators may send, each with `SECRET` in it."""
    image, other = (Image.fromarray(draw_painting(seed, 320, 240)) for seed in (9, 10))
    text = PngInfo()
    text.add_text("Location", SECRET.decode())
    late = PngInfo()
    late.add_itxt("XML:com.adobe.xmp", XMP.decode())
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[ARTIST] = SECRET.decode()
    jpeg, png = saved(image, "JPEG"), saved(image, "PNG")
    photos = {
        "JPEG, Exif": saved(image, "JPEG", exif=exif()),
        "JPEG, XMP": saved(image, "JPEG", xmp=XMP),
        "JPEG, comment": saved(image, "JPEG", comment=SECRET),
        "JPEG, a segment that nobody knows": jpeg[:2] + _segment(0xEB, SECRET) + jpeg[2:],
        "JPEG, behind its end": jpeg + SECRET,
        "JPEG, in its second picture": saved(image, "MPO", save_all=True, append_images=[other]) + SECRET,
        "PNG, Exif": saved(image, "PNG", exif=exif()),
        "PNG, tEXt": saved(image, "PNG", pnginfo=text),
        "PNG, XMP": saved(image, "PNG", pnginfo=late),
        "PNG, behind its end": png + SECRET,
        "WebP, Exif": saved(image, "WEBP", exif=exif()),
        "WebP, XMP": saved(image, "WEBP", xmp=XMP),
        "AVIF, Exif": saved(image, "AVIF", exif=exif()),
        "AVIF, XMP": saved(image, "AVIF", xmp=XMP),
        "HEIC, Exif": heic_with_exif(),
        "HEIC, behind its end": HEIC.read_bytes() + _box(b"free", SECRET),
        "TIFF, GPS": saved(image, "TIFF", exif=exif()),
        "TIFF, its artist": saved(image, "TIFF", tiffinfo=tags),
        "TIFF, on its second page": saved(image, "TIFF", save_all=True, append_images=[_described(other, tags)]),
    }
    assert not [name for name, data in photos.items() if SECRET not in data]
    return photos


def heic_with_exif() -> bytes:
    """Return the HEIC painting with an item of metadata, as an iPhone writes it (ISO/IEC 23008-12, annex A).

    The file has one item, its picture. The new one lies in a box of its own at the end, so only the place of the
    picture moves, by what the boxes that list the items grow.
    """
    heic = HEIC.read_bytes()
    entry = _box(b"infe", b"\2\0\0\0" + (2).to_bytes(2) + bytes(2) + b"Exif\0")
    refers = _box(b"iref", bytes(4) + _box(b"cdsc", (2).to_bytes(2) + (1).to_bytes(2) + (1).to_bytes(2)))
    payload = (6).to_bytes(4) + b"Exif\0\0" + exif().tobytes().removeprefix(b"Exif\0\0")
    place = struct.Struct(">HHIHII")  # an entry of iloc: item, file, where it begins, pieces, offset and length of one
    grown = len(entry) + len(refers) + place.size
    iloc, iinf, meta = heic.index(b"iloc") - 4, heic.index(b"iinf") - 4, heic.index(b"meta") - 4
    _, _, begins, _, _, length = place.unpack_from(heic, iloc + 16)
    items = [(1, begins + grown, length), (2, len(heic) + grown + 8, len(payload))]
    listed = heic[iloc + 8 : iloc + 14] + len(items).to_bytes(2)
    listed += b"".join(place.pack(number, 0, start, 1, 0, size) for number, start, size in items)
    named_end = iinf + int.from_bytes(heic[iinf : iinf + 4])
    named = _box(b"iinf", bytes(4) + (2).to_bytes(2) + heic[iinf + 14 : named_end] + entry)
    meta_end = meta + int.from_bytes(heic[meta : meta + 4])
    inner = heic[meta + 8 : iloc] + _box(b"iloc", listed) + named + heic[named_end:meta_end] + refers
    return heic[:meta] + _box(b"meta", inner) + heic[meta_end:] + _box(b"mdat", payload)


def _segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(data) + 2).to_bytes(2) + data


def _box(kind: bytes, data: bytes) -> bytes:
    return (len(data) + 8).to_bytes(4) + kind + data


def _described(image: Image.Image, tags: TiffImagePlugin.ImageFileDirectory_v2) -> Image.Image:
    described = image.copy()
    described.encoderinfo = {"tiffinfo": tags}
    return described
