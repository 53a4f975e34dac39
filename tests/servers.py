"""PostgreSQL and Redis for the tests: named by the environment, found on their ports, or started here."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import redis


@contextmanager
def postgresql() -> Iterator[str | None]:
    """The address of a PostgreSQL in which databases may be made, or None when there is none to be had."""
    named = os.environ.get("TEST_DATABASE_URL")
    usual = "postgres://postgres:postgres@127.0.0.1:5432/postgres"
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if named or postgresql_version(usual):
        yield named or usual
    elif programs:
        with own_postgresql(programs[0]) as address:
            yield address
    else:
        yield None


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
    named = os.environ.get("TEST_REDIS_URL")
    usual = "redis://127.0.0.1:6379/15"
    program = shutil.which("redis-server")
    if named or redis_version(usual):
        yield named or usual
    elif program:
        with own_redis(program) as address:
            yield address
    else:
        yield None


@contextmanager
def own_redis(program: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="scheduling-redis-") as folder:
        port = free_port()
        address = f"redis://127.0.0.1:{port}/15"
        with running([program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder], folder, {}):
            wait_for(lambda: redis_version(address))
            yield address


def postgresql_version(address: str) -> str | None:
    """Its version, or None when it does not answer."""
    try:
        connection = psycopg2.connect(address, connect_timeout=2)
    except psycopg2.OperationalError:
        return None
    version = connection.server_version
    connection.close()
    return f"{version // 10000}.{version % 10000}"


def redis_version(address: str) -> str | None:
    """Its version, or None when it does not answer."""
    try:
        return str(redis.Redis.from_url(address, socket_connect_timeout=2).info("server")["redis_version"])
    except redis.ConnectionError:
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
