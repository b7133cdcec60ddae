"""Lists of the API by pages: whole however they are walked, and while the catalogue changes."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from catalog.models import Artwork
from tests.catalog.factories import make_artwork, make_creator

pytestmark = pytest.mark.django_db

WORKS = "/api/v1/artworks/"
SAME = ["Untitled"] * 5


def read(client: Client, url: str) -> Any:
    response = client.get(url)
    assert response.status_code == 200, response.content
    return response.json()


def walk(client: Client, url: str, *, way: str = "next") -> list[list[int]]:
    """Return the ids of each page, from `url` on."""
    pages, following = [], url
    while following:
        page = read(client, following)
        pages.append([row["id"] for row in page["results"]])
        following = page[way] or ""
    return pages


def flat(pages: list[list[int]]) -> list[int]:
    return [pk for page in pages for pk in page]


def test_pages_by_cursor_give_every_work_once_in_order_of_titles(client):
    works = [make_artwork(title) for title in ("Pears", *SAME, "Apples", "Ähren")]
    in_order = [work.pk for work in Artwork.objects.all()]
    pages = walk(client, f"{WORKS}?limit=3")
    assert flat(pages) == in_order
    assert [len(page) for page in pages] == [3, 3, 2]
    assert len(works) == 8


@pytest.mark.medium
def test_pages_lead_back_the_way_that_they_came(client):
    for title in ("Pears", *SAME, "Apples"):
        make_artwork(title)
    forth = walk(client, f"{WORKS}?limit=3")
    last = f"{WORKS}?limit=3"
    while following := read(client, last)["next"]:
        last = following
    assert read(client, last)["next"] is None
    back = walk(client, last, way="previous")
    assert flat(back[::-1]) == flat(forth)


def test_works_that_come_and_go_meanwhile_shift_nothing(client):
    works = [make_artwork(f"Work {number}") for number in range(6)]
    first = read(client, f"{WORKS}?limit=2")
    make_artwork("A work before all")
    works[0].delete()
    works[1].delete()  # what the cursor stands behind
    rest = walk(client, first["next"])
    assert flat(rest) == [work.pk for work in works[2:]]


def test_a_page_of_a_search_goes_on_with_the_search(client):
    for number in range(3):
        make_artwork(f"Irises {number}")
        make_artwork(f"Roses {number}")
    assert len(flat(walk(client, f"{WORKS}?search=irises&limit=2"))) == 3


def test_creators_are_paged_the_same_way(client):
    made = [make_creator(f"Painter {number}").pk for number in range(5)]
    assert flat(walk(client, "/api/v1/creators/?limit=2")) == made


def test_a_very_long_title_makes_no_address_too_long(client):
    for number in range(2):
        make_artwork("松" * 400 + str(number))
    first = read(client, f"{WORKS}?limit=1")
    assert len(first["next"]) < 1500
    assert len(walk(client, f"{WORKS}?limit=1")) == 2


@pytest.mark.parametrize("cursor", ["x", "cD0x", "%00", "a:b:c", "9" * 3000])
def test_a_cursor_that_was_never_given_out_is_refused(client, cursor):
    response = client.get(f"{WORKS}?cursor={cursor}")
    assert (response.status_code, response.json()["code"]) == (400, "invalid_cursor")


def test_a_cursor_of_another_list_is_refused(client):
    for number in range(2):
        make_creator(f"Painter {number}")
    following = urlsplit(read(client, "/api/v1/creators/?limit=1")["next"])
    assert client.get(f"{WORKS}?{following.query}").json()["code"] == "invalid_cursor"


def test_programs_that_page_by_offset_go_on_and_are_told_that_it_ends(client):
    works = [make_artwork(f"Work {number}").pk for number in range(5)]
    response = client.get(f"{WORKS}?limit=2&offset=2")
    assert [row["id"] for row in response.json()["results"]] == works[2:4]
    assert response.json()["count"] == 5
    assert response.headers["Deprecation"].startswith("@1")
    assert response.headers["Sunset"].endswith("GMT")
    assert 'rel="deprecation"' in response.headers["Link"]
    assert flat(walk(client, f"{WORKS}?limit=2&offset=0")) == works


def test_pages_by_cursor_are_not_on_their_way_out(client):
    assert "Deprecation" not in client.get(WORKS).headers
