"""What the API's schema promises holds for whatever it is asked, for minutes."""

from typing import Any

import pytest

from tests.recognition.conftest import own_folder, small_extractor
from tests.slow.api_schema import Site

__all__ = ["own_folder", "small_extractor"]
pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]

EXAMPLES = 300


def test_every_answer_is_one_that_the_schema_tells_of(own_folder: Any, small_extractor: Any):
    site = Site()
    for operation in site.operations():
        site.ask(operation, EXAMPLES)
