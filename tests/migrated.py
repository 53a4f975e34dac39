"""Databases in which every migration has been run, made once for all processes of a run: each copies one."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg2

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def migrated_file() -> Iterator[str]:
    """The path of an SQLite database to copy."""
    with tempfile.TemporaryDirectory(prefix="scheduling-migrated-") as folder:
        path = f"{folder}/db.sqlite3"
        migrate(f"sqlite:///{path}")
        yield path


@contextmanager
def migrated_database(server: str | None) -> Iterator[str]:
    """The name of a database on the PostgreSQL server to make others from; none without a server."""
    if server is None:
        yield ""
        return
    name = f"migrated_{uuid4().hex[:8]}"
    execute(server, f"CREATE DATABASE {name}")
    try:
        migrate(server.rsplit("/", 1)[0] + f"/{name}")
        yield name
    finally:
        execute(server, f"DROP DATABASE {name}")


def migrate(address: str) -> None:
    own = {"DJANGO_SETTINGS_MODULE": "tests.settings", "TEST_DATABASE_URL": address, "TEST_REDIS_URL": ""}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"]
    subprocess.run(command, cwd=ROOT, env=os.environ | own, check=True)


def execute(server: str, statement: str) -> None:
    with closing(psycopg2.connect(server)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(statement)
