"""Asking museums' servers: one request at a time, no faster than they like, and nothing but what we came for.

Each source says which hosts it may ask and how often (`Access`). Whatever a server does — is slow, busy or broken,
sends half an answer, moves a picture, or points elsewhere — ends in an answer or in a `MuseumError` that says so.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

from urllib3 import BaseHTTPResponse, HTTPConnectionPool, Retry, Timeout
from urllib3.exceptions import HTTPError, InvalidHeader, MaxRetryError

from catalog.exceptions import MuseumBusy, MuseumError, RecordGone
from catalog.importers.museum_cache import Cache
from catalog.importers.museum_hosts import HTTPS, open_pinned_pool
from catalog.importers.museum_pace import Pace

AGENT = "artwork-recognition/1.0"
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
MOVED = (301, 302, 303, 307, 308)
MOST_MOVES = 3
# So many times in a row all attempts at a host failed: it is not the record, it is the host.
MOST_UNANSWERED = 3
BLOCK_BYTES = 64 * 1024
# Five more attempts, after 0, 2, 4, 8 and 16 seconds, or when the server says: it may be restarting, not longer gone.
RETRIES = Retry(
    total=5,
    backoff_factor=1.0,
    backoff_jitter=0.5,
    status_forcelist=(429, 500, 502, 503, 504),
    allowed_methods={"GET"},
)


@dataclass(frozen=True)
class Access:
    """How a source may be asked."""

    hosts: frozenset[str]
    seconds_between: float
    """From the start of one request to the start of the next: the source's own limit, or ours where it has none."""
    headers: Mapping[str, str] = field(default_factory=dict)
    needs_contact: bool = False
    """Whether it refuses those who do not say how to reach them."""


@dataclass(frozen=True)
class Limits:
    """What one answer may take. Seconds, and bytes."""

    connect_seconds: float = 10.0
    read_seconds: float = 70.0
    """Without a byte. Wikidata thinks for up to 60 seconds."""
    total_seconds: float = 300.0
    patience_seconds: float = 300.0
    """How long a server may ask us to wait before we leave."""
    record_bytes: int = 30 * 1024 * 1024
    picture_bytes: int = 50 * 1024 * 1024


