"""The figures of speed as Markdown, for the terminal as well as for docs/performance.md."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from recognition.publishing import table

METHODS = {
    "ours": "this recognizer",
    "orb": "ORB over all references",
    "hash": "PDQ hash look-up",
    "cnn": "our CNN, no geometry",
}
COMPARED = [
    *("set", "tier", "", "photos", "ranked first (95 %)", "named right", "false names"),
    *("names without its works", "accuracy (95 %)", "median ms", "× ours"),
]
MOST_START_S, MOST_START_MB, MOST_SECOND_START_S = 3.0, 400.0, 10.0
MOST_EMBEDDING, MOST_PIPELINE = 1.15, 1.3
LEAST_INGESTED = 15.0  # works a second
MOST_NEW_WORK_S = 2.0
MILLION = 1_000_000

Figures = Mapping[str, Any]


def speed_tables(figures: Figures) -> str:
    """Return a table for each part that was measured."""
    return "\n\n".join(block for name, blocks in BLOCKS.items() if name in figures for block in blocks(figures[name]))


def _heading(text: str, figures: Figures) -> str:
    commit = f"commit {figures['commit']}, " if "commit" in figures else ""
    return f"**{text}** ({commit}load {figures['load']:g} on {figures['cores']} cores)"


def _comparison(figures: Figures) -> Iterator[str]:
    names = [METHODS[name] for name in figures["thresholds"]]
    yield _heading(f"Beside what one would pick instead: {', '.join(names)}", figures)
    yield table(COMPARED, [_compared(row) for row in figures["rows"]])
    chosen = ", ".join(f"{METHODS[name]} {score:g}" for name, score in figures["thresholds"].items())
    best = ", ".join(f"{METHODS[name]} {score:g}" for name, score in figures["best_thresholds"].items())
    yield f"A baseline names a work from a score of: {chosen}. Right most often on these photos would be: {best}."


def _compared(row: Figures) -> list[str]:
    first = _share(row["ranked_first"]) + _interval(row["interval"])
    accuracy = _share(row["accuracy"]) + _interval(row["accuracy_interval"])
    without = "–" if row["named_without"] is None else str(row["named_without"])
    names = [_share(row["named_right"]), str(row["false_names"]), without, accuracy]
    times = [f"{row['median_ms']:,.0f}", f"{row['times_ours']:.2f}"]
    return [row["part"], row["tier"], METHODS[row["method"]], str(row["queries"]), first, *names, *times]


def _interval(interval: Sequence[float] | None) -> str:
    return f" ({interval[0]:.2f}–{interval[1]:.2f})" if interval else ""


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _serving(figures: Figures) -> Iterator[str]:
    yield _heading("The same network, served in other ways", figures)
    litert_ms = figures["ways"][0]["view_ms"]
    rows = [[way["name"], *_served(way, litert_ms)] for way in figures["ways"]]
    yield table(["", "ms a view", "× LiteRT", "MB resident", "s to load"], rows)


def _served(way: Figures, litert_ms: float) -> list[str]:
    ratio = way["view_ms"] / litert_ms
    return [f"{way['view_ms']:.1f}", f"{ratio:.2f}", f"{way['resident_mb']:.0f}", f"{way['load_s']:.1f}"]


def _ratios(figures: Figures) -> Iterator[str]:
    yield _heading("What is ours of the time", figures)
    embedding, pipeline = figures["embedding"], figures["pipeline"]
    inside = {name: ms for name, ms in pipeline.items() if name not in ("total", "ratio")}
    rows = [
        _ratio("seven views embedded", embedding["ours_ms"], embedding["bare_ms"], embedding["ratio"], MOST_EMBEDDING),
        _ratio("photo → answer", pipeline["total"], sum(inside.values()), pipeline["ratio"], MOST_PIPELINE),
    ]
    yield table(["", "ms", "ms of bare library calls", "ratio", "aim", "reached"], rows)
    yield "Inside the libraries, ms: " + ", ".join(f"{name} {ms:.0f}" for name, ms in inside.items()) + "."


def _ratio(name: str, ours_ms: float, bare_ms: float, ratio: float, most: float) -> list[str]:
    return [name, f"{ours_ms:.1f}", f"{bare_ms:.1f}", *_aim(ratio, most)]


def _aim(value: float, most: float) -> list[str]:
    return [f"{value:.2f}", f"≤ {most:g}", _yes(value <= most)]


def _yes(reached: bool) -> str:
    return "yes" if reached else "**no**"


def _start(figures: Figures) -> Iterator[str]:
    yield _heading("A web process with the demo catalogue", figures)
    second = figures["prepared_again_s"] + figures["first_page_s"]
    rows = [
        ["a second `make run`, to its first page, s", *_aim(second, MOST_SECOND_START_S)],
        ["from the command to the first page, s", *_aim(figures["first_page_s"], MOST_START_S)],
        ["master and worker after the first page, MB", *_aim(figures["first_page_mb"], MOST_START_MB)],
        ["the same after the first recognition, MB", *_aim(figures["recognized_mb"], MOST_START_MB)],
        ["the first recognition, which loads network and index, s", f"{figures['first_recognition_s']:.2f}", "", ""],
    ]
    yield table(["", "median", "aim", "reached"], rows)


def _ingest(figures: Figures) -> Iterator[str]:
    yield _heading("Taking works in", figures)
    rate = figures["works_per_second"]
    row = [str(figures["works"]), f"{figures['seconds']:.0f}", f"{figures['cpu_ms_per_work']:.0f}", f"{rate:.1f}"]
    yield table(
        ["works", "s", "CPU ms a work", "works/s", "aim", "reached"],
        [[*row, f"≥ {LEAST_INGESTED:g}", _yes(rate >= LEAST_INGESTED)]],
    )


def _swap(figures: Figures) -> Iterator[str]:
    yield _heading("Indexes switched under load", figures)
    slowest = max(figures["new_work_s"])
    rows = [
        [f"failed of {figures['requests']} photos of {figures['users']} visitors", *_whole_aim(figures["failures"], 0)],
        ["a new work, from saving to a photo that is given its name, s, the slowest", *_aim(slowest, MOST_NEW_WORK_S)],
        ["indexes built and switched to meanwhile", str(figures["swaps"]), "", ""],
        ["an answer meanwhile, median and p95, ms", f"{figures['median_ms']:.0f} / {figures['p95_ms']:.0f}", "", ""],
    ]
    yield table(["", "measured", "aim", "reached"], rows)


def _whole_aim(value: int, most: int) -> list[str]:
    return [str(value), f"≤ {most}", _yes(value <= most)]


BLOCKS: dict[str, Callable[[Figures], Iterator[str]]] = {
    "baselines": _comparison,
    "orb": _comparison,
    "serving": _serving,
    "ratios": _ratios,
    "start": _start,
    "ingest": _ingest,
    "swap": _swap,
}


def scale_table(rows: Sequence[Figures]) -> str:
    """Return the figures of `bench_scale`: the global channel, then what has local features too."""
    return "\n\n".join([_global_table(rows), *_local_table([row for row in rows if "local" in row])])


def _global_table(rows: Sequence[Figures]) -> str:
    header = ["works", "of them drawn", "built in s", "GB on disk", "MB resident", "of that private"]
    header += ["one vector p50 / p95 ms", "a photo's seven", "recall@20 of exact", "right work among 20"]
    return table(header, [_global_row(row) for row in rows])


def _global_row(row: Figures) -> list[str]:
    found = row["global"]
    return [
        f"{row['works']:,}",
        f"{row['works'] - row['real']:,}",
        f"{row['build_s']:,.0f}",
        f"{sum(row['files'].values()) / 1e9:.2f}",
        f"{found['resident_mb']:.0f}",
        f"{found['anonymous_mb']:.0f}",
        _spread(found["vector_ms"]),
        _spread(found["photo_ms"]),
        f"{found['recall']:.3f}",
        f"{found['right_work']:.2f}",
    ]


def _local_table(rows: Sequence[Figures]) -> Iterator[str]:
    if not rows:
        return
    header = ["works", "voting index KB a work", "one look's vote p50 / p95 ms", "MB resident", "right work among 20"]
    header += ["photo → answer p50 / p95 ms", "of that search and vote", "named right"]
    yield table(header, [*(_local_row(row) for row in rows), *_extrapolated(rows)])


def _local_row(row: Figures) -> list[str]:
    local, whole = row["local"], row["whole"]
    return [
        f"{row['works']:,}",
        f"{local_bytes(row) / row['works'] / 1000:.1f}",
        _spread(local["vote_ms"]),
        f"{local['resident_mb']:.0f}",
        f"{local['right_work']:.2f}",
        _spread(whole["total_ms"]),
        _spread(whole["search_and_vote_ms"]),
        f"{whole['named_right']:.2f}",
    ]


def local_bytes(row: Figures) -> int:
    """Return the size of the voting index on disk."""
    return sum(size for name, size in row["files"].items() if name.startswith("local"))


def _extrapolated(rows: Sequence[Figures]) -> Iterator[list[str]]:
    """Yield what the largest size that was measured suggests of a million works, marked as such."""
    last = rows[-1]
    if len(rows) >= 2 and last["works"] < MILLION:
        gigabytes = local_bytes(last) / last["works"] * MILLION / 1e9
        size = f"{local_bytes(last) / last['works'] / 1000:.1f} ({gigabytes:.1f} GB)"
        yield [f"*{MILLION:,}, not measured*", f"*≈ {size}*", f"*≈ {grown_vote_ms(rows, MILLION):.0f}*", *["*–*"] * 5]


def grown_vote_ms(rows: Sequence[Figures], works: int) -> float:
    """Return the vote's median at `works` if it went on growing as between the two largest sizes measured: n^k."""
    (n1, t1), (n2, t2) = ((row["works"], row["local"]["vote_ms"]["p50"]) for row in rows[-2:])
    ratio: float = t2 / t1
    exponent = 0.0 if ratio <= 1 else math.log(ratio) / math.log(n2 / n1)
    grown: float = t2 * (works / n2) ** exponent
    return grown


def _spread(times: Figures) -> str:
    return f"{_milliseconds(times['p50'])} / {_milliseconds(times['p95'])}"


def _milliseconds(ms: float) -> str:
    return f"{ms:.2f}" if ms < 10 else f"{ms:,.0f}"
