"""HTTP with the standard library: JSON in, and every refusal as an exception."""

import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from artrecog_client.errors import ApiError, ApiUnreachable, Throttled

AGENT = "artrecog-client/1.0"
TOO_MANY = 429


@dataclass(frozen=True)
class Form:
    """A body as browsers send files."""

    content: bytes
    content_type: str

    @classmethod
    def of(cls, fields: Mapping[str, str], photo: bytes) -> "Form":
        """Return a form of text fields and a photo."""
        boundary = uuid.uuid4().hex
        parts = [_part(boundary, f'name="{name}"', value.encode()) for name, value in fields.items()]
        parts.append(_part(boundary, 'name="photo"; filename="photo"', photo))
        return cls(b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}")


def _part(boundary: str, disposition: str, value: bytes) -> bytes:
    return f"--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n".encode() + value + b"\r\n"


@dataclass(frozen=True)
class Transport:
    """Requests to one site. The token goes nowhere else: redirects are not followed, and of links only the path."""

    site: str
    token: str | None = field(default=None, repr=False)
    timeout: float = 60.0

    def __post_init__(self) -> None:
        if not self.site.startswith(("https://", "http://")):
            raise ValueError(f"{self.site!r} is no site: it begins with https:// or http://.")

    def send(self, link: str, *, form: Form | None = None, headers: Mapping[str, str] | None = None) -> Any:
        """GET a path or link of the site, or POST a form to it; return what the answer's JSON says.

        Raises:
            ApiError: the site refused. ApiUnreachable: no answer, or none of the API.
        """
        url = self.site + urlsplit(link)._replace(scheme="", netloc="").geturl()
        # `__post_init__` lets only http and https through.
        request = urllib.request.Request(url, form.content if form else None, self._headers(form))  # noqa: S310
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            with _opener.open(request, timeout=self.timeout) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                raise refusal(error.code, error.headers, error.read()) from error
        except (OSError, HTTPException, ValueError) as error:
            raise ApiUnreachable(f"{url} gave no answer of the API: {error}") from error

    def _headers(self, form: Form | None) -> dict[str, str]:
        headers = {"Accept": "application/json", "User-Agent": AGENT}
        if form:
            headers["Content-Type"] = form.content_type
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return headers


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Leaves redirects alone: they would take the token along."""

    def redirect_request(self, *_args: Any) -> None:
        return None


_opener = urllib.request.build_opener(_StayHere)


def refusal(status: int, headers: Message, body: bytes) -> ApiError | ApiUnreachable:
    """Return the exception for an answer that is none."""
    try:
        said = json.loads(body)
        code, message, fields = said["code"], said["message"], said["fields"]
    except (ValueError, LookupError, TypeError):
        return ApiUnreachable(f"The answer ({status}) is none of the API.")
    wait = headers.get("Retry-After", "")
    kind = Throttled if status == TOO_MANY else ApiError
    return kind(status, code, message, fields, float(wait) if wait.isdecimal() else None)
