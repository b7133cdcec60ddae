"""A work that is added or removed is known at once to processes that run already, without a restart or a build."""

from collections.abc import Iterator

import pytest

from tests.services.gallery import (
    NEWCOMER,
    NEWCOMER_TITLE,
    WORKS,
    Galleries,
    add_newcomer,
    photograph,
    remove_work,
)
from tests.services.processes import eventually
from tests.services.site import Site, Web

pytestmark = [pytest.mark.services, pytest.mark.model, pytest.mark.slow]

REMOVED = "437394"


@pytest.fixture(scope="module", params=["the web process recognizes", "a worker recognizes"])
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, valkey_url: str, galleries: Galleries
) -> Site:
    with_broker = {"REDIS_URL": valkey_url} if request.param.startswith("a worker") else {}
    site = galleries.install(tmp_path_factory.mktemp("site"), **with_broker)
    site.run("build_index")
    return site


@pytest.fixture(scope="module")
def web(site: Site) -> Iterator[Web]:
    with site.web() as web:
        if "ARTRECOG_REDIS_URL" not in site.environment:
            yield web
        else:
            with site.worker():
                yield web


def test_a_work_that_is_added_becomes_recognizable(site: Site, web: Web):
    photo = photograph(NEWCOMER)
    assert web.titles(photo) == []
    add_newcomer(site)
    eventually(lambda: web.titles(photo) == [NEWCOMER_TITLE], within=60, what=lambda: "the new work named")


def test_a_work_that_is_removed_is_not_found_any_more(site: Site, web: Web):
    photo = photograph(REMOVED)
    assert web.titles(photo) == [WORKS[REMOVED]]
    remove_work(site, REMOVED)
    assert web.titles(photo) == []


def test_a_build_takes_the_new_work_in(site: Site, web: Web):
    assert "up to date" not in site.run("build_index")
    assert web.titles(photograph(NEWCOMER)) == [NEWCOMER_TITLE]
    assert web.titles(photograph("436535")) == [WORKS["436535"]]
