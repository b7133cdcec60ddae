"""What can go wrong. Each error of the site is an exception with its `code`; docs/api.md of the site lists them."""

from collections.abc import Mapping, Sequence


class ArtrecogError(Exception):
    """Anything that this package raises."""


class ApiUnreachable(ArtrecogError):
    """There was no answer, or none of the API."""


class ApiError(ArtrecogError):
    """The site refused a request.

    Args:
        status: of HTTP.
        code: for programs; it stays, while `message` may change.
        fields: what is wrong with which value.
        retry_after: seconds after which to ask again; None when the site does not say.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        fields: Mapping[str, Sequence[str]] | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{message} ({code}, {status})")
        self.status, self.code, self.message = status, code, message
        self.fields, self.retry_after = dict(fields or {}), retry_after


class Throttled(ApiError):
    """Too many requests (429); `retry_after` says when to come back."""


class RecognitionFailed(ArtrecogError):
    """The site took a photo, and could not recognize it."""

    def __init__(self, recognition_id: str, code: str, message: str) -> None:
        super().__init__(f"{message} ({code})")
        self.recognition_id, self.code, self.message = recognition_id, code, message


class StillRunning(ArtrecogError):
    """A recognition took longer than the caller waits; `Client.recognition` reads it later."""

    def __init__(self, recognition_id: str) -> None:
        super().__init__(f"Recognition {recognition_id} is not finished yet.")
        self.recognition_id = recognition_id


class InvalidSignature(ArtrecogError):
    """A webhook that this site did not send, or not just now."""
