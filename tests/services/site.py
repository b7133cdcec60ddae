"""The site as an operator runs it: gunicorn, workers, a broker, and commands beside them, each its own process."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.conftest import REPOSITORY
from tests.services.processes import eventually, running

ANSWER_SECONDS = 120.0


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: Any
    """What the JSON says."""


@dataclass(frozen=True)
class Site:
    """An installation: a data directory, and the environment that its processes share."""

    folder: Path
    environment: Mapping[str, str]

    @classmethod
    def install(cls, folder: Path, **settings: str) -> "Site":
        """Give the site a data directory in `folder`; `settings` are `ARTRECOG_*` without their prefix."""
        own = {f"ARTRECOG_{name}": value for name, value in settings.items()}
        foreign = ("ARTRECOG_", "DJANGO_")  # a browser test sets one of Django's for its own process
        environment = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        environment |= {"DJANGO_SETTINGS_MODULE": "artrecog.settings", "ARTRECOG_DATA_DIR": str(folder / "data"), **own}
        return cls(folder, environment)

    def run(self, *arguments: str) -> str:
        """Run `manage.py` to its end; return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=REPOSITORY,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{arguments}:\n{done.stdout}{done.stderr}"
        return done.stdout

    def run_code(self, code: str, **values: object) -> str:
        """Run Python in a process of its own that has the site's settings, with `values` as variables."""
        lines = [f"{name} = {value!r}" for name, value in values.items()]
        return self.run("shell", "--no-imports", "-c", "\n".join([*lines, code]))

    @contextmanager
    def worker(self) -> Iterator[None]:
        """Run a Celery worker as `make worker` does."""
        command = [sys.executable, "-m", "celery", "--app", "artrecog", "worker", "--beat", "--loglevel", "INFO"]
        with running(command, self.environment, log=self.folder / "worker.log", ready=r"celery@\S+ ready"):
            yield

    @contextmanager
    def web(self) -> Iterator["Web"]:
        """Run gunicorn as `make run` does, on a free port."""
        command = [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0"]
        log = self.folder / "web.log"
        # The second part, since the first comes before the worker can answer.
        ready = r"Listening at: (http://127\.0\.0\.1:\d+)[\s\S]*Ready with"
        with running(command, self.environment, log=log, ready=ready) as match:
            yield Web(match[1], self.folder)


@dataclass(frozen=True)
class Web:
    """The site's API, over HTTP."""

    address: str
    folder: Path

    def get(self, path: str) -> Answer:
        """GET a path, or an address as `Location` gives it."""
        return self._send(urllib.request.Request(urljoin(self.address, path)))

    def page(self, path: str) -> str:
        """GET a page; return its HTML."""
        with urllib.request.urlopen(urljoin(self.address, path), timeout=ANSWER_SECONDS) as response:
            return str(response.read().decode())

    def post_photo(self, photo: bytes) -> Answer:
        """POST a photo as a form would."""
        (self.folder / "photo.jpg").write_bytes(photo)
        with (self.folder / "photo.jpg").open("rb") as file:
            form = encode_multipart(BOUNDARY, {"photo": file})
        headers = {"Content-Type": MULTIPART_CONTENT}
        return self._send(urllib.request.Request(f"{self.address}/api/v1/recognitions/", form, headers))

    def recognize(self, photo: bytes) -> Any:
        """Post a photo and poll, as a client does; return the finished recognition."""
        posted = self.post_photo(photo)
        assert posted.status in {201, 202}, posted.body
        return self.answer(posted.headers["Location"])

    def answer(self, location: str) -> Any:
        """Poll a recognition until it is finished; return it."""
        return eventually(lambda: self._finished(location), within=ANSWER_SECONDS, what=self._logs)

    def titles(self, photo: bytes) -> list[str]:
        """Return the titles of the works that are named in a photo."""
        return [match["artwork"]["title"] for match in self.recognize(photo)["matches"]]

    def _finished(self, location: str) -> Any:
        body = self.get(location).body
        return body if body["status"] in {"done", "failed"} else None

    def _logs(self) -> str:
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("*.log")))

    def _send(self, request: urllib.request.Request) -> Answer:
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as response:
                return Answer(response.status, response.headers, json.load(response))
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, json.load(error))
