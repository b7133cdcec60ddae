"""The first start sets everything up; the next one finds everything there. These are the steps of `make run`."""

import json
import re
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import Request, urlopen

import pytest

from tests.published import assert_not_below, published
from tests.services.site import Site, Web

pytestmark = [pytest.mark.services, pytest.mark.model, pytest.mark.slow]

RENDERED = 16
# With the seeds of `report`, on which nothing was chosen.
MEASURE = """
import json
from pathlib import Path
from recognition.core.evaluate import report
from recognition.evaluation import answer, in_json, reference_labels
from recognition.photo_sets import rendered_photos
labels = reference_labels("met")
outcomes = [answer(query, labels) for query in rendered_photos(Path(), "report")[:count]]
print(json.dumps(in_json([report("rendered", outcomes)])))
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site after its first start, without a broker."""
    site = Site.install(tmp_path_factory.mktemp("demo"))
    site.run("prepare", "--demo")
    return site


@pytest.fixture(scope="module")
def web(demo: Site):
    with demo.web() as web:
        yield web


def test_a_second_start_makes_nothing_anew(demo: Site):
    made = _files(demo)
    assert any(path.parts[0] == "indexes" for path in made)
    demo.run("prepare", "--demo")
    assert _files(demo) == made


def test_every_page_that_a_page_links_to_is_there(web: Web):
    """Follow every link of the first pages, static files included: what `collectstatic` renamed must be found."""
    links = {link for page in ("/", "/works/", "/venues/") for link in _links(web.page(page))}
    assert len(links) > 20
    for link in sorted(links):
        with urlopen(urljoin(web.address, link), timeout=30) as response:
            assert response.status == 200, link


def test_an_example_photo_is_named_at_once(demo: Site, web: Web):
    example = next(path for path in _examples(demo) if path.name == "met-436528.jpg")
    posted = web.post_photo(example.read_bytes())
    assert posted.status == 201
    assert [match["artwork"]["title"] for match in posted.body["matches"]] == ["Irises"]
    assert "kombu" not in (demo.folder / "web.log").read_text(), "there is no broker to warn of"


def test_demo_works_in_rendered_photos_are_named(demo: Site):
    (measured,) = json.loads(demo.run_code(MEASURE, count=RENDERED))
    promised = published("rendered", "rendered")
    assert measured["present"] == RENDERED
    assert_not_below(measured["named_right"], RENDERED, promised, "named_right")
    assert measured["false_names"] <= promised["false_names"]


@pytest.mark.parametrize(("megabytes", "token", "refusal"), [(30, "", "photo_too_large"), (8, "no", "invalid_token")])
def test_a_photo_that_is_refused_while_it_is_sent_is_told_why(web: Web, megabytes: int, token: str, refusal: str):
    address = urlsplit(web.address)
    headers = {"Content-Type": "multipart/form-data; boundary=b", "Content-Length": str(megabytes * 2**20)}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    with closing(HTTPConnection(str(address.hostname), address.port, timeout=60)) as connection:
        connection.putrequest("POST", "/api/v1/recognitions/")
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        for _ in range(megabytes):
            connection.send(bytes(2**20))
            time.sleep(0.01)  # as over the air: the answer is known long before all is sent
        with connection.getresponse() as response:
            assert json.load(response)["code"] == refusal


def test_head_is_answered_without_a_body_and_without_a_warning(demo: Site, web: Web):
    sheet = next(link for link in _links(web.page("/")) if link.endswith(".css"))
    for path in ("/", sheet, "/nowhere/"):
        asked = Request(urljoin(web.address, path), method="HEAD")
        try:
            with urlopen(asked, timeout=30) as response:
                headers, body = response.headers, response.read()
        except HTTPError as error:
            headers, body = error.headers, error.read()
        assert int(headers["Content-Length"]) > 100
        assert body == b""
    assert "no-body response" not in (demo.folder / "web.log").read_text()


def test_static_files_are_compressed_and_kept_by_the_browser(web: Web):
    sheet = next(link for link in _links(web.page("/")) if link.endswith(".css"))
    with urlopen(urljoin(web.address, sheet), timeout=30) as response:
        assert "immutable" in response.headers["Cache-Control"]


def _files(site: Site) -> dict[Path, int]:
    """Return what the site keeps beside its database and its locks, and when each file was written."""
    data = site.folder / "data"
    files = [path for path in data.rglob("*") if path.is_file() and not re.search(r"sqlite3|\.lock$", path.name)]
    return {path.relative_to(data): path.stat().st_mtime_ns for path in files}


def _links(page: str) -> set[str]:
    return {link for link in re.findall(r'(?:href|src)="(/[^"#]*)"', page) if not link.startswith("/admin")}


def _examples(site: Site) -> list[Path]:
    return sorted((site.folder / "data" / "media" / "examples").glob("*.jpg"))
