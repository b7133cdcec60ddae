"""PostgreSQL takes the operations that keep nobody waiting, and looks at rows while others are written."""

import pytest

from tests.services.site import Site

pytestmark = [pytest.mark.services, pytest.mark.slow]

CHANGE = """
from django.db import connection, connections, models, transaction
from django.db.migrations.state import ModelState, ProjectState
from artrecog.migrating import AddConstraintForNewRows, AddIndexBesideWriters, CheckRowsOfConstraint

fields = [("id", models.BigAutoField(primary_key=True)), ("place", models.IntegerField())]
state = ProjectState()
state.add_model(ModelState("catalog", "UpgradeTrial", fields))
Trial = state.apps.get_model("catalog", "UpgradeTrial")
with connection.schema_editor() as editor:
    editor.create_model(Trial)
connections["writer"] = connections["default"].copy("writer")
above = models.CheckConstraint(condition=models.Q(place__gt=0), name="trial_above")


def do(operation):
    after = state.clone()
    operation.state_forwards("catalog", after)
    with connection.schema_editor(atomic=False) as editor:
        operation.database_forwards("catalog", editor, state, after)
    return after


with connection.cursor() as cursor:
    cursor.execute("SET lock_timeout = '1s'")
state = do(AddIndexBesideWriters("upgradetrial", models.Index(fields=["place"], name="trial_by_place")))
state = do(AddConstraintForNewRows("upgradetrial", above))
with transaction.atomic(using="writer"):
    # A row that is written and not committed: whatever keeps writers out would wait for it, and fail after a second.
    Trial.objects.using("writer").create(place=1)
    state = do(CheckRowsOfConstraint("upgradetrial", "trial_above"))
with connection.cursor() as cursor:
    made = connection.introspection.get_constraints(cursor, "catalog_upgradetrial")
    cursor.execute("SELECT convalidated FROM pg_constraint WHERE conname = 'trial_above'")
    print(made["trial_by_place"]["index"], cursor.fetchone()[0])
    cursor.execute("DROP TABLE catalog_upgradetrial")
"""


def test_an_index_and_a_constraint_are_added_and_rows_looked_at_while_others_are_written(tmp_path, postgresql_url: str):
    site = Site.install(tmp_path, DATABASE_URL=postgresql_url)
    assert site.run_code(CHANGE).split() == ["True", "True"]
