"""A site whose worker imports a large catalogue; run as a program, so that it can be killed.

usage: python -m tests.services.importing begin|finish ROWS
`begin` uploads a table, checks it, and kills itself while it writes; `finish` goes on, and then undoes everything.
"""

import json
import os
import re
import resource
import signal
import sys
import time
from datetime import timedelta
from itertools import count
from pathlib import Path

import django
import django.apps

if not django.apps.apps.ready:
    django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from desk import running
from desk.models import CatalogImport
from desk.uploading import take_upload
from tests.desk.imports import Status, fingerprint

KILLED_AT_GROUP = 4


def table(rows: int) -> bytes:
    header = "source_id,title,creator,year,medium,height_cm,width_cm,venue,room"
    lines = (
        f"{n},Landscape {n},Painter {n // 5},{1500 + n % 400},Oil,70,90,City Museum,Room {n % 60}" for n in range(rows)
    )
    return "\n".join([header, *lines]).encode()


def work(run: CatalogImport) -> dict[str, object]:
    """Do what the state of an import asks for; return where it is then, how long it took, and this process's peak."""
    begun = time.monotonic()
    running.run_import(run.pk)
    seconds = time.monotonic() - begun
    run.refresh_from_db()
    states = {state: run.rows.filter(state=state).count() for state in set(run.rows.values_list("state", flat=True))}
    return {
        "status": run.status,
        "states": states,
        "seconds": round(seconds, 1),
        "megabytes": round(peak_megabytes()),
    } | {"catalogue": fingerprint()}


def peak_megabytes() -> float:
    """Return the most memory that this program had; what `getrusage` says may be its parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text())[1]) / 1024  # type: ignore[index]
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2  # macOS counts bytes


def die_in_the_middle() -> None:
    """Have this process killed, with a group of rows written and not yet committed."""
    save, groups = running._save, count(1)

    def save_or_die(rows):
        save(rows)
        if next(groups) == KILLED_AT_GROUP:
            os.kill(os.getpid(), signal.SIGKILL)

    running._save = save_or_die


def begin(rows: int) -> None:
    call_command("migrate", verbosity=0)
    run = take_upload(SimpleUploadedFile("works.csv", table(rows)), source="m", venue="", user_id=None)
    CatalogImport.objects.move(run.pk, Status.MAPPING, Status.CHECKING)
    tell(work(run))
    CatalogImport.objects.move(run.pk, Status.CHECKED, Status.COMMITTING)
    die_in_the_middle()
    work(run)


def finish() -> None:
    run = CatalogImport.objects.get()
    tell({"states": list(run.rows.values_list("state", flat=True)).count("added")})
    CatalogImport.objects.update(heartbeat_at=timezone.now() - timedelta(hours=1))
    assert running.release_abandoned() == [run.pk]
    tell(work(run))
    CatalogImport.objects.move(run.pk, Status.COMMITTED, Status.UNDOING)
    tell(work(run))


def tell(facts: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    begin(int(sys.argv[2])) if sys.argv[1] == "begin" else finish()