class MuseumClient:
    """Everything that an importer asks of the network.

    Args:
        contact: an address of whoever runs this site, for those who run the museum's.
        open_pool: makes the connections to a host; raises `MuseumError` for one that must not be reached.
    """

    def __init__(
        self,
        access: Access,
        cache: Cache,
        *,
        contact: str = "",
        limits: Limits = Limits(),
        open_pool: Callable[[str], HTTPConnectionPool] = open_pinned_pool,
    ) -> None:
        if access.needs_contact and not contact:
            raise MuseumError("This source wants to know whom to write to: set ARTRECOG_CONTACT to an e-mail address.")
        self._access, self._cache, self._limits, self._open_pool = access, cache, limits, open_pool
        agent = f"{AGENT} ({contact})" if contact else AGENT
        self._headers = {"User-Agent": agent, **access.headers}
        self._pools: dict[str, HTTPConnectionPool] = {}
        self._unanswered: Counter[str] = Counter()
        self._pace = Pace(cache.folder.with_suffix(".pace"), access.seconds_between)

    def get_json(self, url: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """Return what the server says in JSON, or said a short while ago.

        Raises:
            RecordGone: there is nothing at this address.
            MuseumBusy: the server wants to be left alone.
            MuseumError: it gave no usable answer.
        """
        address = f"{url}?{urlencode(parameters)}" if parameters else url
        kept = self._cache.find(address)
        if kept:
            return json.loads(kept.read_bytes())
        content = self._fetch(address, self._limits.record_bytes, _valid_json)
        self._cache.keep(address, content)
        return json.loads(content)

    def download(self, url: str, *, check: Callable[[bytes], bytes]) -> Path:
        """Return the file that a picture is stored in; for what is raised see `get_json`.

        Args:
            check: raises what the caller likes for content that is not to be kept, else returns it.
        """
        return self._cache.find(url) or self._cache.keep(url, self._fetch(url, self._limits.picture_bytes, check))

    def _fetch(self, url: str, most_bytes: int, check: Callable[[bytes], bytes]) -> bytes:
        """Ask until there is an answer, or none is to be expected."""
        retries = RETRIES.new()
        while True:
            try:
                content = check(self._ask(url, most_bytes))
            except _Passing as failure:
                retries = self._one_less(retries, url, failure)
            else:
                self._unanswered[_host(url)] = 0
                return content

    def _one_less(self, retries: Retry, url: str, failure: "_Passing") -> Retry:
        """Wait before the next attempt: as long as the server says, or a while that doubles each time."""
        try:
            retries = retries.increment("GET", url, failure.response, failure.error)
        except MaxRetryError as error:
            self._unanswered[_host(url)] += 1
            kind = MuseumBusy if self._unanswered[_host(url)] >= MOST_UNANSWERED else MuseumError
            raise kind(f"{url}: no usable answer in six attempts ({failure}).") from error
        asked = _asked_pause(retries, failure.response)
        if asked > self._limits.patience_seconds:
            raise MuseumBusy(f"{_host(url)} asks to come back in {round(asked / 60)} minutes.")
        time.sleep(asked or retries.get_backoff_time())
        return retries

    def _ask(self, url: str, most_bytes: int) -> bytes:
        """Ask once, and follow to where the answer was moved, on the hosts of this source."""
        for _ in range(MOST_MOVES + 1):
            with closing(self._open(url)) as response:
                if response.status not in MOVED:
                    return self._content(url, response, most_bytes)
                url = urljoin(url, response.headers.get("Location", ""))
        raise MuseumError(f"{url} was moved too often.")

    def _open(self, url: str) -> BaseHTTPResponse:
        parts = self._allowed(url)
        host = str(parts.hostname)
        pool = self._pools.get(host) or self._pools.setdefault(host, self._open_pool(host))
        self._pace.keep()
        try:
            return pool.urlopen(
                "GET",
                parts._replace(scheme="", netloc="", fragment="").geturl() or "/",
                headers={**self._headers, "Host": host},
                retries=False,
                preload_content=False,
                timeout=Timeout(connect=self._limits.connect_seconds, read=self._limits.read_seconds),
            )
        except HTTPError as error:
            # The name may lead elsewhere by now.
            self._pools.pop(host).close()
            raise _Passing(_words(error), error=error) from error

    def _allowed(self, url: str) -> SplitResult:
        try:
            parts = urlsplit(url)
            plain = parts.scheme == "https" and not parts.username and parts.port in (None, HTTPS)
        except ValueError as error:
            raise MuseumError(f"{url} is not asked: it is no address.") from error
        if not plain:
            raise MuseumError(f"{url} is not asked: only plain https addresses are.")
        if parts.hostname not in self._access.hosts:
            raise MuseumError(f"{parts.hostname} is not asked: it is no host of this source.")
        return parts

    def _content(self, url: str, response: BaseHTTPResponse, most_bytes: int) -> bytes:
        if response.status in GONE:
            raise RecordGone(f"{url} is not there ({response.status}).")
        if RETRIES.is_retry("GET", response.status, "Retry-After" in response.headers):
            raise _Passing(f"it said {response.status}", response=response)
        if response.status != HTTPStatus.OK:
            raise MuseumError(f"{url} was refused ({response.status}).")
        try:
            return self._read(url, response, most_bytes)
        except HTTPError as error:
            raise _Passing(_words(error), error=error) from error

    def _read(self, url: str, response: BaseHTTPResponse, most_bytes: int) -> bytes:
        """Read to the end; by single reads, so that a server that sends a byte now and then is noticed."""
        deadline = time.monotonic() + self._limits.total_seconds
        content = bytearray()
        while block := response.read1(BLOCK_BYTES):
            content += block
            if len(content) > most_bytes:
                raise MuseumError(f"{url} is larger than {most_bytes // 1024**2} MB.")
            if time.monotonic() > deadline:
                raise MuseumError(f"{url} took longer than {self._limits.total_seconds:.0f} seconds.")
        return bytes(content)


class _Passing(Exception):
    """An attempt failed in a way that may be over by the next."""

    def __init__(self, words: str, *, response: BaseHTTPResponse | None = None, error: Exception | None = None) -> None:
        super().__init__(words)
        self.response, self.error = response, error


def _host(url: str) -> str:
    return str(urlsplit(url).hostname)


def _asked_pause(retries: Retry, response: BaseHTTPResponse | None) -> float:
    """Return the seconds that a server asks us to wait; 0 when it does not, or in no words that we know."""
    try:
        return (retries.get_retry_after(response) if response else None) or 0.0
    except InvalidHeader:
        return 0.0


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _valid_json(content: bytes) -> bytes:
    """Return the content; what is cut off without a word ends in the middle of a value."""
    try:
        json.loads(content)
    except ValueError as error:
        raise _Passing(f"its answer is no JSON: {error}", error=error) from error
    return content
