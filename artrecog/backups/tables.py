"""Rows as lines of JSON, and lines as rows, at whichever state of the migrations they were written.

Django's own historical models read and write them, so a table is known as it was then, not as today's code has it.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date, time
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.management.color import no_style
from django.db import connection, connections, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import StateApps

from artrecog.backups.archive import Migration
from artrecog.backups.errors import DamagedArchive

BATCH = 1000
# Who is logged in, and what `build_index` makes again: rows that say what lies in `indexes/` and `features/`.
LEFT_OUT = {
    "sessions.session",
    "recognition.indexbuild",
    "recognition.deltaentry",
    "recognition.unusablepicture",
}

Table = type[models.Model]


def applied_migrations(alias: str = "default") -> frozenset[Migration]:
    """Return app and name of each migration that is applied and that this code has."""
    loader = MigrationLoader(connections[alias])
    return frozenset(key for key in loader.applied_migrations if key in loader.disk_migrations)


def known_migrations() -> frozenset[Migration]:
    """Return those that this code has."""
    return frozenset(MigrationLoader(None).disk_migrations)


def apps_at(migrations: Iterable[Migration]) -> StateApps:
    """Return the models as they were once these migrations were applied."""
    return MigrationLoader(None).project_state(sorted(migrations)).apps


def every_table(apps: StateApps) -> list[Table]:
    """Return all that the migrations made, those between two models too."""
    found = apps.get_models(include_auto_created=True)
    return [table for table in found if table._meta.managed and not table._meta.proxy]


def kept_tables(apps: StateApps) -> list[Table]:
    """Return those that a backup holds, by name."""
    kept = [table for table in every_table(apps) if table._meta.label_lower not in LEFT_OUT]
    return sorted(kept, key=lambda table: table._meta.label_lower)


def to_lines(table: Table, alias: str) -> Iterator[bytes]:
    """Return the columns, then every row in order of its key, each as a line."""
    names = [column.attname for column in _columns(table)]
    yield _line(names)
    rows = table._base_manager.using(alias).order_by("pk").values_list(*names)
    yield from map(_line, rows.iterator(chunk_size=BATCH))


def load_lines(table: Table, lines: Iterator[bytes]) -> int:
    """Write rows into an empty table, and return how many."""
    columns = _named_columns(table, json.loads(next(lines)))
    count = 0
    while batch := [_row(table, columns, line) for line in islice(lines, BATCH)]:
        table._base_manager.bulk_create(batch)
        count += len(batch)
    return count


def empty_tables(tables: list[Table]) -> None:
    """Remove all rows of these tables, which no other table refers to."""
    names = [table._meta.db_table for table in tables]
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), names, reset_sequences=True))


def go_on_counting(tables: list[Table]) -> None:
    """Have the next row get a number that no row of these tables has."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)


def _columns(table: Table) -> list[models.Field]:
    return [column for column in table._meta.concrete_fields if not column.generated]


def _named_columns(table: Table, names: list[str]) -> list[models.Field]:
    columns = {column.attname: column for column in _columns(table)}
    if set(names) != set(columns):
        raise DamagedArchive(f"The columns of {table._meta.label_lower} are not those of its migrations.")
    for column in columns.values():
        # A row is to have the time that it had, not that of its return.
        column.auto_now = column.auto_now_add = False  # type: ignore[attr-defined]
    return [columns[name] for name in names]


def _row(table: Table, columns: list[models.Field], line: bytes) -> models.Model:
    values = zip(columns, json.loads(line), strict=True)
    return table(**{column.attname: column.to_python(value) for column, value in values})


def _line(values: Iterable[Any]) -> bytes:
    return json.dumps(list(values), default=_plain, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _plain(value: object) -> str:
    if isinstance(value, date | time):  # a datetime is a date
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"A backup cannot hold a {type(value).__name__}.")
