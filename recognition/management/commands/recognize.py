"""`manage.py recognize PHOTO…`: name the artworks in photos."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from artrecog.api_errors import error_body
from recognition.answers import named_works, to_result
from recognition.core.errors import GalleryIndexError, PhotoError
from recognition.runner import recognize_bytes


class Command(BaseCommand):
    """Nothing is stored; a photo that cannot be used does not stop the others, but the exit status is 1."""

    help = "Name the artworks in photos. With --json one object a line, as the API answers, plus `photo`."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the photos."""
        parser.add_argument("photos", nargs="+", type=Path, metavar="PHOTO")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, photos: list[Path], **options: Any) -> None:
        """Answer photo by photo."""
        answers = [self._answer(photo, as_json=options["json"]) for photo in photos]
        if failed := answers.count(False):
            raise CommandError(f"{failed} of {len(answers)} photos could not be used; the reasons are above.")

    def _answer(self, photo: Path, *, as_json: bool) -> bool:
        answer = recognize_file(photo)
        self.stdout.write(json.dumps(answer, ensure_ascii=False) if as_json else in_words(answer))
        return answer["error"] is None


def recognize_file(photo: Path) -> dict[str, Any]:
    """Return the answer to one photo in the API's shape; what is wrong with it is in `error`.

    Raises:
        CommandError: the index cannot be used.
    """
    head = {"photo": str(photo), "id": None, "status": "failed", "decision": None}
    try:
        decision = recognize_bytes(photo.read_bytes())
    except PhotoError as error:
        return head | named_works({}) | {"error": error_body(error.code, error.message)}
    except GalleryIndexError as error:
        raise CommandError(error.message) from error
    except OSError as error:
        return head | named_works({}) | {"error": error_body("unreadable_file", f"{error.strerror}: {photo}")}
    found = named_works(to_result(decision, decision.width, decision.height), decision.answer.value)
    return head | {"status": "done", "decision": decision.answer.value} | found | {"error": None}


def in_words(answer: dict[str, Any]) -> str:
    """Return an answer for people."""
    if answer["error"]:
        return f"{answer['photo']}: {answer['error']['message']}"
    lines = [f"{answer['photo']}: {answer['decision']} ({answer['timings_ms']['total']:.0f} ms)"]
    lines += [f"  {_line(match)}" for match in answer["matches"]]
    lines += [f"  perhaps {_line(match)}" for match in answer["candidates"] if answer["decision"] == "uncertain"]
    return "\n".join([*lines, *(f"  {advice['message']}" for advice in answer["advice"])])


def _line(match: dict[str, Any]) -> str:
    artwork = match["artwork"]
    by = f" by {artwork['creator']}" if artwork["creator"] else ""
    return (
        f"{artwork['title']}{by} [{artwork['source_id']}], {match['confidence']:.0%} sure, {match['inliers']} inliers"
    )
