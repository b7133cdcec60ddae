"""One POST to an address that somebody registered: to a public address only, and to its end within seconds.

Nothing of the answer is read but its status, and no redirect is followed: it may lead into our own network.
"""

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Timer
from urllib.parse import urlsplit

from urllib3 import HTTPConnectionPool, Timeout
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError

from artrecog import public_hosts
from artrecog.public_hosts import HostRefused

AGENT = "artwork-recognition/1.0"
OpenPool = Callable[[str], HTTPConnectionPool]


@dataclass(frozen=True)
class Limits:
    """What one sending may take, in seconds."""

    connect: float = 5.0
    read: float = 10.0
    """Without a byte."""
    total: float = 15.0
    """From the connection on, however slowly bytes drip."""


@dataclass(frozen=True)
class Outcome:
    """What became of it: a status, and a word about what was wrong, if something was."""

    status: int | None
    problem: str = ""

    @property
    def is_delivered(self) -> bool:
        """Tell whether the endpoint took it."""
        return not self.problem


def post(url: str, body: bytes, headers: Mapping[str, str], limits: Limits = Limits()) -> Outcome:
    """Send `body` to an https address."""
    parts = urlsplit(url)
    host = str(parts.hostname)
    try:
        with closing(public_hosts.open_pinned_pool(host)) as pool, _cut_off_after(limits.total, pool):
            response = pool.urlopen(
                "POST",
                parts._replace(scheme="", netloc="", fragment="").geturl() or "/",
                body=body,
                headers={"Host": host, "User-Agent": AGENT, "Content-Type": "application/json", **headers},
                retries=False,
                redirect=False,
                preload_content=False,
                timeout=Timeout(connect=limits.connect, read=limits.read),
            )
            response.close()
    except HostRefused as error:
        return Outcome(None, str(error))
    except (HTTPError, TimeoutError) as error:
        return Outcome(None, f"No answer ({type(error).__name__}: {error})")
    return Outcome(response.status, "" if 200 <= response.status < 300 else f"It answered {response.status}.")


@contextmanager
def _cut_off_after(seconds: float, pool: HTTPConnectionPool) -> Iterator[None]:
    """Shut the connection after so long: limits of single reads do not end an answer that drips."""
    timers: list[Timer] = []
    over = Event()
    make = pool.ConnectionCls

    class Watched(make):  # type: ignore[valid-type, misc]
        def connect(self) -> None:
            super().connect()
            timers.append(Timer(seconds, _shut, [self, over]))
            timers[-1].daemon = True
            timers[-1].start()

    pool.ConnectionCls = Watched
    try:
        yield
    finally:
        for timer in timers:
            timer.cancel()
    if over.is_set():  # headers that end early look whole
        raise TimeoutError(f"not whole after {seconds:g} seconds")


def _shut(connection: HTTPConnection, over: Event) -> None:
    over.set()
    with suppress(OSError):  # it may have ended by itself at this moment
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)
