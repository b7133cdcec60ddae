"""Collect static files only when a source has changed: hashing and compressing them all takes seconds."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

STAMP = ".collected-from"


def collect_static() -> bool:
    """Bring STATIC_ROOT up to date; return whether anything had to be done."""
    stamp = Path(settings.STATIC_ROOT) / STAMP
    sources = _fingerprint()
    if stamp.exists() and stamp.read_text() == sources:
        return False
    # Cleared first: by itself the command leaves a file whose new version is dated before the day it was collected.
    call_command("collectstatic", clear=True, interactive=False, verbosity=0)
    stamp.write_text(sources)
    return True


def _fingerprint() -> str:
    """Return a hash of the name, size and time of every source file, and of where they go."""
    described = [settings.STORAGES["staticfiles"]["BACKEND"], *sorted(_sources())]
    return hashlib.sha256("\n".join(described).encode()).hexdigest()


def _sources() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            yield f"{name} {status.st_size} {status.st_mtime_ns}"
