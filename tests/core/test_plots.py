"""Plots are the same bytes for the same figures, and can be read on light and on dark pages."""

import builtins
from typing import Any
from xml.etree import ElementTree

import pytest

from recognition.core.intervals import wilson
from recognition.core.metrics import Bin, Point
from recognition.plots import PlotsUnavailable, precision_recall_svg, reliability_svg

BINS = [Bin(0.0, 0.1, 40, 0.05, 0.0, wilson(0, 40)), Bin(0.9, 1.0, 31, 0.98, 30 / 31, wilson(30, 31))]
CURVES = {"photos": [Point(0.99, 0.5, 1.0), Point(0.6, 0.9, 0.95)], "frames": [Point(0.95, 0.7, 0.9)]}


def texts_of(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.medium
def test_reliability_is_drawn_with_the_number_of_photos() -> None:
    texts = texts_of(reliability_svg(BINS))
    assert {"40", "31", "confidence of the work ranked first"} <= {*texts}


@pytest.mark.medium
def test_every_curve_is_named() -> None:
    texts = texts_of(precision_recall_svg(CURVES, 0.9))
    assert {"photos", "frames"} <= {*texts}
    assert any("0.90" in text for text in texts)


@pytest.mark.medium
def test_the_same_figures_give_the_same_bytes_and_no_date() -> None:
    first, second = (precision_recall_svg(CURVES, 0.9) + reliability_svg(BINS) for _ in range(2))
    assert first == second
    assert "<dc:date>" not in first


@pytest.mark.medium
def test_nothing_measured_gives_empty_plots() -> None:
    assert "40" not in texts_of(reliability_svg([]))
    assert "photos" not in texts_of(precision_recall_svg({}, 0.9))


@pytest.mark.medium
def test_ink_turns_light_on_dark_pages_and_the_ground_is_the_page() -> None:
    svg = reliability_svg(BINS)
    assert "prefers-color-scheme: dark" in svg
    assert "fill: #ffffff" not in svg


def test_without_matplotlib_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real_import = builtins.__import__

    def without_matplotlib(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real_import(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_matplotlib)
    with pytest.raises(PlotsUnavailable, match=r"requirements-dev\.txt"):
        reliability_svg(BINS)
