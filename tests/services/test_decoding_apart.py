"""Visitors' photos are read by a process of their own, as a site has it: the same answers, and bounds."""

import io
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from PIL import Image

from bounded.process import BoundedProcess, SameProcess
from catalog import inspecting
from catalog.exceptions import UnreadablePicture
from catalog.inspecting import inspect_apart
from catalog.pictures import inspect_picture
from recognition import decoding
from recognition.decoding import JOB, get_decoder, make_stored_photo
from recognition.models import Recognition
from tests.conftest import REPOSITORY
from tests.core.pictures import draw_painting, encode
from tests.core.test_decoding_photos import profile_with_red_and_blue_exchanged
from tests.core.test_refusing_photos import REFUSED

pytestmark = [pytest.mark.services, pytest.mark.django_db]

PAINTING = draw_painting(1, 640, 480)
HEIC = Path(__file__).parent.parent / "data" / "painting.heic"


API = "/api/v1/recognitions/"
FACTS = {"max_bytes": 20 * 2**20, "side": 2048, "quality": 92}


@pytest.fixture(autouse=True)
def apart(settings: Any) -> None:
    settings.DECODE_APART = True


@pytest.fixture(autouse=True, scope="module")
def in_one_process_again() -> Iterator[None]:
    yield from _between(decoding.reset, inspecting.reset)


@pytest.fixture
def fragile(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Decoders that fall over some bytes."""
    monkeypatch.setattr(decoding, "JOB", "tests.services.fragile_job")
    monkeypatch.setattr(inspecting, "JOB", "tests.services.fragile_job")
    yield from _between(decoding.reset, inspecting.reset)


def _between(*resets: Callable[[], None]) -> Iterator[None]:
    for reset in resets:
        reset()
    yield
    for reset in resets:
        reset()


@cache
def forms() -> dict[str, bytes]:
    """Return one file of each kind that takes another way through a decoder."""
    turned = Image.Exif()
    turned[0x0112] = 6
    image = Image.fromarray(PAINTING)
    return {
        "JPEG": encode(PAINTING),
        "progressive JPEG": encode(PAINTING, progressive=True),
        "CMYK JPEG": _saved(image.convert("CMYK"), "JPEG"),
        "turned JPEG": encode(PAINTING, exif=turned),
        "JPEG with a profile": encode(PAINTING, icc_profile=profile_with_red_and_blue_exchanged()),
        "PNG": encode(PAINTING, "PNG"),
        "PNG with a palette": _saved(image.quantize(32), "PNG"),
        "16-bit PNG": encode(np.asarray(image.convert("L"), np.uint16) << 8, "PNG"),
        "transparent PNG": _saved(image.convert("RGBA"), "PNG"),
        "WebP": encode(PAINTING, "WEBP"),
        "AVIF": encode(PAINTING, "AVIF"),
        "HEIC": HEIC.read_bytes(),
    }


def _saved(image: Image.Image, form: str) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form)
    return buffer.getvalue()


@pytest.mark.parametrize("form", forms())
def test_every_kind_of_photo_is_read_as_it_is_in_one_process(form: str) -> None:
    data = forms()[form]
    here = SameProcess(JOB).run(FACTS, data)
    apart = make_stored_photo(data)
    assert (apart.width, apart.height) == (here.facts["width"], here.facts["height"])
    assert apart.jpeg == here.data


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused_in_the_same_words(name: str) -> None:
    data, error, advice = REFUSED[name]
    with pytest.raises(error) as caught:
        make_stored_photo(data)
    assert advice in caught.value.message
    assert caught.value.code == SameProcess(JOB).run(FACTS, data).facts["refused"]


def test_a_photo_that_no_decoder_survives_is_refused_and_the_next_is_taken(
    client: Client, fragile: None, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    for bound, code, words in (("abort", "damaged_photo", "Take it again"), ("eat", "photo_too_demanding", "memory")):
        response = client.post(API, {"photo": io.BytesIO(bound.encode())}, headers={"Accept": "application/json"})
        assert response.status_code == 422
        assert response.json()["code"] == code
        assert words in response.json()["message"]
        assert not Recognition.objects.exists()
        assert not list(tmp_path.rglob("*.jpg"))
    assert client.post(API, {"photo": io.BytesIO(encode(PAINTING))}).status_code == 202
    assert Recognition.objects.count() == len(list(tmp_path.rglob("*.jpg"))) == 1


def test_a_curators_pictures_are_read_apart_too() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    plain, lying = encode(PAINTING, "TIFF"), encode(PAINTING, exif=turned)
    assert inspect_apart(plain) == inspect_picture(plain)
    assert inspect_apart(lying) == inspect_picture(lying)
    with pytest.raises(UnreadablePicture, match="Save it as JPEG"):
        inspect_apart(b"%PDF-1.7")


def test_a_curators_picture_that_no_decoder_survives_is_refused(fragile: None) -> None:
    with pytest.raises(UnreadablePicture, match="try again"):
        inspect_apart(b"abort")


def test_the_process_is_small_and_loads_nothing_of_the_site() -> None:
    make_stored_photo(encode(draw_painting(2, 4032, 3024)))
    process = get_decoder()
    assert isinstance(process, BoundedProcess)
    mapped = Path(f"/proc/{process.pid}/maps").read_text()
    assert not [name for name in ("tensorflow", "faiss", "litert", "psycopg") if name in mapped]
    assert _resident_mb(process.pid) < 110
    code = f"import sys, {JOB}, catalog.picture_job; print(sorted({{name.split('.')[0] for name in sys.modules}}))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert not {"django", "celery", "tensorflow", "faiss", "ai_edge_litert", "artrecog"} & set(eval(loaded.stdout))


def _resident_mb(pid: int | None) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]
