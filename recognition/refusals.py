"""What HTTP calls a photo that cannot be used, or not now."""

from recognition.core.errors import DecoderBusy, PhotoTooLarge, RecognitionError, UnsupportedFormat
from recognition.intake import UnknownExample

UNPROCESSABLE = 422
DECODER_RETRY_SECONDS = 5  # a photo is read in a quarter of a second; heavy ones end within this
STATUS_OF: dict[type[RecognitionError], int] = {
    UnknownExample: 404,
    PhotoTooLarge: 413,
    UnsupportedFormat: 415,
    DecoderBusy: 503,
}


def status_of(error: RecognitionError) -> int:
    """Return the HTTP status that says it."""
    return STATUS_OF.get(type(error), UNPROCESSABLE)


def retry_seconds(error: RecognitionError) -> int | None:
    """Return when to come back, where that helps."""
    return DECODER_RETRY_SECONDS if isinstance(error, DecoderBusy) else None
