"""What tests of faults found: kept as files, from which docs/operations.md has its table. No figure is typed.

python -m tests.findings        write the table from what the tests found when they ran last
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.conftest import REPOSITORY

FOLDER = REPOSITORY / "var" / "faults"
PAGE = REPOSITORY / "docs" / "operations.md"
BEGIN = "<!-- faults: written by `python -m tests.findings`; what is typed here is overwritten -->\n"
END = "<!-- /faults -->\n"
HEADER = "| fault | what the visitor sees | what is lost | seconds to recover | test |\n|---|---|---|---|---|\n"


@dataclass(frozen=True)
class Finding:
    """What happened in one fault.

    seconds: from the end of the fault until all was well. sweep_seconds: what the clock of a real site may add, since a
    test's sweeps come sooner.
    """

    fault: str
    sees: str
    lost: str
    seconds: float
    test: str
    sweep_seconds: float = 0.0


def note_finding(
    fault: str, *, sees: str, lost: str = "nothing", seconds: float, test: str, sweep_seconds: float = 0.0
) -> None:
    """Keep what a test found; `test` is its file, as `__file__` has it."""
    place = Path(test).relative_to(REPOSITORY).as_posix()
    finding = Finding(fault, sees, lost, round(seconds, 1), place, sweep_seconds)
    FOLDER.mkdir(parents=True, exist_ok=True)
    name = "".join(letter if letter.isalnum() else "-" for letter in fault)
    (FOLDER / f"{name}.json").write_text(json.dumps(asdict(finding)))


def findings() -> Iterator[Finding]:
    """Yield what is kept, in the order of the faults' names."""
    for path in sorted(FOLDER.glob("*.json")):
        yield Finding(**json.loads(path.read_text()))


def table() -> str:
    """Return the table in Markdown."""
    return HEADER + "".join(_row(finding) for finding in findings())


def write_table(page: Path = PAGE) -> None:
    """Write the table into the page, between its marks."""
    before, _, rest = page.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(before + BEGIN + table() + END + after)


def _row(finding: Finding) -> str:
    seconds = f"{finding.seconds:g}" + (f" + up to {finding.sweep_seconds:.0f}" if finding.sweep_seconds else "")
    test = finding.test.removeprefix("tests/").removesuffix(".py")
    return f"| {finding.fault} | {finding.sees} | {finding.lost} | {seconds} | `{test}` |\n"


if __name__ == "__main__":
    write_table()
