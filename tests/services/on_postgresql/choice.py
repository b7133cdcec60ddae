"""A plugin of pytest that leaves out what PostgreSQL has no part in."""

import pytest

from tests.conftest import REPOSITORY

COMPUTING = REPOSITORY / "tests" / "recognition"


def pytest_collection_modifyitems(items: list[pytest.Item], config: pytest.Config) -> None:
    """Leave out the longer ones of recognition: they compute, and ask the database what its quick ones ask."""
    computing = [item for item in items if COMPUTING in item.path.parents and item.get_closest_marker("medium")]
    config.hook.pytest_deselected(items=computing)
    items[:] = [item for item in items if item not in computing]
