"""Workers extract shares of a large import; the build that follows finds them done."""

from typing import Any

import pytest

from catalog.models import ReferenceImage
from recognition import indexing, tasks
from recognition.resources import Extractor
from tests.recognition.museum import hang

pytestmark = pytest.mark.django_db(transaction=True)


def tell_nobody(reference_ids: list[int]) -> None:
    """Stand in for the listener that would index new pictures at once."""


@pytest.mark.medium
def test_a_build_extracts_nothing_that_workers_extracted(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CATALOG_REFERENCE_LISTENER = f"{__name__}.tell_nobody"
    hang(81)
    hang(82)
    tasks.extract_features(list(ReferenceImage.objects.values_list("pk", flat=True)))
    monkeypatch.setattr(Extractor, "extract", lambda *_: pytest.fail("extracted again"))
    build = indexing.build_index()
    assert build is not None
    assert build.reference_count == 2
