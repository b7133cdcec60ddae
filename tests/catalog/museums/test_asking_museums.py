"""What is asked of a museum's server, and what becomes of its answers."""

import os
import time
from pathlib import Path

import pytest

from catalog.exceptions import MuseumBusy, MuseumError, RecordGone
from catalog.importers.museum_cache import KEPT_SECONDS, Cache
from catalog.importers.museum_client import Access, Limits
from tests.catalog.museums.conftest import MUSEUM, Ask
from tests.catalog.museums.imitation import Answer, Imitation

RECORD = "https://museum.example/works/1"
PICTURE = "https://pictures.museum.example/1.jpg"


def test_an_answer_is_asked_for_once_and_kept(ask: Ask, museums: Imitation):
    museums.says(RECORD, {"title": "Irises"})
    assert ask().get_json(RECORD) == {"title": "Irises"}
    assert ask().get_json(RECORD) == {"title": "Irises"}
    assert museums.asked == [RECORD]


def test_an_answer_that_is_a_week_old_is_asked_for_again(tmp_path: Path):
    kept = Cache(tmp_path).keep(RECORD, b"{}")
    os.utime(kept, (0, time.time() - KEPT_SECONDS - 1))
    assert Cache(tmp_path).find(RECORD) is None
    assert list(tmp_path.iterdir()) == []


def test_the_server_learns_who_asks_and_whom_to_write_to(ask: Ask, museums: Imitation):
    museums.says(RECORD, {})
    ask(contact="curator@example.org").get_json(RECORD)
    assert museums.headers[0]["User-Agent"] == "artwork-recognition/1.0 (curator@example.org)"
    assert museums.headers[0]["Host"] == "museum.example"


def test_a_source_that_wants_a_contact_is_not_asked_without_one(ask: Ask):
    with pytest.raises(MuseumError, match="ARTRECOG_CONTACT"):
        ask(Access(MUSEUM.hosts, 0.0, needs_contact=True))


def test_requests_keep_the_distance_that_the_source_asks_for(ask: Ask, museums: Imitation, naps: list[float]):
    for number in range(3):
        museums.says(f"https://museum.example/{number}", {})
    client = ask(Access(MUSEUM.hosts, seconds_between=60.0))
    for number in range(3):
        client.get_json(f"https://museum.example/{number}")
    assert naps == [pytest.approx(60, abs=2), pytest.approx(60, abs=2)]


def test_two_who_ask_the_same_source_keep_its_distance_together(ask: Ask, museums: Imitation, naps: list[float]):
    for number in range(2):
        museums.says(f"https://museum.example/{number}", {})
        ask(Access(MUSEUM.hosts, seconds_between=60.0)).get_json(f"https://museum.example/{number}")
    assert naps == [pytest.approx(60, abs=2)]


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_asked_for_once(ask: Ask, museums: Imitation, status: int):
    museums.says(RECORD, Answer(status=status))
    with pytest.raises(RecordGone, match=f"works/1 is not there \\({status}\\)"):
        ask().get_json(RECORD)
    assert len(museums.asked) == 1


def test_a_busy_server_is_asked_again_when_it_said(ask: Ask, museums: Imitation, naps: list[float]):
    museums.says(RECORD, Answer(status=429, headers={"Retry-After": "40"}), {"title": "Irises"})
    assert ask().get_json(RECORD) == {"title": "Irises"}
    assert naps == [40]


def test_a_server_that_wants_an_hour_is_left_alone(ask: Ask, museums: Imitation, naps: list[float]):
    museums.says(RECORD, Answer(status=429, headers={"Retry-After": "3600"}))
    with pytest.raises(MuseumBusy, match="museum.example asks to come back in 60 minutes"):
        ask().get_json(RECORD)
    assert len(museums.asked) == 1
    assert naps == []


def test_a_failing_server_is_given_longer_and_longer_breaks(ask: Ask, museums: Imitation, naps: list[float]):
    museums.says(RECORD, Answer(status=503))
    with pytest.raises(MuseumError, match="no usable answer in six attempts .it said 503."):
        ask().get_json(RECORD)
    assert len(museums.asked) == 6
    assert naps == [pytest.approx(pause, abs=0.6) for pause in (0, 2, 4, 8, 16)]


def test_a_pause_in_words_that_nobody_knows_is_as_long_as_any(ask: Ask, museums: Imitation, naps: list[float]):
    museums.says(RECORD, Answer(status=503, headers={"Retry-After": "soon"}), {"title": "Irises"})
    assert ask().get_json(RECORD) == {"title": "Irises"}


