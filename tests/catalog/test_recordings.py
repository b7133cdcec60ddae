"""Recordings, and what stands for them in words."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.audio import byte_range, check_recording
from catalog.exceptions import UnreadableRecording
from catalog.models import Recording
from tests.catalog.factories import MP3, make_artwork, make_recording

pytestmark = pytest.mark.django_db


def body(response) -> bytes:
    return b"".join(response) if response.streaming else response.content


def test_a_recording_can_be_heard_and_read_on_the_page_of_its_work(client):
    recording = make_recording(artwork=make_artwork(), transcript="He painted it in May.")
    assert recording.artwork is not None
    text = client.get(recording.artwork.get_absolute_url()).content.decode()
    assert f'src="{reverse("recording", args=[recording.pk])}"' in text
    assert "He painted it in May." in text


def test_a_player_gets_the_part_that_it_asks_for(client):
    url = reverse("recording", args=[make_recording().pk])
    whole = client.get(url)
    assert (whole.status_code, whole["Content-Type"], body(whole)) == (200, "audio/mpeg", MP3)
    part = client.get(url, headers={"Range": "bytes=3-5"})
    assert (part.status_code, body(part)) == (206, MP3[3:6])
    assert part["Content-Range"] == f"bytes 3-5/{len(MP3)}"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-", (0, 99)),
        ("bytes=10-1000", (10, 99)),
        ("bytes=-5", (95, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=5-2", None),
        ("bytes=-0", None),
        ("bytes=0-" + "9" * 5000, None),
        ("bytes=100-", None),
        ("bytes=0-1,5-6", None),
        ("bytes=-", None),
        ("moons=1-2", None),
        ("", None),
    ],
)
def test_a_range_is_read_as_the_standard_says(header, expected):
    assert byte_range(header, 100) == expected


@pytest.mark.parametrize("name", ["talk.mp3", "talk.exe", "talk"])
def test_what_is_no_recording_is_refused(name):
    with pytest.raises(UnreadableRecording, match="no MP3, M4A or Ogg"):
        check_recording(name, 10, io.BytesIO(b"<html></html>"))


def test_a_curator_hears_why_a_file_is_refused(admin_client):
    form = {"title": "A talk", "transcript": "Words", "language": "en"}
    url = reverse("admin:catalog_recording_add")
    answer = admin_client.post(url, {**form, "file": SimpleUploadedFile("talk.mp3", b"<html>")})
    assert "This is no MP3, M4A or Ogg recording." in answer.content.decode()
    assert admin_client.post(url, {**form, "file": SimpleUploadedFile("talk.mp3", MP3)}).status_code == 302
    assert Recording.objects.get().title == "A talk"
