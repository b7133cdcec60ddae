"""Which operations of a migration lock or rewrite a table on PostgreSQL for as long as it is large."""

from collections.abc import Iterable, Iterator

from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models.expressions import Expression, Value

OURS = {"catalog", "recognition", "visits", "desk", "quality"}
# A migration that must do it anyway, or does it to a table that stays small, says why in this attribute.
REASON = "locks_because"

Key = tuple[str, str]
Found = tuple[str, str, str]
"""App, migration, and what locks."""


def locking_migrations(loader: MigrationLoader) -> set[Key]:
    """Return the migrations of ours that lock a large table and do not say why."""
    return {(app, name) for app, name, _ in locking_operations(loader)}


def locking_operations(loader: MigrationLoader) -> Iterator[Found]:
    """Return each operation of ours that locks, in the order in which they run."""
    state = ProjectState()
    for key in _in_order(loader):
        migration = loader.graph.nodes[key]
        found = list(locks_of(migration, state))
        if key[0] in OURS and not getattr(migration, REASON, ""):
            yield from ((*key, words) for words in found)


def locks_of(migration: Migration, state: ProjectState) -> Iterator[str]:
    """Return in words what locks in a migration, bringing `state` forward; tables that it makes itself are empty."""
    made: set[str] = set()
    for operation in migration.operations:
        if isinstance(operation, operations.CreateModel):
            made.add(operation.name_lower)
        elif getattr(operation, "model_name_lower", None) not in made:
            yield from _locks(operation, migration.app_label, state)
        operation.state_forwards(migration.app_label, state)


def _in_order(loader: MigrationLoader) -> Iterable[Key]:
    """Return every migration once, each after those that it depends on."""
    plans = (loader.graph.forwards_plan(leaf) for leaf in sorted(loader.graph.leaf_nodes()))
    return dict.fromkeys(key for plan in plans for key in plan)


def _locks(operation: Operation, app: str, state: ProjectState) -> Iterator[str]:
    name = f"{type(operation).__name__} {getattr(operation, 'model_name', '')}".strip()
    if isinstance(operation, operations.AddField):
        yield from (f"{name}.{operation.name}: {why}" for why in _added(operation.field))
    elif isinstance(operation, operations.AlterField):
        before = state.models[app, operation.model_name_lower].fields[operation.name]
        yield from (f"{name}.{operation.name}: {why}" for why in _altered(before, operation.field))
    elif type(operation) is operations.AddIndex:
        yield f"{name}: writers wait until the index is built; use AddIndexBesideWriters"
    elif type(operation) is operations.AddConstraint:
        yield f"{name}: writers wait until every row is checked; use AddConstraintForNewRows"
    elif isinstance(operation, operations.AlterUniqueTogether):
        yield f"{name}: writers wait until the index is built"
    elif isinstance(operation, operations.RunPython | operations.RunSQL):
        yield f"{name}: rows that it changes stay locked until all are; work in batches, with atomic = False"


def _added(field: models.Field) -> Iterator[str]:
    if _is_indexed(field):
        yield "its index is built while writers wait; add the field without one, then AddIndexBesideWriters"
    if field.generated or (isinstance(field.db_default, Expression) and not isinstance(field.db_default, Value)):
        yield "the whole table is written anew to compute it"
    if field.has_default() and callable(field.default) and not field.null and field.default not in (dict, list, set):
        yield "its default is computed once, and every row gets the same"


def _altered(before: models.Field, after: models.Field) -> Iterator[str]:
    if before.get_internal_type() != after.get_internal_type() or _is_shorter(before, after):
        yield "the whole table is written anew in the other type"
    if before.null and not after.null:
        yield "every row is checked while writers wait"
    if _is_indexed(after) and not _is_indexed(before):
        yield "its index is built while writers wait; use AddIndexBesideWriters"


def _is_indexed(field: models.Field) -> bool:
    return bool(getattr(field, "db_index", False)) or field.unique


def _is_shorter(before: models.Field, after: models.Field) -> bool:
    """Tell whether rows must be looked at: a longer text or number needs nothing."""
    sizes = ("max_length", "max_digits")
    return any((getattr(before, size, None) or 0) > (getattr(after, size, None) or 0) for size in sizes)
