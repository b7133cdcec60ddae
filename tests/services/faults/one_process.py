"""Faults that one process can have, run as a program on a data directory of its own: full disks, and killed builds.

usage: python -m tests.services.faults.one_process
It prints a line of JSON for each fault: what was seen, what was left, and how long it took to be well again.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import django
import django.apps

if not django.apps.apps.ready:
    django.setup()

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import Client

from recognition import builds, gallery, indexing, resources
from recognition.core import index_faiss, index_files
from recognition.gallery import indexes_dir
from recognition.models import IndexBuild, Recognition
from recognition.runner import recognize_bytes
from tests.recognition.conftest import SMALL_EXTRACTOR
from tests.recognition.museum import hang, photo_of

DISK_BYTES, ROOM_BYTES = 20_000_000, 10_000
KILLED, REFUSED = 9, 503
seeds = count(71)


def die(*arguments: object, **options: object) -> None:
    os._exit(KILLED)


def die_half_way(images: list[Any]) -> Iterator[Any]:
    yield from stored_features(images[:1])
    die()


def remove_a_file_and_die(folder: Path, **options: object) -> None:
    if folder.exists():
        next(folder.iterdir()).unlink()
        die()


def drop_before_the_build_and_die_after_it() -> None:
    drop_old_builds() if next(drops) == 0 else die()


drops = count()
drop_old_builds = builds.drop_old_builds
stored_features = indexing._stored_features
# Where a build is killed, and what is replaced for that by what.
STEPS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "while features are packed": (indexing, "_stored_features", die_half_way),
    "before the manifest": (index_faiss, "publish", die),
    "before it is renamed": (index_files, "_flush", die),
    "before it is switched to": (builds, "activate", die),
    "in the transaction that switches": (builds, "strike_from_delta", die),
    "before the oldest is removed": (builds, "drop_old_builds", drop_before_the_build_and_die_after_it),
    "while the oldest is removed": (shutil, "rmtree", remove_a_file_and_die),
}


def prepare() -> None:
    class NoMigrations(dict[str, None]):
        def __contains__(self, app: object) -> bool:
            return True

        def __missing__(self, app: str) -> None:
            return None

    settings.MIGRATION_MODULES = NoMigrations()
    settings.ALLOWED_HOSTS.append("testserver")
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    call_command("migrate", run_syncdb=True, verbosity=0)
    resources._load_extractor = lambda: SMALL_EXTRACTOR  # type: ignore[assignment]


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Give `folder` a disk of its own, where root may; elsewhere `full` limits the size of files instead."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "none", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(mount, check=False, capture_output=True).returncode == 0
    try:
        yield
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)  # lazily: indexes stay mapped


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Leave room for no more than `ROOM_BYTES`."""
    if not os.path.ismount(folder):
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM_BYTES, hard))
        yield
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        return
    space = os.statvfs(folder)
    filler = folder / "filler"
    filler.write_bytes(bytes(space.f_bavail * space.f_frsize - ROOM_BYTES))
    yield
    filler.unlink()


@contextmanager
def full_database() -> Iterator[None]:
    """Let SQLite have not one page more than it has, as on a full disk."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        yield
        cursor.execute(f"PRAGMA max_page_count = {2**31 - 1}")


def send(seed: int) -> dict[str, Any]:
    """Send a photo by the page, as a script does; return what came back and what was kept."""
    client = Client(raise_request_exception=False, headers={"accept": "application/json"})
    response = client.post("/", {"photo": SimpleUploadedFile("p.jpg", photo_of(seed))})
    return {
        "status": response.status_code,
        "message": response.json().get("message", ""),
        "retry_after": response.headers.get("Retry-After"),
        "rows": Recognition.objects.count(),
        "files": len(list((settings.MEDIA_ROOT / "photos").rglob("*.jpg"))),
    }


def photos_on_a_full_disk() -> dict[str, Any]:
    seed = next(seeds)
    with small_disk(settings.MEDIA_ROOT / "photos"):
        with full(settings.MEDIA_ROOT / "photos"):
            during = send(seed)
        begun = time.monotonic()
        after = send(seed)
        return {"during": during, "after": after, "seconds": time.monotonic() - begun}


def photos_and_a_full_database() -> dict[str, Any]:
    seed = next(seeds)
    during = send(seed)
    with full_database():
        while during["status"] != REFUSED:  # the pages that it has still hold some rows
            before, during = during, send(seed)
    begun = time.monotonic()
    after = send(seed)
    return {"before": before, "during": during, "after": after, "seconds": time.monotonic() - begun}


def build_on_a_full_disk() -> dict[str, Any]:
    first, second = next(seeds), next(seeds)
    with small_disk(indexes_dir()):
        hang(first)
        active = indexing.build_index()
        assert active is not None
        hang(second)
        said = ""
        with full(indexes_dir()):
            try:
                call_command("build_index")
            except CommandError as error:
                said = str(error)
            facts = {"said": said, "active": active_name() == active.name, "left": folders(), "named": names(first)}
        begun = time.monotonic()
        indexing.build_index()
        facts |= {"seconds": time.monotonic() - begun, "named_after": names(second)}
    IndexBuild.objects.all().delete()
    return facts


def killed_build(step: str) -> dict[str, Any]:
    """Add a work, have the build of it killed at a step; then answer, build again, and answer again."""
    seed = next(seeds)
    hang(seed)
    before = active_name()
    exit_code = build_and_die(*STEPS[step])
    gallery.reset()
    answered = names(seed)
    switched = active_name() != before
    begun = time.monotonic()
    indexing.build_index()
    seconds = time.monotonic() - begun
    return {
        "killed": exit_code == KILLED,
        "answered": answered,
        "switched": switched,
        "answered_after": names(seed),
        "clean": folders() == sorted(IndexBuild.objects.values_list("name", flat=True)),
        "builds": IndexBuild.objects.count(),
        "seconds": seconds,
    }


def build_and_die(place: Any, name: str, replacement: Callable[..., Any]) -> int:
    """Build in a forked process in which something is replaced; return its exit code."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        setattr(place, name, replacement)
        indexing.build_index()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def names(seed: int) -> bool:
    """Tell whether a photo of a work is given its name."""
    return len(recognize_bytes(photo_of(seed)).matches) == 1


def active_name() -> str:
    return IndexBuild.objects.filter(active=True).values_list("name", flat=True).first() or ""


def folders() -> list[str]:
    return sorted(path.name for path in indexes_dir().iterdir() if path.is_dir())


def tell(fault: str, facts: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps({"fault": fault, **facts}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    prepare()
    tell("photos on a full disk", photos_on_a_full_disk())
    tell("a full database", photos_and_a_full_database())
    tell("a build on a full disk", build_on_a_full_disk())
    for _ in range(2):  # so that the next build has an oldest one to remove
        hang(next(seeds))
        indexing.build_index()
    for step in STEPS:
        tell(step, killed_build(step))