def test_a_host_that_never_answers_is_told_from_a_record_that_is_broken(ask: Ask, museums: Imitation):
    museums.says(RECORD, Answer(status=500))
    museums.says(PICTURE, b"picture")
    client = ask()
    for _ in range(2):
        with pytest.raises(MuseumError) as failure:
            client.get_json(RECORD)
        assert not isinstance(failure.value, MuseumBusy)
        client.download(f"{PICTURE}", check=bytes)
    with pytest.raises(MuseumBusy):
        client.get_json(RECORD)


@pytest.mark.medium
@pytest.mark.parametrize(
    "broken",
    [Answer(b'{"title": "Iri', announced=100), Answer(b'{"title": "Iri'), Answer(hangs=True)],
    ids=["cut off", "cut off without a word", "silent"],
)
def test_half_an_answer_is_none_and_is_asked_for_again(ask: Ask, museums: Imitation, broken: Answer):
    museums.says(RECORD, broken, {"title": "Irises"})
    assert ask(limits=Limits(read_seconds=0.2)).get_json(RECORD) == {"title": "Irises"}


def test_a_refusal_is_not_argued_with(ask: Ask, museums: Imitation):
    museums.says(RECORD, Answer(status=403))
    with pytest.raises(MuseumError, match="was refused .403."):
        ask().get_json(RECORD)
    assert len(museums.asked) == 1


def test_a_picture_that_moved_on_the_museums_hosts_is_followed(ask: Ask, museums: Imitation):
    museums.says(PICTURE, Answer(status=301, headers={"Location": "https://museum.example/new.jpg"}))
    museums.says("https://museum.example/new.jpg", b"picture")
    assert ask().download(PICTURE, check=bytes).read_bytes() == b"picture"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://169.254.169.254/latest",
        "http://169.254.169.254/latest",
        "//127.1/1.jpg",
        "https://[::ffff:169.254.169.254]/latest",
        "https://evil.example/1.jpg",
        "http://museum.example/1.jpg",
        "file:///etc/passwd",
    ],
)
def test_a_picture_that_moved_elsewhere_is_not_followed(ask: Ask, museums: Imitation, elsewhere: str):
    museums.says(PICTURE, Answer(status=302, headers={"Location": elsewhere}))
    with pytest.raises(MuseumError, match="is not asked"):
        ask().download(PICTURE, check=bytes)
    assert museums.asked == [PICTURE]


def test_what_is_moved_in_a_circle_is_given_up(ask: Ask, museums: Imitation):
    museums.says(PICTURE, Answer(status=302, headers={"Location": PICTURE}))
    with pytest.raises(MuseumError, match="moved too often"):
        ask().download(PICTURE, check=bytes)


@pytest.mark.parametrize(
    "url",
    [
        "http://museum.example/",
        "https://museum.example:8443/",
        "https://user@museum.example/",
        "https://other.example/",
        "https://museum.example.evil.example/",
        "file:///etc/passwd",
        "https://[museum.example/",
        "https://museum.example:port/",
        "https://127.1/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://2130706433/",
        "https://0177.0.0.1/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://museum.example@127.0.0.1/",
        "https://127.0.0.1#@museum.example/",
        "https://museum.example\\@127.0.0.1/",
        "https://localhost/",
    ],
)
def test_no_other_address_is_asked(ask: Ask, museums: Imitation, url: str):
    with pytest.raises(MuseumError, match="is not asked"):
        ask().get_json(url)
    assert museums.asked == []


def test_an_answer_that_is_too_large_is_not_read_to_its_end(ask: Ask, museums: Imitation):
    museums.says(RECORD, b"1" * 2048)
    with pytest.raises(MuseumError, match="larger than"):
        ask(limits=Limits(record_bytes=1024)).get_json(RECORD)


def test_an_answer_that_takes_too_long_in_all_is_given_up(ask: Ask, museums: Imitation):
    museums.says(RECORD, b"1" * 2048)
    with pytest.raises(MuseumError, match="longer than 0 seconds"):
        ask(limits=Limits(total_seconds=0.0)).get_json(RECORD)


def test_what_is_no_picture_is_not_kept(ask: Ask, museums: Imitation):
    def refuse(_content: bytes) -> bytes:
        raise MuseumError("This is a page of text.")

    museums.says(PICTURE, b"<html>", b"picture")
    with pytest.raises(MuseumError, match="a page of text"):
        ask().download(PICTURE, check=refuse)
    assert ask().download(PICTURE, check=bytes).read_bytes() == b"picture"
