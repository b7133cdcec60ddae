"""What comes in: photos of visitors, example photos, new reference pictures. Checked, stored, queued; removed again."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

from celery import Task
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from kombu.exceptions import OperationalError as BrokerDown

from access.allowances import Asker, spend
from access.refusals import Refused
from recognition import runner, tasks
from recognition.admission import check_admission
from recognition.core.decode import DecodeLimits, decode_photo, encode_jpeg
from recognition.core.errors import PhotoError, PhotoTooLarge
from recognition.crowding import check_room
from recognition.decoding import make_stored_photo
from recognition.models import Recognition
from recognition.retention import delete_photos
from recognition.upkeep import DELTA_BATCH

logger = logging.getLogger(__name__)

OnInsert = Callable[[Recognition], None]
EXAMPLE_SIDE = 400  # sharp enough at 118 px on a phone's dense screen


class UnknownExample(PhotoError):
    """There is no example photo of this name."""

    code = "unknown_example"


class NotWanted(Exception):
    """Raised by an `on_insert` for which the row comes too late: it is not inserted."""


@dataclass(frozen=True)
class ExamplePhoto:
    """A rendered visitor photo to try the app with."""

    name: str
    path: Path


def accept_upload(upload: UploadedFile, *, venue_id: int | None = None, asker: Asker | None = None) -> Recognition:
    """Take a photo from a form or the API.

    Raises:
        PhotoError: the photo cannot be used; nothing is stored. Refused: not now.
    """
    return accept_photo(read_upload(upload), venue_id=venue_id, asker=asker)


def read_upload(upload: UploadedFile) -> bytes:
    """Return a photo's bytes. It lies in memory or in a temporary file; one too large is not read again.

    A body that is larger than any photo never comes so far: `middleware.BodyLimitMiddleware`.

    Raises:
        PhotoTooLarge: it has more bytes than are read.
    """
    if (upload.size or 0) > settings.PHOTO_MAX_BYTES:
        raise too_large()
    content: bytes = upload.read()
    return content


def too_large() -> PhotoTooLarge:
    """Return what is said of a photo of more than `settings.PHOTO_MAX_BYTES`."""
    return PhotoTooLarge(f"The photo is larger than {settings.PHOTO_MAX_BYTES // 2**20} MB. Send a smaller copy.")


def accept_photo(
    data: bytes,
    *,
    venue_id: int | None = None,
    asker: Asker | None = None,
    on_insert: OnInsert = lambda _row: None,
) -> Recognition:
    """Store a visitor's photo and queue its recognition; without a broker it is answered on return.

    Only pixels are kept: upright, at most 2,048 px, without metadata such as where it was taken; a process of its own
    reads the photo, see `decoding.py`. `asker` counts for it while it is in work; a command of the operator has none,
    and no limit.

    Args:
        on_insert: what else belongs into the transaction that inserts the row; may raise `NotWanted`.

    Raises:
        PhotoError: the photo cannot be used; nothing is stored. Refused: too many are in work.
    """
    if asker:
        check_admission()
        check_room(asker.key)  # before it costs anything; `_insert` counts for certain
    photo = make_stored_photo(data)
    row = Recognition(width=photo.width, height=photo.height, venue_id=venue_id, sender=asker.key if asker else "")
    if asker:
        spend(asker, "pixels", photo.width * photo.height)
    row.photo.save(f"{row.pk}.jpg", ContentFile(photo.jpeg), save=False)
    _insert(row, on_insert)
    row.refresh_from_db()
    return row


def resume(row: Recognition) -> None:
    """Have abandoned recognitions run again when the visitor of one asks for it.

    Only without a broker: there is no clock then, and a process that was killed may have left `row` running.
    """
    if settings.CELERY_TASK_ALWAYS_EAGER and runner.is_abandoned(row):
        tasks.requeue_abandoned.delay()
        row.refresh_from_db()


def remove_recognitions(rows: QuerySet[Recognition]) -> None:
    """Delete recognitions, and their photos once that is committed."""
    with transaction.atomic():
        names = list(rows.exclude(photo="").values_list("photo", flat=True))
        rows.delete()
        transaction.on_commit(partial(delete_photos, names))


def example_photos() -> Sequence[ExamplePhoto]:
    """Return the example photos that `render_examples` made, in order of their names."""
    return [ExamplePhoto(path.stem, path) for path in sorted(examples_dir().glob("*.jpg"))]


def accept_example(name: str, *, asker: Asker | None = None) -> Recognition:
    """Take an example photo as if a visitor had sent it.

    Raises:
        UnknownExample: there is no example of this name. Refused: not now.
    """
    return accept_photo(_example(name).path.read_bytes(), asker=asker)


def small_example(name: str) -> Path:
    """Return the small copy of an example photo, at most `EXAMPLE_SIDE` px, made when it is first asked for.

    Raises:
        UnknownExample: there is no example of this name.
    """
    path = _example(name).path
    small = path.parent / "small" / path.name
    if not small.exists():
        small.parent.mkdir(exist_ok=True)
        photo = decode_photo(path.read_bytes(), DecodeLimits(working_side=EXAMPLE_SIDE))
        draft = small.with_name(f"{uuid4()}.part")  # its own: two visitors may be the first at once
        draft.write_bytes(encode_jpeg(photo.pixels))
        draft.replace(small)
    return small


def examples_dir() -> Path:
    """Return the folder of the example photos."""
    return Path(settings.MEDIA_ROOT) / "examples"


def references_added(reference_ids: Sequence[int]) -> None:
    """Make new reference images recognizable: a few at once, many by a build.

    Without a broker nobody waits in the background, so a large import is left to `manage.py build_index`.
    """
    if len(reference_ids) <= DELTA_BATCH:
        _queue(tasks.index_references, list(reference_ids))
    elif not settings.CELERY_TASK_ALWAYS_EAGER:
        # Every worker extracts a share; the build is last in the queue, and finds nearly all of it done.
        for first in range(0, len(reference_ids), DELTA_BATCH):
            _queue(tasks.extract_features, list(reference_ids[first : first + DELTA_BATCH]))
        _queue(tasks.build_index)
    else:
        logger.warning("%d new pictures are not recognizable yet: run `manage.py build_index`", len(reference_ids))


def _insert(row: Recognition, on_insert: OnInsert) -> None:
    """Insert the row and queue it; when it cannot be inserted its photo goes too."""
    try:
        with transaction.atomic():
            if row.sender:
                check_room(row.sender)
            row.save(force_insert=True)
            on_insert(row)
            transaction.on_commit(partial(_queue, tasks.run_recognition, str(row.pk)))
    except (DatabaseError, Refused, NotWanted):
        delete_photos([str(row.photo.name)])
        raise


def _queue(task: Task, *arguments: object) -> None:
    """Queue a task. A broker that is down is only logged: the rows say what is to be done, and a sweep finds it."""
    try:
        task.delay(*arguments)
    except BrokerDown as error:
        logger.error("The broker cannot be reached (%s); %s waits for the next sweep", error, task.name)


def _example(name: str) -> ExamplePhoto:
    for example in example_photos():
        if example.name == name:
            return example
    raise UnknownExample("There is no such example photo. Choose one of those shown.")
