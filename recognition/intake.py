"""What comes in: photos of visitors, example photos, new reference images. Checked, stored, queued."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from recognition import tasks
from recognition.core.decode import DecodeLimits, decode_photo, encode_jpeg
from recognition.core.errors import PhotoTooLarge, UnsupportedFormat
from recognition.models import Recognition

STORED_JPEG_QUALITY = 92
# More new references than this are left to a whole build, which is faster for each and shows its progress.
DELTA_BATCH = 50


@dataclass(frozen=True)
class ExamplePhoto:
    """A rendered visitor photo to try the app with."""

    name: str
    path: Path


def accept_upload(upload: UploadedFile, *, venue_id: int | None = None) -> Recognition:
    """Take a photo from a form or the API; its size is looked at before its bytes are.

    Raises:
        PhotoError: the photo cannot be used; nothing is stored.
    """
    if (upload.size or 0) > settings.PHOTO_MAX_BYTES:
        raise PhotoTooLarge(f"The photo is larger than {settings.PHOTO_MAX_BYTES // 2**20} MB. Send a smaller copy.")
    return accept_photo(upload.read(), venue_id=venue_id)


def accept_photo(data: bytes, *, venue_id: int | None = None) -> Recognition:
    """Store a visitor's photo and queue its recognition; without a broker it is answered on return.

    Only pixels are kept: upright, at most 1,600 px, without metadata such as where it was taken.

    Raises:
        PhotoError: the photo cannot be used; nothing is stored.
    """
    photo = decode_photo(data, DecodeLimits(max_bytes=settings.PHOTO_MAX_BYTES))
    jpeg = ContentFile(encode_jpeg(photo.pixels, STORED_JPEG_QUALITY))
    row = Recognition(width=photo.width, height=photo.height, venue_id=venue_id)
    row.photo.save(f"{row.pk}.jpg", jpeg, save=False)
    with transaction.atomic():
        row.save()
        transaction.on_commit(partial(tasks.run_recognition.delay, str(row.pk)))
    row.refresh_from_db()
    return row


def example_photos() -> Sequence[ExamplePhoto]:
    """Return the example photos that `render_examples` made, in order of their names."""
    return [ExamplePhoto(path.stem, path) for path in sorted(examples_dir().glob("*.jpg"))]


def accept_example(name: str) -> Recognition:
    """Take an example photo as if a visitor had sent it.

    Raises:
        UnsupportedFormat: there is no example of this name.
    """
    for example in example_photos():
        if example.name == name:
            return accept_photo(example.path.read_bytes())
    raise UnsupportedFormat("There is no such example photo. Choose one of those shown.")


def examples_dir() -> Path:
    """Return the folder of the example photos."""
    return Path(settings.MEDIA_ROOT) / "examples"


def references_added(reference_ids: Sequence[int]) -> None:
    """Make new reference images recognizable: a few at once, many by a build.

    Without a broker nobody waits in the background, so a large import is left to `manage.py build_index`.
    """
    if len(reference_ids) <= DELTA_BATCH:
        tasks.index_references.delay(list(reference_ids))
    elif not settings.CELERY_TASK_ALWAYS_EAGER:
        tasks.build_index.delay()
