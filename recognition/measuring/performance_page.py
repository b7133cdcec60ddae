"""The generated part of docs/performance.md, and its plots: from measured figures, never typed."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from recognition.measuring.tables import BLOCKS, scale_table, speed_tables
from recognition.plots import growth_svg
from recognition.publishing import table

BEGIN = "<!-- speed: written by `manage.py report_performance`; what is typed here is overwritten -->\n"
LATENCY_PLOT, MEMORY_PLOT = "latency-by-size.svg", "memory-by-size.svg"
KEPT = ("run", "latency_ms", *BLOCKS)

Figures = Mapping[str, Any]


def published(figures: Figures, scale: Figures | None, before: Figures | None = None) -> dict[str, Any]:
    """Return of all figures those that the page shows; of `before` what was not measured anew, each with its commit."""
    kept = {name: figures[name] for name in KEPT if figures.get(name)}
    if before and "latency_ms" not in kept:
        kept.pop("run", None)  # it is that of the stages, which stay
    return dict(before or {}) | kept | ({"scale": _with_sizes_of(scale, before)} if scale else {})


def _with_sizes_of(scale: Figures, before: Figures | None) -> dict[str, Any]:
    """Add to a run the sizes that it did not measure, each with the commit of its own run."""
    earlier = (before or {}).get("scale", {"sizes": []})
    anew = {row["works"] for row in scale["sizes"]}
    stay = [{"commit": earlier["run"]["commit"], **row} for row in earlier["sizes"] if row["works"] not in anew]
    return {**scale, "sizes": sorted([*scale["sizes"], *stay], key=lambda row: int(row["works"]))}


def speed_section(figures: Figures, plots: str) -> str:
    """Return the generated part in Markdown; `plots` is the folder of the plots, seen from it."""
    return "\n\n".join([*_answers(figures), *_parts(figures), *_scale(figures, plots), *_missing(figures)]) + "\n"


def _answers(figures: Figures) -> Iterator[str]:
    run = figures["run"]
    yield f"`{run['command']}` at commit {run['commit']}, {run['date']}, {run['references']:,} reference images."
    if run["split"] != "report" or run["limit"] is not None:
        yield "**A trial run**: not the photos of `report`, or only some of them."
    if "latency_ms" in figures:
        yield "**A 12-megapixel photo, stage by stage, median ms**"
        yield table(["stage", "ms"], [[stage, f"{ms:.0f}"] for stage, ms in figures["latency_ms"].items()])


def _parts(figures: Figures) -> Iterator[str]:
    if tables := speed_tables(figures):
        yield tables


def _scale(figures: Figures, plots: str) -> Iterator[str]:
    if "scale" not in figures:
        return
    run, rows = figures["scale"]["run"], figures["scale"]["sizes"]
    others = "".join(f"; {row['works']:,} works at commit {row['commit']}" for row in rows if "commit" in row)
    yield (
        f"**By size of the catalogue** (commit {run['commit']}, {run['date']}, {run['photos']} photos,"
        f" load {run['load']:g} on {run['cores']} cores{others})"
    )
    yield scale_table(rows)
    yield f"![Latency against the number of works]({plots}/{LATENCY_PLOT})"
    yield f"![Memory and disk against the number of works]({plots}/{MEMORY_PLOT})"


def _missing(figures: Figures) -> Iterator[str]:
    missing = [name for name in (*BLOCKS, "scale") if name not in figures]
    if missing:
        yield f"Not measured: {', '.join(missing)}."


def draw_speed_plots(figures: Figures, folder: Path) -> None:
    """Draw latency and memory against size, when sizes were measured.

    Raises:
        PlotsUnavailable: matplotlib is not installed.
    """
    if "scale" not in figures:
        return
    rows = figures["scale"]["sizes"]
    local = [row for row in rows if "local" in row]
    latency = {
        "one vector, global channel": [(row["works"], row["global"]["vector_ms"]["p50"]) for row in rows],
        "the vote of one look": [(row["works"], row["local"]["vote_ms"]["p50"]) for row in local],
        "photo → answer": [(row["works"], row["whole"]["total_ms"]["p50"]) for row in local],
    }
    memory = {
        "resident, global channel": [(row["works"], max(row["global"]["resident_mb"], 1.0)) for row in rows],
        "whole index on disk": [(row["works"], sum(row["files"].values()) / 1e6) for row in rows],
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / LATENCY_PLOT).write_text(
        growth_svg(latency, "median ms", "Latency by size; drawn works beyond the real ones")
    )
    (folder / MEMORY_PLOT).write_text(growth_svg(memory, "MB", "Memory and disk by size; 10 M works without voting"))
