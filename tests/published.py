"""The figures of docs/evaluation.md, as tests hold new ones against them."""

from typing import Any

from recognition.core.intervals import wilson
from recognition.figures import read_figures
from recognition.publishing import find_report
from tests.conftest import REPOSITORY


def published(part: str, tier: str) -> dict[str, Any]:
    """Return a published report."""
    figures = find_report(read_figures(REPOSITORY / "docs" / "figures.json"), part, tier)
    assert figures is not None, f"docs/figures.json has no {part}, {tier}: run `make bench`, then `report_figures`"
    return figures


def assert_not_below(measured: float, photos: int, promised: dict[str, Any], metric: str) -> None:
    """Compare with the published share, less what chance explains of so many photos: the end of its 95 % interval."""
    lowest = wilson(promised[metric] * photos, photos).low
    where = f"{metric} of {promised['tier']} photos"
    assert measured >= lowest, f"{where} is {measured:.3f}; published: {promised[metric]:.3f}"
