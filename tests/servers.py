"""PostgreSQL and Redis for the tests: named by the environment, found on their ports, or started here."""

import os
import pwd
import shutil
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
    address = os.environ.get("TEST_DATABASE_URL") or "postgres://postgres:postgres@127.0.0.1:5432/postgres"
    if os.environ.get("TEST_DATABASE_URL") or postgresql_version(address):
        yield address
        return
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if not programs:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="scheduling-postgresql-") as folder:
        os.chmod(folder, 0o777)
        user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        data, port, bin_dir = f"{folder}/data", free_port(), programs[0].parent
        run_as = {"user": user} if os.geteuid() == 0 else {}
        initdb = [bin_dir / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, **run_as)
        options = ["-p", str(port), "-h", "127.0.0.1", "-k", folder, "-c", "fsync=off"]
        address = f"postgres://postgres:postgres@127.0.0.1:{port}/postgres"
        with running([bin_dir / "postgres", "-D", data, *options], folder, run_as):
            wait_for(lambda: postgresql_version(address))
            yield address


@contextmanager
def redis_server() -> Iterator[str | None]:
    """The address of a Redis, or None when there is none to be had."""
    address = os.environ.get("TEST_REDIS_URL") or "redis://127.0.0.1:6379/15"
    if os.environ.get("TEST_REDIS_URL") or redis_version(address):
        yield address
        return
    program = shutil.which("redis-server")
    if program is None:
        yield None
        return
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
            process.terminate()
            process.wait(timeout=30)


def wait_for(condition: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("a test server did not start")
        time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
