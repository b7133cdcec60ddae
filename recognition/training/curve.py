"""Draw how learning went, as SVG. matplotlib is a development requirement: only who trains needs it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from recognition.training.workfolder import replace_file

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZE_INCHES = (6.4, 3.6)
LOSS, SHARES = "#d55e00", ("#0072b2", "#009e73", "#cc79a7", "#56b4e9")  # Okabe & Ito, told apart by everyone


class PlotsUnavailable(RuntimeError):
    """matplotlib is not installed; says how to install it."""


def require_matplotlib() -> None:
    """Fail before hours of training rather than after them.

    Raises:
        PlotsUnavailable: matplotlib is not installed.
    """
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise PlotsUnavailable(
            "The learning curve is drawn by matplotlib: pip install -r requirements-dev.txt"
        ) from error


def draw_curve(path: Path, x_name: str, rows: Sequence[Mapping[str, float | None]]) -> None:
    """Draw each figure of `rows` over the one called `x_name`: the loss on the left axis, shares on the right.

    Raises:
        PlotsUnavailable: matplotlib is not installed.
    """
    require_matplotlib()
    from matplotlib.figure import Figure

    figure = Figure(SIZE_INCHES, layout="constrained")
    axes = figure.subplots()
    axes.set_xlabel(x_name)
    names = [name for name in rows[-1] if name not in (x_name, "loss")]
    right = axes
    if "loss" in rows[-1]:
        _draw(axes, x_name, "loss", rows, LOSS)
        axes.set_ylabel("loss", color=LOSS)
        right = axes.twinx()
    for name, color in zip(names, SHARES, strict=False):
        _draw(right, x_name, name, rows, color)
    right.set_ylabel("share")
    right.legend(loc="center right", frameon=False)
    replace_file(path, lambda draft: figure.savefig(draft, format="svg", metadata={"Date": None}))


def _draw(axes: "Axes", x_name: str, name: str, rows: Sequence[Mapping[str, float | None]], color: str) -> None:
    points = np.array([(row[x_name], row[name]) for row in rows if row.get(name) is not None], float)
    axes.plot(points[:, 0], points[:, 1], color=color, marker=".", label=name.replace("_", " "))
