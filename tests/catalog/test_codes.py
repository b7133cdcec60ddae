"""Codes that open a page."""

import re
from typing import Any

import cv2
import numpy as np
import pytest
from django.urls import reverse

from catalog.qr import draw_code
from tests.catalog.factories import make_artwork, make_room, make_tour

pytestmark = pytest.mark.django_db
SCALE = 8


def read_code(svg: str) -> str:
    """Fill in the modules that the drawing strokes, and read them as a phone does."""
    side = int(re.findall(r'width="(\d+)"', svg)[0])
    pixels = np.full((side, side), 255, np.uint8)
    x = y = 0.0
    for step, numbers in re.findall(r"([Mmh])([\d.\- ]+)", re.findall(r'class="qrline"[^>]* d="([^"]+)"', svg)[0]):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if step == "h":
            row, left, right = (round(value * SCALE) for value in (y - 0.5, x, x + values[0]))
            pixels[row : row + SCALE, left:right] = 0
            x += values[0]
        else:
            x, y = (values[0], values[1]) if step == "M" else (x + values[0], y + values[1])
    text, *_ = cv2.QRCodeDetector().detectAndDecode(pixels)
    return text


@pytest.mark.medium
def test_a_code_opens_the_page_of_a_work_room_venue_or_tour(client):
    room = make_room()
    opened: dict[str, Any] = {
        "artwork": make_artwork(),
        "room": room,
        "venue": room.venue,
        "tour": make_tour(venue=room.venue),
    }
    for name, row in opened.items():
        response = client.get(reverse(f"{name}-code", args=[row.pk]))
        assert response["Content-Type"] == "image/svg+xml"
        assert read_code(response.content.decode()) == f"http://testserver{row.get_absolute_url()}"


def test_a_code_is_black_on_white_with_its_margin():
    svg = draw_code("https://museum.example.org/works/1/").decode()
    assert 'fill="#fff"' in svg
    assert 'stroke="#000"' in svg
    assert read_code(svg) == "https://museum.example.org/works/1/"


def test_what_is_not_there_has_no_code(client):
    assert client.get(reverse("artwork-code", args=[404])).status_code == 404


def test_a_venue_prints_its_codes_on_one_page(client):
    room = make_room()
    text = client.get(reverse("venue-labels", args=[room.venue_id])).content.decode()
    assert reverse("room-code", args=[room.pk]) in text
    assert reverse("venue-code", args=[room.venue_id]) in text
