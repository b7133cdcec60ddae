"""Restoring: everything is verified first, then either the whole site is as it was, or nothing has changed.

Files are added beside what is there, under names that no other file ever has; then one transaction replaces all rows;
only then are files removed that no row names any more. A process that is killed leaves a whole site at every moment.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import StateApps

from artrecog.backups.archive import MEDIA, SECRET_KEY, TABLES, IterWrapper, Migration, Reader
from artrecog.backups.errors import DamagedArchive, NewerArchive, NoSpace, OlderArchive, SiteNotEmpty
from artrecog.backups.tables import (
    applied_migrations,
    apps_at,
    empty_tables,
    every_table,
    go_on_counting,
    kept_tables,
    known_migrations,
    load_lines,
)

# What `migrate` and `prepare` write by themselves.
IN_AN_EMPTY_SITE = {"contenttypes.contenttype", "auth.permission", "auth.group", "auth.group_permissions"}


def restore(archive: Reader, iter_wrapper: IterWrapper, *, replace: bool) -> None:
    """Make this site what the archive holds, brought to this version.

    Raises:
        BackupError: why nothing was changed.
    """
    archive.verify(iter_wrapper)
    _refuse_newer(archive.manifest.migrations)
    _refuse_contents(archive.manifest.migrations, replace=replace)
    _check_space(archive)
    _have_tables_of(archive.manifest.migrations)
    with _files_added(archive), transaction.atomic():
        _load(archive, apps_at(archive.manifest.migrations))
    if replace:
        _remove_other_files(archive)
    _restore_secret(archive)
    call_command("migrate", interactive=False, verbosity=0)


def _refuse_newer(migrations: frozenset[Migration]) -> None:
    unknown = sorted(migrations - known_migrations())
    if unknown:
        app, name = unknown[0]
        raise NewerArchive(f"The archive was made by a later version, with {app}.{name}. Upgrade first, then restore.")


def _refuse_contents(migrations: frozenset[Migration], *, replace: bool) -> None:
    applied = applied_migrations()
    found = _first_contents(apps_at(applied)) if applied else None
    if found and not replace:
        raise SiteNotEmpty(f"This site is not empty: there are rows in {found}. --replace removes all that it has.")
    if found and applied != migrations:
        raise OlderArchive(
            "The archive was made by an earlier version. Restore it into an empty site: a new data directory, and "
            "on PostgreSQL a new database."
        )


def _first_contents(apps: StateApps) -> str | None:
    """Return the name of a table that somebody has written into."""
    for table in kept_tables(apps):
        if table._meta.label_lower not in IN_AN_EMPTY_SITE and table._base_manager.exists():
            return table._meta.label_lower
    return None


def _check_space(archive: Reader) -> None:
    needed = sum(archive.manifest.members[name].size for name in archive.names(MEDIA))
    free = shutil.disk_usage(settings.DATA_DIR).free
    if needed > free:
        raise NoSpace(f"The files take {needed // 2**20} MB; {settings.DATA_DIR} has {free // 2**20} MB left.")


def _have_tables_of(migrations: frozenset[Migration]) -> None:
    """Give an empty site the tables that the archive's rows fit into; nothing to do for the same version."""
    applied = applied_migrations()
    if applied == migrations:
        return
    if applied:
        with connection.schema_editor() as editor:
            for table in every_table(apps_at(applied)):
                if not table._meta.auto_created:  # those between two models go with the first
                    editor.delete_model(table)
        MigrationRecorder(connection).flush()
    executor = MigrationExecutor(connection)
    executor.migrate(_last_of(migrations, executor))


def _last_of(migrations: frozenset[Migration], executor: MigrationExecutor) -> list[Migration]:
    """Return those that no other one of the same app follows."""
    children = {key: executor.loader.graph.node_map[key].children for key in migrations}
    return sorted(
        key for key in migrations if not any(c.key in migrations and c.key[0] == key[0] for c in children[key])
    )


def _load(archive: Reader, apps: StateApps) -> None:
    tables = {table._meta.label_lower: table for table in every_table(apps)}
    empty_tables(list(tables.values()))
    for name, expected in archive.manifest.rows.items():
        count = load_lines(tables[name], archive.lines(f"{TABLES}{name}.jsonl"))
        if count != expected:
            raise DamagedArchive(f"The archive lists {expected} rows of {name} and holds {count}.")
    go_on_counting(list(tables.values()))


@contextmanager
def _files_added(archive: Reader) -> Iterator[None]:
    """Add the archive's files; when what follows fails, remove them again."""
    with ExitStack() as undo:
        for name in archive.names(MEDIA):
            path = _place_of(name)
            if not path.exists():
                undo.callback(path.unlink)
            _write(path, archive.chunks(name))
        # One call for all of them: a file at a time would wait for the disk as often as there are files.
        os.sync()
        yield
        undo.pop_all()


def _place_of(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / name.removeprefix(MEDIA)


def _write(path: Path, chunks: Iterable[bytes], mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.part")
    draft.touch(mode=mode)
    with draft.open("wb") as file:
        file.writelines(chunks)
    draft.replace(path)


def _remove_other_files(archive: Reader) -> None:
    kept = {_place_of(name) for name in archive.names(MEDIA)}
    for path in list(Path(settings.MEDIA_ROOT).rglob("*")):
        if path.is_file() and path not in kept:
            path.unlink()


def _restore_secret(archive: Reader) -> None:
    for name in archive.names(SECRET_KEY):
        _write(settings.DATA_DIR / name, archive.chunks(name), mode=0o600)
