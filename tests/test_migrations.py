"""An upgrade does not make visitors wait while a large table is locked; a migration that does so anyway says why."""

import uuid

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models.functions import Now
from django.utils import timezone

from artrecog.migrating import AddConstraintForNewRows, AddIndexBesideWriters
from tests.locking import locking_migrations, locking_operations, locks_of

# Made before the first release, when no table was large. None is to be added; see docs/operations.md, "Upgrading".
BEFORE_THE_RULE = {
    ("catalog", "0002_visitor_guide"),
    ("catalog", "0003_picture_rights"),
    ("catalog", "0007_rooms_drawn"),
    ("desk", "0003_asked_by"),
    ("visits", "0002_review"),
}


@pytest.fixture
def loader(settings) -> MigrationLoader:
    settings.MIGRATION_MODULES = {}  # the quick tests run without
    return MigrationLoader(None)


def locks(*added: operations.base.Operation) -> list[str]:
    """Return what locks when these are done to a table that has been there."""
    there = operations.CreateModel(
        "Work",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("title", models.CharField(max_length=100, null=True)),
            ("place", models.IntegerField(null=True)),
        ],
    )
    state = ProjectState()
    there.state_forwards("catalog", state)
    migration = type("Migration", (Migration,), {"operations": list(added)})("0002_next", "catalog")
    return list(locks_of(migration, state))


def test_no_migration_locks_a_large_table_without_saying_why(loader: MigrationLoader):
    new = [found for found in locking_operations(loader) if found[:2] not in BEFORE_THE_RULE]
    assert new == [], "Do it otherwise, or say in `locks_because` of the Migration why it does no harm."


def test_the_exceptions_are_still_needed(loader: MigrationLoader):
    assert locking_migrations(loader) >= BEFORE_THE_RULE


@pytest.mark.parametrize(
    ("operation", "why"),
    [
        (operations.AddIndex("work", models.Index(fields=["title"], name="by_title")), "BesideWriters"),
        (
            operations.AddConstraint("work", models.UniqueConstraint(fields=["title"], name="one")),
            "ForNewRows",
        ),
        (operations.AddField("work", "year", models.IntegerField(null=True, db_index=True)), "index is built"),
        (operations.AddField("work", "key", models.UUIDField(default=uuid.uuid4)), "every row gets the same"),
        (operations.AddField("work", "seen", models.DateTimeField(default=timezone.now)), "every row gets the same"),
        (
            operations.AddField("work", "seen", models.DateTimeField(db_default=Now())),
            "written anew",
        ),
        (operations.AddField("work", "creator", models.ForeignKey("Work", models.CASCADE, null=True)), "index"),
        (operations.AlterField("work", "place", models.BigIntegerField(null=True)), "written anew"),
        (operations.AlterField("work", "title", models.CharField(max_length=50, null=True)), "written anew"),
        (operations.AlterField("work", "place", models.IntegerField(default=0)), "every row is checked"),
        (operations.AlterField("work", "place", models.IntegerField(null=True, unique=True)), "index is built"),
        (operations.RunPython(lambda apps, editor: None), "in batches"),
        (operations.RunSQL("UPDATE catalog_work SET place = 1"), "in batches"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, operations.base.Operation) else str(value),
)
def test_what_locks_is_named_with_what_to_do_instead(operation: operations.base.Operation, why: str):
    (found,) = locks(operation)
    assert why in found


@pytest.mark.parametrize(
    "operation",
    [
        AddIndexBesideWriters("work", models.Index(fields=["title"], name="by_title")),
        AddConstraintForNewRows("work", models.CheckConstraint(condition=models.Q(place__gt=0), name="above")),
        operations.AddField("work", "year", models.IntegerField(null=True)),
        operations.AddField("work", "facts", models.JSONField(default=dict)),
        operations.AddField("work", "shown", models.BooleanField(default=True)),
        operations.AddField("work", "rank", models.IntegerField(db_default=0)),
        operations.AlterField("work", "title", models.CharField(max_length=200, null=True)),
        operations.RemoveField("work", "title"),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_takes_no_time_passes(operation: operations.base.Operation):
    assert locks(operation) == []


def test_a_table_that_a_migration_makes_itself_is_empty():
    made = operations.CreateModel("Room", [("id", models.BigAutoField(primary_key=True))])
    assert locks(made, operations.AddIndex("room", models.Index(fields=["id"], name="by_id"))) == []


def test_a_reason_makes_an_exception(loader: MigrationLoader, monkeypatch):
    app, name, _ = next(locking_operations(loader))
    monkeypatch.setattr(loader.graph.nodes[app, name], "locks_because", "The table has ten rows.", raising=False)
    assert (app, name) not in locking_migrations(loader)


@pytest.mark.medium
@pytest.mark.django_db
def test_on_sqlite_they_do_the_plain_thing_and_undo_it():
    """What PostgreSQL does with them, `tests/services/test_upgrading.py` shows."""
    if connection.vendor != "sqlite":
        pytest.skip("For SQLite; PostgreSQL is asked in tests/services.")
    index = models.Index(fields=["name"], name="creator_by_name")
    operation = AddIndexBesideWriters("creator", index)
    before, after = states(operation)
    editor = connection.SchemaEditorClass(connection, atomic=False)
    editor.deferred_sql = []
    operation.database_forwards("catalog", editor, before, after)
    assert "creator_by_name" in indexes()
    operation.database_backwards("catalog", editor, after, before)
    assert "creator_by_name" not in indexes()


def states(operation: operations.base.Operation) -> tuple[ProjectState, ProjectState]:
    before = ProjectState.from_apps(apps)
    after = before.clone()
    operation.state_forwards("catalog", after)
    return before, after


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, "catalog_creator"))
