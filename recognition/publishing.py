"""The benchmark's figures in docs/evaluation.md: aims, tables, wrong names and plots, generated and never typed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recognition.core.decide import DecideConfig
from recognition.figures import EVERYTHING, REAL, Figures, bins_in, points_in
from recognition.plots import precision_recall_svg, reliability_svg

BEGIN = "<!-- figures: written by `manage.py report_figures`; what is typed here is overwritten -->\n"
END = "<!-- end of the figures -->\n"
MEDIAN_MS = 700  # that a recognition should take at most, on two cores
CURVES = (*REAL, EVERYTHING, "hard")

TITLES = {
    "photos": "`photos`: phone photos in a modern-art museum",
    "frames": "`frames`: hand-held video in an old-master gallery",
    EVERYTHING: "`photos` and `frames` together",
    "rendered": "rendered photos of the demo works",
    "hard": "hard rendered photos, one to three demo works in each",
    "absent": "rendered photos of works that are not in the gallery",
    "framed": "rendered photos of works that are not in the gallery, in the frame of one that is",
}
NOT_MEASURED = ["not measured", "–"]
COLUMNS = {
    "named_right": "named right",
    "ranked_first": "ranked first",
    "shortlist_recall": "shortlist",
    "works_found": "works found",
    "gap": "GAP",
    "false_names": "false names",
    "calibration_error": "ECE",
}


class CannotPublish(ValueError):
    """The figures do not suffice for the documentation, or it has no place for them; says why."""


@dataclass(frozen=True)
class Aim:
    """What a metric of one tier of one part is to reach."""

    part: str
    tier: str
    metric: str
    at_least: float | None = None
    at_most: float | None = None

    def is_reached(self, value: float) -> bool:
        """Tell whether `value` is good enough."""
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    @property
    def in_words(self) -> str:
        """Return the bound."""
        return f"≥ {self.at_least:.2f}" if self.at_least is not None else f"≤ {self.at_most:g}"


AIMS = (
    Aim("photos", "natural", "ranked_first", at_least=1.0),
    Aim("photos", "natural", "named_right", at_least=1.0),
    Aim("photos", "edited", "named_right", at_least=0.98),
    Aim("photos", "edited", "works_found", at_least=0.93),
    Aim("frames", "natural", "ranked_first", at_least=0.98),
    Aim("frames", "natural", "named_right", at_least=0.96),
    Aim("frames", "small", "ranked_first", at_least=0.80),
    Aim("frames", "all", "works_found", at_least=0.85),
    Aim("photos", "absent", "false_names", at_most=0),
    Aim("frames", "absent", "false_names", at_most=0),
    Aim(EVERYTHING, EVERYTHING, "gap", at_least=0.95),
    Aim(EVERYTHING, EVERYTHING, "calibration_error", at_most=0.05),
    Aim("rendered", "rendered", "ranked_first", at_least=0.93),
    Aim("hard", "all", "ranked_first", at_least=0.97),
    Aim("hard", "all", "works_found", at_least=0.93),
    Aim("absent", "absent", "false_names", at_most=2),
    Aim("framed", "framed", "false_names", at_most=2),
)


def find_report(figures: Figures, part: str, tier: str) -> dict[str, Any] | None:
    """Return the report of one tier of one part, None when it was not measured."""
    return next((report for report in figures.get(part, []) if report["tier"] == tier), None)


def section(figures: Figures, plots: str) -> str:
    """Return the generated part of the documentation in Markdown; `plots` is the folder of the plots, seen from it.

    Raises:
        CannotPublish: only a part of the photos was measured, or not those of `report`.
    """
    run = figures["run"]
    if run["limit"] is not None or run["split"] != "report":
        raise CannotPublish("These figures are of a trial run. Publish those of `manage.py bench` without --limit.")
    blocks = [_run_in_words(run), *_aims(figures), *_tables(figures), *_plots(figures, plots)]
    return "\n\n".join([*blocks, *_wrong_names(figures), *_times(figures)]) + "\n"


def replace_section(text: str, generated: str, begin_mark: str = BEGIN) -> str:
    """Return `text` with what stands between the two markers replaced.

    Raises:
        CannotPublish: a marker is missing.
    """
    before, begin, rest = text.partition(begin_mark)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise CannotPublish(f"There must be a line {begin_mark.strip()!r} and, below it, a line {END.strip()!r}.")
    return f"{before}{begin_mark}\n{generated}\n{END}{after}"


def draw_plots(figures: Figures, folder: Path) -> list[Path]:
    """Write the plots of all parts that were measured; return their files.

    Raises:
        PlotsUnavailable: matplotlib is not installed.
    """
    curves = {name: points for name in CURVES if (points := points_in(figures, name))}
    bins = bins_in(figures, EVERYTHING)
    drawn = {}
    if bins:
        drawn["reliability.svg"] = reliability_svg(bins)
    if curves:
        drawn["precision-recall.svg"] = precision_recall_svg(curves, DecideConfig().match)
    folder.mkdir(parents=True, exist_ok=True)
    for name, svg in drawn.items():
        (folder / name).write_text(svg, encoding="utf-8")
    return [folder / name for name in drawn]


def _run_in_words(run: dict[str, Any]) -> str:
    return (
        f"`{run['command']}` at commit {run['commit']}, {run['date']}, {run['references']:,} reference images."
        " In brackets: 95 % intervals."
    )


def _aims(figures: Figures) -> Iterator[str]:
    rows = [[*_aim_in_words(aim), *_reached(aim, figures)] for aim in AIMS]
    median = figures["latency_ms"].get("total")
    reached = NOT_MEASURED if median is None else [f"{median:.0f}", _yes(median <= MEDIAN_MS)]
    rows.append(["12-megapixel photos", "median ms", f"≤ {MEDIAN_MS}", *reached])
    yield "**What is aimed at, and what is reached**"
    yield table(["photos", "figure", "aim", "measured", "reached"], rows)


def _aim_in_words(aim: Aim) -> list[str]:
    part = aim.part if aim.tier in (aim.part, "all") else f"{aim.part}, {aim.tier}"
    return [part, COLUMNS[aim.metric], aim.in_words]


def _reached(aim: Aim, figures: Figures) -> list[str]:
    report = find_report(figures, aim.part, aim.tier)
    if report is None or report[aim.metric] is None:
        return NOT_MEASURED
    return [_cell(report, aim.metric), _yes(aim.is_reached(report[aim.metric]))]


def _yes(reached: bool) -> str:
    return "yes" if reached else "**no**"


def _tables(figures: Figures) -> Iterator[str]:
    for part, title in TITLES.items():
        if part in figures:
            yield f"**{title[0].upper()}{title[1:]}**"
            yield table(["tier", "photos", *COLUMNS.values(), "p50 ms", "p95 ms"], [_row(r) for r in figures[part]])


def _row(report: dict[str, Any]) -> list[str]:
    times = [f"{report['latency_ms'][name]:.0f}" for name in ("p50", "p95")]
    return [report["tier"], str(report["queries"]), *(_cell(report, metric) for metric in COLUMNS), *times]


def _cell(report: dict[str, Any], metric: str) -> str:
    value = report[metric]
    if value is None:
        return "–"
    if isinstance(value, int):
        return str(value)
    interval = report["intervals"].get(metric)
    return f"{value:.3f}" + (f" ({interval[0]:.3f}–{interval[1]:.3f})" if interval else "")


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _plots(figures: Figures, folder: str) -> Iterator[str]:
    if EVERYTHING in figures["reliability"]:
        yield f"![How often answers of each confidence were right, `photos` and `frames`]({folder}/reliability.svg)"
    if figures["precision_recall"]:
        yield f"![Precision against recall, by set of photos]({folder}/precision-recall.svg)"


def _wrong_names(figures: Figures) -> Iterator[str]:
    yield "**Every wrong name, for a person to judge**"
    rows = [
        [row["part"], f"`{row['query']}`", " ".join(row["shows"]) or "none", " ".join(row["named"])]
        for row in figures["wrong_names"]
    ]
    yield table(["photos", "photo", "shows", "is named"], rows) if rows else "None."


def _times(figures: Figures) -> Iterator[str]:
    if figures["visits_ms"]:
        yield f"**Median milliseconds of {len(figures['visits_ms'])} 12-megapixel photos, stage by stage**"
        yield table(["stage", "ms"], [[k, f"{ms:.0f}"] for k, ms in figures["latency_ms"].items()])
