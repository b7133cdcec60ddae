"""What makes the site an app: its manifest, its service worker, its offline page."""

import re

from django.contrib.staticfiles import finders
from django.urls import resolve, reverse

from tests.conftest import REPOSITORY
from visits.shell import PAGES, own_files


def test_the_manifest_describes_an_app_whose_icons_exist(client):
    manifest = client.get(reverse("manifest")).json()
    assert manifest["display"] == "standalone"
    assert resolve(manifest["start_url"]).url_name == "scan"
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in manifest["icons"])


def test_the_service_worker_keeps_pages_and_files_that_exist(client):
    worker = client.get(reverse("service-worker"))
    assert worker.headers["Content-Type"] == "text/javascript"
    assert all(f'"{reverse(page)}"' in worker.content.decode() for page in PAGES)
    assert '"/static/js/scan.js"' in worker.content.decode()


def test_every_style_and_script_that_a_template_names_is_kept():
    templates = (path.read_text() for path in (REPOSITORY / "templates").rglob("*.html"))
    named = {name for text in templates for name in re.findall(r"static '((?:css|js)/[^']+)'", text)}
    assert {"css/base.css", "js/app.js"} <= named <= set(own_files())


def test_the_offline_page_needs_no_database(client):
    assert "No connection" in client.get(reverse("offline")).content.decode()
