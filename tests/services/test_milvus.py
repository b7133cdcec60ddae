"""With Milvus chosen by settings all processes search one server: `build_index`, `recognize`, the web process."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymilvus import MilvusClient

from tests.services.gallery import (
    NEWCOMER,
    NEWCOMER_TITLE,
    WORKS,
    Galleries,
    add_newcomer,
    photograph,
)
from tests.services.processes import free_port, running
from tests.services.site import Site

pytestmark = [pytest.mark.services, pytest.mark.model, pytest.mark.slow]

# A process for each step would take more time than the step.
BUILD_TWICE = """
from catalog.models import Artwork
from catalog.services import remove_artwork
from recognition.indexing import build_index
from recognition.models import IndexBuild
print(IndexBuild.objects.get(active=True).name)
for source_id in removed:
    remove_artwork(Artwork.objects.get(source_id=source_id))
    print(build_index().name)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run milvus-lite as a server of its own, which several processes may use."""
    folder = tmp_path_factory.mktemp("milvus")
    address = ["--host", "127.0.0.1", "--port", str(free_port())]
    command = [sys.executable, "-u", "-m", "milvus_lite", "server", "--data-dir", str(folder / "data"), *address]
    with running(command, os.environ, log=folder / "log", ready=r"listening on (\S+)") as match:
        yield f"http://{match[1]}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, server: str, galleries: Galleries) -> Site:
    site = galleries.install(tmp_path_factory.mktemp("site"), INDEX_BACKEND="milvus", MILVUS_URI=server)
    site.run("build_index")
    return site


def collections_of(build: str) -> set[str]:
    prefix = "artrecog_" + build.replace("-", "_")
    return {f"{prefix}_vectors", f"{prefix}_voters"}


def test_a_command_names_the_work(site: Site, tmp_path: Path):
    (tmp_path / "photo.jpg").write_bytes(photograph("436528"))
    found = json.loads(site.run("recognize", str(tmp_path / "photo.jpg"), "--json"))
    assert [match["artwork"]["source_id"] for match in found["matches"]] == ["436528"]


def test_the_web_process_searches_what_is_added_and_what_is_built(site: Site):
    with site.web() as web:
        assert web.titles(photograph("437869")) == [WORKS["437869"]]
        add_newcomer(site)
        assert web.titles(photograph(NEWCOMER)) == [NEWCOMER_TITLE]
        site.run("build_index")
        assert web.titles(photograph(NEWCOMER)) == [NEWCOMER_TITLE]


def test_the_server_keeps_two_builds(site: Site, server: str):
    oldest, previous, active = site.run_code(BUILD_TWICE, removed=["436535", "437394"]).split()
    held = set(MilvusClient(server).list_collections())
    assert held == collections_of(previous) | collections_of(active)
    assert not held & collections_of(oldest)
