"""Making a backup while the site runs: rows as they are at one moment, then the files that they name."""

import platform
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import django
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from artrecog.backups.archive import (
    MEDIA,
    SECRET_KEY,
    TABLES,
    IterWrapper,
    Manifest,
    Writer,
    chunks_of,
    writing,
)
from artrecog.backups.tables import applied_migrations, apps_at, kept_tables, to_lines

ALIAS = "backup"


def make_backup(folder: Path, iter_wrapper: IterWrapper) -> Path:
    """Write an archive into `folder`, named by the time, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    path = folder / f"artrecog-{now:%Y%m%d-%H%M%S}.zip"
    with writing(path) as writer, _one_moment():
        migrations = applied_migrations(ALIAS)
        rows = _add_tables(writer, migrations)
        # After the rows: a file is stored before the row that names it, so none of theirs is missed.
        _add_files(writer, iter_wrapper)
        writer.finish(Manifest(now.isoformat(), _versions(), migrations, rows, writer.members))
    return path


@contextmanager
def _one_moment() -> Iterator[None]:
    """Open a connection that sees the database as it is now, however long it reads and whoever writes meanwhile."""
    reader = connections[DEFAULT_DB_ALIAS].copy(ALIAS)
    if reader.vendor == "sqlite":
        # The site's own transactions take the lock of the only writer.
        reader.settings_dict["OPTIONS"]["transaction_mode"] = "DEFERRED"
    connections[ALIAS] = reader
    try:
        with transaction.atomic(using=ALIAS):
            if reader.vendor == "postgresql":
                with reader.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        reader.close()
        del connections[ALIAS]


def _add_tables(writer: Writer, migrations: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Add each table, and return how many rows it has."""
    counts = {}
    for table in kept_tables(apps_at(migrations)):
        lines = _Counted(to_lines(table, ALIAS))
        writer.add(f"{TABLES}{table._meta.label_lower}.jsonl", lines, compress=True)
        counts[table._meta.label_lower] = lines.count - 1  # the first names the columns
    return counts


class _Counted:
    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = lines
        self.count = 0

    def __iter__(self) -> Iterator[bytes]:
        for line in self._lines:
            self.count += 1
            yield line


def _add_files(writer: Writer, iter_wrapper: IterWrapper) -> None:
    root = Path(settings.MEDIA_ROOT)
    names = sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
    for name in iter_wrapper(name for name in names if not name.endswith(".part")):
        _add_file(writer, MEDIA + name, root / name)
    if (settings.DATA_DIR / SECRET_KEY).exists():
        _add_file(writer, SECRET_KEY, settings.DATA_DIR / SECRET_KEY)


def _add_file(writer: Writer, name: str, path: Path) -> None:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return  # a visitor deleted their photo meanwhile: it is not kept against their will
    with file:
        writer.add(name, chunks_of(file), compress=False)


def _versions() -> dict[str, str]:
    return {"django": django.get_version(), "python": platform.python_version(), "database": connection.vendor}
