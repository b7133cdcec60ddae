"""What HTTP calls a photo that cannot be used, or not now."""

from recognition.admission import TooBusy
from recognition.core.errors import PhotoTooLarge, RecognitionError, UnsupportedFormat
from recognition.intake import UnknownExample

UNPROCESSABLE = 422
STATUS_OF: dict[type[RecognitionError], int] = {
    UnknownExample: 404,
    PhotoTooLarge: 413,
    UnsupportedFormat: 415,
    TooBusy: 503,
}


def status_of(error: RecognitionError) -> int:
    """Return the HTTP status that says it."""
    return STATUS_OF.get(type(error), UNPROCESSABLE)


def retry_seconds(error: RecognitionError) -> int | None:
    """Return when to come back, where that helps."""
    return error.retry_seconds if isinstance(error, TooBusy) else None
