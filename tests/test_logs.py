"""What the log says of a request: which it was and how it ended; nothing of who sent what."""

import io
import json
import logging
import logging.config
from typing import Any

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile

SECRET = "my-private-token"


@pytest.fixture(params=["text", "json"])
def log(request):
    """The lines that the site's own handler writes, in either format."""
    stream = io.StringIO()
    asked: dict[str, Any] = site.LOGGING
    configurator = logging.config.DictConfigurator(asked)
    handler = logging.StreamHandler(stream)
    for name in ("request_id", "no_paths"):
        handler.addFilter(configurator.configure_filter(dict(asked["filters"][name])))
    handler.setFormatter(configurator.configure_formatter(dict(asked["formatters"][request.param])))
    loggers = [logging.getLogger(), logging.getLogger("django")]
    for logger in loggers:
        logger.addHandler(handler)
    yield lambda: stream.getvalue().splitlines()
    for logger in loggers:
        logger.removeHandler(handler)


def is_json(lines: list[str]) -> bool:
    return lines[0].startswith("{")


@pytest.mark.medium
def test_a_request_leaves_one_line_with_its_id_view_status_and_time(client, log):
    request_id = client.get("/offline/?q=asked")["X-Request-ID"]
    (line,) = log()
    if is_json(log()):
        said = json.loads(line)
        assert said.pop("ms") >= 0
        assert said.pop("time")
        assert said.pop("message").startswith("GET offline 200 ")
        assert said == {
            "level": "INFO",
            "logger": "artrecog.request_lines",
            "request_id": request_id,
            "method": "GET",
            "view": "offline",
            "status": 200,
        }
    else:
        assert f"artrecog.request_lines [{request_id}]: GET offline 200 " in line
        assert line.endswith(" ms")


@pytest.mark.medium
@pytest.mark.django_db
def test_no_line_says_what_was_asked_for_who_asked_or_what_a_photo_was_called(client, log):
    photo = SimpleUploadedFile("holiday-with-anna.jpg", b"no photo at all")
    client.post(
        f"/api/v1/recognitions/?key={SECRET}", {"photo": photo}, REMOTE_ADDR="203.0.113.7", headers={"Cookie": SECRET}
    )
    client.get(f"/nowhere/{SECRET}/")
    client.post(f"/contributions/{SECRET}/")
    text = "\n".join(log())
    assert "api-recognitions 4" in text
    for private in (SECRET, "anna", "203.0.113.7"):
        assert private not in text


def test_a_traceback_is_part_of_its_line(log):
    try:
        raise ValueError("two\nlines")
    except ValueError:
        logging.getLogger("recognition").exception("It failed")
    if is_json(log()):
        (line,) = log()
        assert "ValueError: two\nlines" in json.loads(line)["traceback"]
    else:
        assert "ValueError: two" in log()


def test_probes_leave_no_lines(client, log):
    client.get("/health/live")
    assert log() == []


@pytest.mark.medium
def test_an_unknown_method_is_not_quoted(client, log):
    client.generic("SHOUT", "/offline/")
    assert "OTHER offline" in "\n".join(log())


def test_a_request_whose_error_page_fails_too_leaves_its_line(client, log, monkeypatch):
    def fail(*arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("visits.views.app.render", fail)
    monkeypatch.setattr("django.views.defaults.server_error", fail)
    client.raise_request_exception = False
    with pytest.raises(ZeroDivisionError):
        client.get("/offline/")
    assert "GET offline 500" in "\n".join(log())
