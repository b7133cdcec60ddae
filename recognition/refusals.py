"""What HTTP calls a photo that cannot be used."""

from recognition.core.errors import DecoderBusy, PhotoError, PhotoTooLarge, UnsupportedFormat
from recognition.intake import UnknownExample

UNPROCESSABLE = 422
STATUS_OF: dict[type[PhotoError], int] = {
    UnknownExample: 404,
    PhotoTooLarge: 413,
    UnsupportedFormat: 415,
    DecoderBusy: 503,
}


def status_of(error: PhotoError) -> int:
    """Return the HTTP status that says it."""
    return STATUS_OF.get(type(error), UNPROCESSABLE)
