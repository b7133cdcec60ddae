"""Files of what was removed: kept while the history names them, so that it can be put back whole."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import PurePosixPath

from django.core.files.storage import Storage
from django.db.models import Model
from django.utils import timezone

from catalog.models import FloorPlan, Recording, ReferenceImage

# Where the files of each kind lie, below the store's root.
FOLDERS: tuple[tuple[type[Model], str, str], ...] = (
    (ReferenceImage, "file", "references"),
    (FloorPlan, "picture", "plans"),
    (Recording, "file", "recordings"),
)
# So young a file may be one whose row is not committed yet.
TOO_YOUNG = timedelta(hours=1)


def removed_files(days: int | None = None) -> list[tuple[Storage, str]]:
    """Return the files that nothing in the catalogue names any more, nor its history.

    Args:
        days: also those that the history names, of what was removed more than so many days ago.
    """
    return [found for folder in FOLDERS for found in _removed(*folder, days)]


def _removed(model: type[Model], name: str, folder: str, days: int | None) -> Iterator[tuple[Storage, str]]:
    storage: Storage = model._meta.get_field(name).storage  # type: ignore[union-attr]
    history = model.history.all()  # type: ignore[attr-defined]
    if days is not None:
        history = history.filter(history_date__gte=timezone.now() - timedelta(days=days))
    named = {*model._base_manager.values_list(name, flat=True), *history.values_list(name, flat=True)}
    for path in _files(storage, folder):
        if path not in named and storage.get_modified_time(path) < timezone.now() - TOO_YOUNG:
            yield storage, path


def _files(storage: Storage, folder: str) -> Iterator[str]:
    """Give the files in a folder and those below; none where nothing was ever stored."""
    if not storage.exists(folder):
        return
    folders, files = storage.listdir(folder)
    yield from (str(PurePosixPath(folder, file)) for file in files)
    for below in folders:
        yield from _files(storage, str(PurePosixPath(folder, below)))
