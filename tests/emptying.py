"""Emptying the database after a test that has committed: only tables in which something stands.

Django empties all of them, which takes PostgreSQL seconds, and writes down anew what may be permitted.
"""

from django.db import connection, transaction
from django.test import TransactionTestCase

# Written by migrations, and by no test.
KEPT = {"django_content_type", "auth_permission"}

empty_as_django_does = TransactionTestCase._fixture_teardown


def empty_what_is_filled(case: TransactionTestCase) -> None:
    if connection.vendor == "postgresql" and not is_superuser():
        return empty_as_django_does(case)
    tables = filled_tables()
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Neither the guard of the log nor references keep rows of which none will be left.
            cursor.execute("SET LOCAL session_replication_role = replica")
        for table in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def is_superuser() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return cursor.fetchone() == (True,)


def filled_tables() -> list[str]:
    tables = {*connection.introspection.django_table_names(only_existing=True, include_views=False)} - KEPT
    names = {table: connection.ops.quote_name(table) for table in sorted(tables)}
    ask = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {name})" for table, name in names.items())
    with connection.cursor() as cursor:
        cursor.execute(ask)
        return [table for (table,) in cursor.fetchall()]
