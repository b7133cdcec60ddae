"""What the API's schema promises holds for whatever it is asked; `make soak` asks a hundred times as much."""

from typing import Any

import pytest
from django.test import Client

from tests.recognition.conftest import own_folder, small_extractor
from tests.slow.api_schema import METHODS, Site

__all__ = ["own_folder", "small_extractor"]
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

EXAMPLES = 6


@pytest.fixture
def site(own_folder: Any, small_extractor: Any) -> Site:
    return Site()


def test_every_answer_is_one_that_the_schema_tells_of(site: Site):
    operations = site.operations()
    assert {operation.label for operation in operations} >= {"POST /api/v1/recognitions/", "GET /api/v1/artworks/"}
    for operation in operations:
        site.ask(operation, EXAMPLES)


def test_what_the_schema_does_not_offer_is_refused_with_what_it_offers(site: Site, client: Client):
    for path, offered in site.schema.raw_schema["paths"].items():
        address = path.replace("{id}", "00000000-0000-0000-0000-000000000000" if "recognitions" in path else "1")
        for method in set(METHODS) - set(offered):
            response = getattr(client, method)(address)
            assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed"), (method, path)
            allowed = {name.strip().lower() for name in response.headers["Allow"].split(",")}
            assert allowed - {"head", "options"} == set(offered)
