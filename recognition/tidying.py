"""Files that no row names: of a process that was killed before it wrote the row, of pictures that are gone."""

import logging
import os
import time
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from django.conf import settings

from catalog.models import ReferenceImage
from recognition.models import Recognition

logger = logging.getLogger(__name__)

# What a living process is about to name in a row, or has just read from one, is younger.
LEFT_AFTER_SECONDS = 24 * 3600.0


def remove_leftovers() -> int:
    """Remove photos without a recognition, features of pictures that are gone, and drafts; return how many."""
    files = [*_orphan_photos(), *_orphan_features()]
    for path in files:
        path.unlink(missing_ok=True)
    if files:
        logger.info("Removed %d files that nothing names any more", len(files))
    return len(files)


def _orphan_photos() -> Iterator[Path]:
    media = Path(settings.MEDIA_ROOT)
    for day, photos in groupby(_old_files(media / "photos"), lambda path: path.parent):
        folder = day.relative_to(media).as_posix()
        named = set(Recognition.objects.filter(photo__startswith=f"{folder}/").values_list("photo", flat=True))
        yield from (photo for photo in photos if photo.relative_to(media).as_posix() not in named)


def _orphan_features() -> Iterator[Path]:
    """Yield features whatever network extracted them: a picture that was taken down leaves nothing behind."""
    for folder, files in groupby(_old_files(settings.DATA_DIR / "features"), lambda path: path.parent):
        pictures = ReferenceImage.objects.filter(sha256__startswith=folder.name)
        hashes = set(pictures.values_list("sha256", flat=True))
        yield from (path for path in files if path.suffix != ".npz" or path.stem not in hashes)


def _old_files(folder: Path) -> Iterable[Path]:
    """Yield the files below `folder` that are a day old, folder by folder."""
    before = time.time() - LEFT_AFTER_SECONDS
    for parent, _, names in os.walk(folder):
        yield from (path for name in names if _is_older(path := Path(parent, name), before))


def _is_older(path: Path, before: float) -> bool:
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:
        return False  # another worker's sweep was quicker
