"""Operations for migrations that let visitors' and workers' writes go on while a large table changes on PostgreSQL.

Django's own ones exist on PostgreSQL only; these do the plain thing on SQLite, whose tables change within a moment.
`tests/locking.py` knows which operations need them. A migration that uses `AddIndexBesideWriters` has `atomic = False`.
"""

from typing import Any

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db.migrations.operations import AddConstraint, AddIndex
from django.db.migrations.state import ProjectState


class AddIndexBesideWriters(AddIndexConcurrently):
    """Builds an index while rows are written."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: Any) -> None:
        operation = AddIndexConcurrently if _is_postgresql(schema_editor) else AddIndex
        operation.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: Any) -> None:
        operation = AddIndexConcurrently if _is_postgresql(schema_editor) else AddIndex
        operation.database_backwards(self, app_label, schema_editor, from_state, to_state)


class AddConstraintForNewRows(AddConstraintNotValid):
    """Holds for rows that are written from now on; a later migration has `CheckRowsOfConstraint` look at the others."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: Any) -> None:
        operation = AddConstraintNotValid if _is_postgresql(schema_editor) else AddConstraint
        operation.database_forwards(self, app_label, schema_editor, from_state, to_state)


class CheckRowsOfConstraint(ValidateConstraint):
    """Looks at all rows while others are written; on SQLite that was done when the constraint was added."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: Any) -> None:
        if _is_postgresql(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)


def _is_postgresql(schema_editor: Any) -> bool:
    return bool(schema_editor.connection.vendor == "postgresql")
