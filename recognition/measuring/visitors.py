"""Visitors for locust: each sends a photo of a demo work, reads the answer, and walks on to the next.

An answer that names no work is counted as a failure: all photos show works of the catalogue, plainly.
"""

from argparse import ArgumentParser
from itertools import cycle
from pathlib import Path

from locust import HttpUser, between, events, task


@events.init_command_line_parser.add_listener
def take_folder(parser: ArgumentParser) -> None:
    """Let the command line name the folder of the photos."""
    parser.add_argument("--photos", type=Path, required=True, help="a folder of *.jpg")


class Visitor(HttpUser):
    """Somebody who photographs a work every few seconds."""

    wait_time = between(2, 4)

    def on_start(self) -> None:
        """Take the photos."""
        self.photos = cycle(sorted(self.environment.parsed_options.photos.glob("*.jpg")))

    @task
    def recognize(self) -> None:
        """Send a photo; the answer must name a work."""
        photo = {"photo": next(self.photos).open("rb")}
        with self.client.post("/api/v1/recognitions/", files=photo, catch_response=True) as response:
            if not response.ok:
                response.failure(f"HTTP {response.status_code}")
            elif response.json()["decision"] != "match":
                response.failure(f"no work named: {response.json()['decision']}")
