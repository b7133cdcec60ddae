"""The developer's and the curator's pages obey the same strict Content-Security-Policy as the visitor's."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from catalog.models import Artwork


def test_the_api_documentation_draws_itself(open_context, watch, reports, site):
    context = open_context()
    watch(context)
    page = context.new_page()
    page.goto(reverse("api-docs"))
    expect(page.get_by_text(re.compile("/api/v1/.*recognitions")).first).to_be_visible(timeout=20_000)
    assert reports == []


def test_the_curators_desk_reports_no_error(open_context, watch, reports, site, admin_client, live_server):
    context = open_context(viewport={"width": 1280, "height": 900}, is_mobile=False, has_touch=False)
    watch(context)
    context.add_cookies(
        [{"name": "sessionid", "value": admin_client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page = context.new_page()
    work = Artwork.objects.earliest("pk")
    for path in (
        reverse("admin:index"),
        reverse("admin:catalog_artwork_changelist"),
        reverse("admin:catalog_artwork_change", args=[work.pk]),
        reverse("admin:catalog_price_changelist"),
        reverse("admin:recognition_recognition_changelist"),
        reverse("admin:recognition_recognition_dashboard"),
    ):
        page.goto(path)
        expect(page.locator("#content")).to_be_visible()
    assert reports == []
