"""Django's `flush`, as its transaction tests call it after each: several hundred times a run.

Django truncates every table, which PostgreSQL does by new files for each, and then makes all content types and
permissions again, the same ones. Here those two stay, and the others are emptied row by row: most have no row.
"""

from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.commands import flush
from django.db import connections, transaction

MADE_BY_MIGRATING = {ContentType._meta.db_table, Permission._meta.db_table}
# Tables refer to each other in circles. SQLite asks for that at the end of a transaction, PostgreSQL at each statement.
UNCHECKED = "SET LOCAL session_replication_role = replica"


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        """Empty all other tables in one transaction."""
        connection = connections[options["database"]]
        tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(UNCHECKED)
            for table in sorted(tables - MADE_BY_MIGRATING):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
