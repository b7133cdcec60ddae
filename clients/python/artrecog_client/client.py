"""The API of one site."""

import time
import uuid
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from artrecog_client import values
from artrecog_client.errors import ApiError, ApiUnreachable, RecognitionFailed, StillRunning
from artrecog_client.transport import Form, Transport

Photo = bytes | str | PathLike[str]
"""A photo's bytes, or where it lies."""
# First look again soon, then less and less often.
FIRST_PAUSE, PAUSE_GROWS, LONGEST_PAUSE = 0.2, 1.5, 3.0
ATTEMPTS = 4
# Worth asking again: the same key is in use, too many requests, busy or restarting.
PASSING = (409, 429, 502, 503, 504)


class Client:
    """The API of one site.

    Args:
        site: where it is: "https://art.example.org".
        token: sent as `Authorization: Bearer …`, where the site has given you one.
        timeout: seconds to wait for one answer.
    """

    def __init__(self, site: str, *, token: str | None = None, timeout: float = 60.0) -> None:
        self._transport = Transport(site.rstrip("/"), token, timeout)

    def recognize(
        self,
        photo: Photo,
        *,
        venue: int | None = None,
        idempotency_key: str | None = None,
        patience: float = 120.0,
    ) -> values.Recognition:
        """Send a photo and wait for its answer.

        The photo is sent again when no answer came, always with the same key: the site recognizes it once.

        Args:
            venue: id of where it was taken.
            idempotency_key: a text of yours that is new for each photo; one is made when there is none. Keep your own
                when your program may have to send the photo again after a restart.
            patience: seconds to wait in all.

        Raises:
            ApiError: the site refused the photo. ApiUnreachable: it gave no answer.
            RecognitionFailed: it failed over the photo. StillRunning: it takes longer than `patience`.
        """
        deadline = time.monotonic() + patience
        sent = self.send(photo, venue=venue, idempotency_key=idempotency_key, patience=patience)
        return self._wait(sent, deadline)

    def send(
        self,
        photo: Photo,
        *,
        venue: int | None = None,
        idempotency_key: str | None = None,
        patience: float = 30.0,
    ) -> values.Recognition:
        """Send a photo without waiting for its answer; for arguments and errors see `recognize`."""
        deadline = time.monotonic() + patience
        content = photo if isinstance(photo, bytes) else Path(photo).read_bytes()
        form = Form.of({} if venue is None else {"venue": str(venue)}, content)
        headers = {"Idempotency-Key": idempotency_key or str(uuid.uuid4())}
        for attempt in range(1, ATTEMPTS):
            try:
                return values.recognition(self._transport.send("/api/v1/recognitions/", form=form, headers=headers))
            except (ApiError, ApiUnreachable) as error:
                pause = _pause(error, attempt)
                if pause is None or time.monotonic() + pause > deadline:
                    raise
                time.sleep(pause)
        return values.recognition(self._transport.send("/api/v1/recognitions/", form=form, headers=headers))

    def recognition(self, recognition_id: str) -> values.Recognition:
        """Read how far a recognition is, and its answer."""
        return values.recognition(self._transport.send(f"/api/v1/recognitions/{recognition_id}/"))

    def artworks(self, search: str = "", *, page_size: int = 100, **filters: Any) -> Iterator[values.Work]:
        """Give the works of the catalogue, by title, asking for page after page as they are taken.

        Args:
            search: words of the title, numbers or creators' names.
            filters: `creator`, `venue`, `room` (ids), `on_view`, `source`, `source_id`.
        """
        asked = {"search": search, "limit": page_size, **{name: _text(value) for name, value in filters.items()}}
        following = f"/api/v1/artworks/?{urlencode({name: value for name, value in asked.items() if value != ''})}"
        while following:
            page = self._transport.send(following)
            yield from map(values.work, page["results"])
            following = page["next"]

    def artwork(self, artwork_id: int) -> Any:
        """Return all that is known of a work, as the JSON that `/api/docs/` describes."""
        return self._transport.send(f"/api/v1/artworks/{artwork_id}/")

    def _wait(self, found: values.Recognition, deadline: float) -> values.Recognition:
        pause = FIRST_PAUSE
        while not found.is_finished:
            if time.monotonic() + pause > deadline:
                raise StillRunning(found.id)
            time.sleep(pause)
            pause = min(pause * PAUSE_GROWS, LONGEST_PAUSE)
            found = self.recognition(found.id)
        if found.error:
            raise RecognitionFailed(found.id, found.error.code, found.error.message)
        return found


def _pause(error: ApiError | ApiUnreachable, attempt: int) -> float | None:
    """Return how many seconds to wait before the next attempt; None when it would be of no use."""
    if isinstance(error, ApiError):
        if error.status not in PASSING:
            return None
        if error.retry_after is not None:
            return error.retry_after
    return FIRST_PAUSE * 2.0**attempt


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
