"""What search engines are told: which pages there are, and which are nobody's business."""

import re
from typing import Any

import pytest
from django.urls import reverse

from tests.catalog.factories import make_artwork, make_creator, make_tour, make_venue

pytestmark = pytest.mark.django_db


def addresses(client, path: str) -> list[str]:
    response = client.get(path)
    assert response.status_code == 200
    return re.findall(r"<loc>http://testserver(.*?)</loc>", response.content.decode())


@pytest.mark.medium
def test_every_public_page_is_in_the_sitemap(client):
    work = make_artwork("Irises", make_creator())
    tour = make_tour([work], make_venue())
    make_tour(venue=make_venue("Another"), published=False)
    closed = make_venue("Gone", closed=True)
    listed = [page for section in addresses(client, "/sitemap.xml") for page in addresses(client, section)]
    shown: list[Any] = [work, work.creators.get(), tour.venue, tour]
    assert {"/", "/guide/", "/works/", *(row.get_absolute_url() for row in shown)} <= set(listed)
    assert closed.get_absolute_url() not in listed
    assert sum("/tours/" in page for page in listed) == 1
    assert all(client.get(page).status_code == 200 for page in listed)


def test_robots_find_the_sitemap_and_leave_visitors_alone(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain"
    text = response.content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /scans/" in text
    assert f"Disallow: {reverse('collection')}" in text


def test_the_index_of_the_sitemap_does_not_read_the_catalogue(client, django_assert_max_num_queries):
    for number in range(30):
        make_artwork(f"Work {number}")
    with django_assert_max_num_queries(8):
        addresses(client, "/sitemap.xml")
