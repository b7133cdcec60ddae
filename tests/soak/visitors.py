"""A museum's Sunday, for locust: visitors who scan, visitors who browse, and a curator who imports tables meanwhile.

A 429 or a 503 that says when to come back is an honest answer and counted apart; anything else that is not what was
asked for is a failure. Each photo that was taken in is written down, so that nobody is forgotten.
"""

import re
import time
from argparse import ArgumentParser
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from locust import FastHttpUser, HttpUser, between, constant_throughput, events, task

SCANNERS, PHOTOS_A_SECOND = 20, 2.0
BROWSERS, CURATORS = 10, 1
ROWS = 200
COME_BACK = (429, 503)
STEP_SECONDS = 300.0
seeds = count(1)

TABLE_HEADER = "source_id,title,creator,year,medium,height_cm,width_cm,venue,room"


@events.init_command_line_parser.add_listener
def take_options(parser: ArgumentParser) -> None:
    """Let the command line name the folder of photos, the file of accepted ids, and the curator's password."""
    parser.add_argument("--photos", type=Path, required=True, help="a folder of *.jpg")
    parser.add_argument("--accepted", type=Path, required=True, help="a file to write ids to")
    parser.add_argument("--curator-password", required=True, help="of the user `curator`")


def own_headers(number: int) -> dict[str, str]:
    """Return by what a visitor has an address of their own, as the web server in front says it.

    Each request has its own connection: one that is kept may be closed at the very moment that it is used again, which
    browsers mend by themselves.
    """
    return {"X-Forwarded-For": f"10.0.{number // 250}.{number % 250 + 1}", "Connection": "close"}


class Scanner(HttpUser):
    """Somebody who photographs a work, and looks for the answer each second."""

    fixed_count = SCANNERS
    wait_time = constant_throughput(PHOTOS_A_SECOND / SCANNERS)

    def on_start(self) -> None:
        """Take the photos, in an order of one's own."""
        number = next(seeds)
        self.client.headers.update(own_headers(number))
        self.photos = sorted(self.environment.parsed_options.photos.glob("*.jpg"))
        self.random = Random(number)

    @task
    def scan(self) -> None:
        """Send a photo."""
        photo = {"photo": ("photo.jpg", self.random.choice(self.photos).read_bytes(), "image/jpeg")}
        with self.client.post(
            "/api/v1/recognitions/", files=photo, name="send a photo", catch_response=True
        ) as response:
            if response.status_code in COME_BACK and response.headers.get("Retry-After"):
                response.request_meta["name"] = "send a photo: told to come back"
                response.success()
            elif response.status_code not in (201, 202):
                response.failure(f"HTTP {response.status_code}")
            else:
                self._follow(response.json()["id"])

    def _follow(self, pk: str) -> None:
        with self.environment.parsed_options.accepted.open("a") as file:
            file.write(f"{pk}\n")
        self.environment.runner.greenlet.spawn(self._wait_for, pk)

    def _wait_for(self, pk: str) -> None:
        begun = time.monotonic()
        while True:
            time.sleep(1)  # gevent's
            with self.client.get(
                f"/api/v1/recognitions/{pk}/", name="ask for the answer", catch_response=True
            ) as response:
                if response.status_code in COME_BACK and response.headers.get("Retry-After"):
                    response.success()
                elif response.ok and response.json()["status"] in ("done", "failed"):
                    break
        ms = (time.monotonic() - begun) * 1000
        self.environment.events.request.fire(
            request_type="WAIT", name="photo → answer", response_time=ms, response_length=0, exception=None, context={}
        )


class Browser(FastHttpUser):
    """Somebody who reads."""

    fixed_count = BROWSERS
    wait_time = between(1, 4)

    def on_start(self) -> None:
        """Learn which works there are."""
        self.random = Random(next(seeds))
        self.default_headers = own_headers(next(seeds))
        page = self.client.get("/works/", name="works").text or ""
        self.works = sorted(set(re.findall(r'href="(/works/\d+/)"', page)))

    @task(3)
    def work(self) -> None:
        """Read about a work."""
        self.client.get(self.random.choice(self.works), name="a work")

    @task(2)
    def search(self) -> None:
        """Search by a word."""
        self.client.get(f"/works/?q={self.random.choice(['van gogh', 'portrait', 'iris', 'landscape'])}", name="search")

    @task
    def suggest(self) -> None:
        """Type a word."""
        self.client.get("/suggestions/?q=van", name="suggestions")

    @task
    def pages(self) -> None:
        """Walk through the guide."""
        for path in ("/", "/guide/", "/works/", "/venues/"):
            self.client.get(path, name=f"page {path}")


class Curator(HttpUser):
    """Somebody who imports one table after the other, and takes each back."""

    fixed_count = CURATORS
    wait_time = between(5, 10)

    def on_start(self) -> None:
        """Sign in."""
        self.number = count(1)
        self.client.headers.update(own_headers(next(seeds)))
        self.client.get("/admin/login/", name="admin")
        password = self.environment.parsed_options.curator_password
        self._post("/admin/login/?next=/admin/", {"username": "curator", "password": password}, "admin")

    @task
    def import_table(self) -> None:
        """Upload, name the columns, write, undo."""
        rows = "\n".join(f"{n},Landscape {n},Painter {n % 40},{1500 + n},Oil,70,90,City,R{n % 9}" for n in range(ROWS))
        table = {"file": (f"works-{next(self.number)}.csv", f"{TABLE_HEADER}\n{rows}".encode(), "text/csv")}
        sent = self._post("/admin/desk/catalogimport/add/", {"source": "sunday", "venue": ""}, "import", files=table)
        found = re.search(r"/catalogimport/(\d+)/", sent.url)
        if not found:
            raise RuntimeError("the table was not taken")
        run = f"/admin/desk/catalogimport/{found[1]}"
        meanings = {f"column-{number}": field for number, field in enumerate(TABLE_HEADER.split(","))}
        self._post(f"{run}/mapping/", meanings, "import")
        self._await(run, 'value="commit"')
        self._post(f"{run}/step/", {"step": "commit"}, "import")
        self._await(run, 'value="undo"')
        self._post(f"{run}/step/", {"step": "undo"}, "import")
        self._await(run, "<strong>Undone.")

    def _await(self, run: str, word: str) -> None:
        """Look at an import until its page says or offers something; a worker has it meanwhile."""
        deadline = time.monotonic() + STEP_SECONDS
        while time.monotonic() < deadline:
            with self.client.get(f"{run}/change/", name="import", catch_response=True) as page:
                if word in page.text:
                    return
                if "<strong>Failed." in page.text:
                    page.failure("the import failed")
                    return
            time.sleep(2)
        self.environment.events.request.fire(
            request_type="WAIT",
            name="import",
            response_time=STEP_SECONDS * 1000,
            response_length=0,
            exception=TimeoutError(f"no {word} in time"),
            context={},
        )

    def _post(self, path: str, form: dict[str, str], name: str, **options: Any) -> Any:
        form = {**form, "csrfmiddlewaretoken": self.client.cookies.get("csrftoken") or ""}
        headers = {"Referer": f"{self.host}{path}"}
        with self.client.post(path, form, name=name, headers=headers, catch_response=True, **options) as response:
            if not response.ok:
                response.failure(f"HTTP {response.status_code}")
        return response
