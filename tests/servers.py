"""PostgreSQL and Redis for the tests: named by the environment, found on their ports, or started here.

`python -m tests.servers` prints the Debian packages without which none could be had.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import redis

USUAL_POSTGRESQL = "postgres://postgres:postgres@127.0.0.1:5432/postgres"
USUAL_REDIS = "redis://127.0.0.1:6379/15"


@contextmanager
def postgresql() -> Iterator[str | None]:
    """The address of a PostgreSQL in which databases may be made, or None when there is none to be had."""
    if answering := answering_postgresql():
        yield answering
    elif programs := postgresql_programs():
        with own_postgresql(programs) as address:
            yield address
    else:
        yield None


def answering_postgresql() -> str | None:
    return first_of("TEST_DATABASE_URL", USUAL_POSTGRESQL, postgresql_version)


def postgresql_programs() -> Path | None:
    """The newest server on this machine."""
    return max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name), default=None)


def first_of(name: str, usual: str, version: Callable[[str], str | None]) -> str | None:
    """The server that the setting names, or the usual one where that cannot be used, which is said."""
    named = os.environ.get(name)
    if named and not version(named):
        print(f"The server that {name} names cannot be used; another is looked for.", file=sys.stderr, flush=True)
    return next((address for address in (named, usual) if address and version(address)), None)


@contextmanager
def own_postgresql(programs: Path) -> Iterator[str]:
    # It refuses to run as root.
    run_as = {"user": "postgres"} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="scheduling-postgresql-") as folder:
        os.chmod(folder, 0o777)
        data, port = f"{folder}/data", free_port()
        initdb = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, **run_as)
        options = ["-p", str(port), "-h", "127.0.0.1", "-k", folder, "-c", "fsync=off"]
        address = f"postgres://postgres:postgres@127.0.0.1:{port}/postgres"
        with running([programs / "postgres", "-D", data, *options], folder, run_as):
            wait_for(lambda: postgresql_version(address))
            yield address


@contextmanager
def redis_server() -> Iterator[str | None]:
    """The address of a Redis, or None when there is none to be had."""
    if answering := answering_redis():
        yield answering
    elif program := shutil.which("redis-server"):
        with own_redis(program) as address:
            yield address
    else:
        yield None


def answering_redis() -> str | None:
    return first_of("TEST_REDIS_URL", USUAL_REDIS, redis_version)


@contextmanager
def own_redis(program: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="scheduling-redis-") as folder:
        port = free_port()
        address = f"redis://127.0.0.1:{port}/15"
        with running([program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder], folder, {}):
            wait_for(lambda: redis_version(address))
            yield address


def postgresql_version(address: str) -> str | None:
    """Its version, or None when it does not answer or databases may not be made in it."""
    try:
        connection = psycopg2.connect(address, connect_timeout=2)
    except psycopg2.Error:
        return None
    with closing(connection), connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user")
        may_make_databases = cursor.fetchone() == (True,)
    version = connection.server_version
    return f"{version // 10000}.{version % 10000}" if may_make_databases else None


def redis_version(address: str) -> str | None:
    """Its version, or None when it does not answer as a Redis."""
    try:
        server = redis.Redis.from_url(address, socket_connect_timeout=2, socket_timeout=5)
        return str(server.info("server")["redis_version"])
    except (redis.RedisError, ValueError):
        return None


@contextmanager
def running(command: list[str | Path], folder: str, run_as: dict[str, str]) -> Iterator[None]:
    with open(f"{folder}/log", "wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **run_as)
        try:
            yield
        finally:
            # To PostgreSQL this means: end now, whoever is still connected.
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def wait_for(condition: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("a test server did not start")
        time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def missing_packages() -> list[str]:
    """The Debian packages of the servers that neither answer nor could be started here."""
    missing = []
    if not (answering_postgresql() or postgresql_programs()):
        missing.append("postgresql")
    if not (answering_redis() or shutil.which("redis-server")):
        missing.append("redis-server")
    return missing


if __name__ == "__main__":
    print(*missing_packages())
