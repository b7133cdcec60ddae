"""Plots of evaluations as SVG text: the same figures give the same bytes. Readable on light and on dark pages.

matplotlib is a development requirement: a museum that answers photos draws no plots.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from recognition.core.metrics import Bin, Point

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, INK_ON_DARK = "#24292f", "#e6edf3"
# Okabe & Ito's colors for every kind of sight, those that stand out on white as well as on black.
COLORS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
# matplotlib brings the first one, by which it measures; a reader may have another.
DRAWN_FONT, READERS_FONTS = "DejaVu Sans", "'DejaVu Sans', Verdana, Arial, sans-serif"
STYLE: dict[Any, Any] = {
    "svg.hashsalt": "artrecog",  # else ids are random
    "svg.fonttype": "none",  # text as text: small, selectable, in the reader's font
    "font.family": [DRAWN_FONT],
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
}
SHARES: dict[str, Any] = {"xlim": (-0.02, 1.04), "ylim": (-0.02, 1.04)}
LOGARITHMIC: dict[str, Any] = {"xscale": "log", "yscale": "log"}
# Inside an image a style sheet may follow the reader's preference; it outranks the style of each element.
DARK = f"""<style type="text/css">
@media (prefers-color-scheme: dark) {{
 [style*="fill: {INK}"] {{ fill: {INK_ON_DARK} !important }}
 [style*="stroke: {INK}"] {{ stroke: {INK_ON_DARK} !important }}
}}
</style>"""


class PlotsUnavailable(RuntimeError):
    """matplotlib is not installed; the message says how to install it."""


def reliability_svg(bins: Sequence[Bin]) -> str:
    """Draw how often answers of each confidence were right, with 95 % intervals, beside the diagonal of the perfect.

    Raises:
        PlotsUnavailable: matplotlib is not installed.
    """
    with _drawing("confidence of the work ranked first", "share that was right") as (axes, texts):
        axes.plot([0, 1], [0, 1], linestyle=":", linewidth=1, color=INK)
        for one in bins:
            axes.vlines(one.confidence, one.interval.low, one.interval.high, color=COLORS[0], linewidth=1.5)
            axes.plot([one.confidence], [one.right], marker="o", markersize=6, color=COLORS[0])
            axes.annotate(str(one.queries), (one.confidence, one.right), xytext=(7, -3), textcoords="offset points")
        axes.set_title("Reliability; beside each point the number of photos", fontsize=10)
    return "".join(texts)


def precision_recall_svg(curves: Mapping[str, Sequence[Point]], threshold: float) -> str:
    """Draw one curve a set of photos; a dot marks all answers with a confidence of `threshold` or more.

    Raises:
        PlotsUnavailable: matplotlib is not installed.
    """
    with _drawing("recall: photos whose work is ranked first", "precision") as (axes, texts):
        for (name, points), color in zip(curves.items(), COLORS, strict=False):
            start = [Point(1.0, 0.0, points[0].precision), *points]
            axes.plot([p.recall for p in start], [p.precision for p in start], color=color, label=name)
            sure = [point for point in points if point.confidence >= threshold]
            axes.plot([p.recall for p in sure[-1:]], [p.precision for p in sure[-1:]], marker="o", color=color)
        if curves:
            axes.legend(loc="lower left")
        axes.set_title(f"Precision and recall; dots: confidence ≥ {threshold:.2f}", fontsize=10)
    return "".join(texts)


def growth_svg(lines: Mapping[str, Sequence[tuple[float, float]]], y_label: str, title: str) -> str:
    """Draw what grows with the catalogue, both axes logarithmic: one line of (works, value) a name.

    Raises:
        PlotsUnavailable: matplotlib is not installed.
    """
    with _drawing("works in the catalogue", y_label, **LOGARITHMIC) as (axes, texts):
        for (name, points), color in zip(lines.items(), COLORS, strict=False):
            axes.plot([x for x, _ in points], [y for _, y in points], marker="o", markersize=5, color=color, label=name)
        if lines:
            axes.legend(loc="upper left")
        axes.set_title(title, fontsize=10)
    return "".join(texts)


@contextmanager
def _drawing(x_label: str, y_label: str, **kind: Any) -> Iterator[tuple["Axes", list[str]]]:
    """Give axes from 0 to 1, or of another `kind`, to draw on; afterwards the list holds the SVG."""
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError as error:
        raise PlotsUnavailable(
            "Plots need matplotlib: .venv/bin/python -m pip install -r requirements-dev.txt -c constraints.txt"
        ) from error
    texts: list[str] = []
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(5.6, 4.2), layout="constrained")
        axes = figure.add_subplot(xlabel=x_label, ylabel=y_label, **(kind or SHARES))
        axes.grid(visible=True, color=INK, alpha=0.15, linewidth=0.5)
        yield axes, texts
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    texts.append(_follow_the_reader(buffer.getvalue()))


def _follow_the_reader(svg: str) -> str:
    """Let ink turn light on dark pages, and let text fall back on a font that the reader has."""
    svg = re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE)
    return svg.replace(f"'{DRAWN_FONT}'", READERS_FONTS).replace("<defs>", f"{DARK}\n <defs>", 1)
