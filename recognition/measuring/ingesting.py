"""How many works a second `build_index` takes in: features extracted and stored, index written and switched to."""

import resource
import shutil
import time
from pathlib import Path
from typing import Any

from recognition.measuring.processes import manage


def measure_ingest(project: Path, data: Path, art: Path, table: Path, works: int) -> dict[str, Any]:
    """Import the demo works and those of `table` (pictures in `art`) into an empty `data`; time the build alone.

    works: how many there are then. The start of the process counts.

    Raises:
        subprocess.CalledProcessError: a command failed.
    """
    shutil.rmtree(data, ignore_errors=True)
    manage(project, data, "migrate", "--verbosity", "0")
    manage(project, data, "load_demo")
    manage(project, data, "import_catalog", str(table), "--source", "art", "--images", str(art))
    # What importing has extracted already is to be extracted again.
    shutil.rmtree(data / "features", ignore_errors=True)
    start, cpu = time.perf_counter(), _cpu_seconds()
    manage(project, data, "build_index")
    seconds, cpu_seconds = time.perf_counter() - start, _cpu_seconds() - cpu
    return {
        "works": works,
        "seconds": round(seconds, 1),
        "works_per_second": round(works / seconds, 2),
        "cpu_ms_per_work": round(cpu_seconds / works * 1000, 1),
    }


def _cpu_seconds() -> float:
    """Return what the processes that this one started and awaited have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
