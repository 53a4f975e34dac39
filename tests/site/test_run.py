import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, suppress
from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(scope="module")
def migrated(tmp_path_factory) -> Path:
    """A folder with nothing but a database that knows the tables."""
    folder = tmp_path_factory.mktemp("migrated")
    if ready := os.environ.get("TEST_MIGRATED_FILE"):
        shutil.copy(ready, folder / "db.sqlite3")
    else:
        command = [sys.executable, "manage.py", "migrate", "-v", "0"]
        subprocess.run(command, env=environment_of(folder), cwd=settings.BASE_DIR, check=True)
    return folder


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def started(migrated, tmp_path, port):
    """`started("--build-first")` is `manage.py run` with that option, on a database of its own."""
    shutil.copytree(migrated, tmp_path, dirs_exist_ok=True)
    processes = []

    def started(*options: str) -> subprocess.Popen:
        log = (tmp_path / "log").open("wb")
        command = [sys.executable, "manage.py", "run", *options]
        environment = environment_of(tmp_path, port)
        processes.append(subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, stderr=log, stdout=log))
        return processes[-1]

    yield started
    for process in processes:
        process.kill()
    for pid in processes_of(tmp_path):
        os.kill(pid, signal.SIGKILL)
    for process in processes:
        process.wait()


@pytest.fixture
def program(started, port):
    """`manage.py run`, ready to serve."""
    process = started()
    wait_until(lambda: is_ready(port), seconds=300)
    return process


def test_run_starts_all_parts_and_a_killed_one_again_and_leaves_none_behind_after_ctrl_c(program, tmp_path):
    for part in ["gunicorn", "\0worker\0", "\0solver\0", "\0default\0", "\0beat\0"]:
        assert processes_of(tmp_path, part), part

    killed = kill_one(tmp_path, "\0solver\0")

    wait_until(lambda: set(processes_of(tmp_path, "\0solver\0")) - {killed}, seconds=300)
    assert program.poll() is None
    program.send_signal(signal.SIGINT)

    assert program.wait(timeout=60) == 0
    assert processes_of(tmp_path) == []


def test_run_leaves_no_process_behind_after_sigterm(program, tmp_path):
    program.send_signal(signal.SIGTERM)

    assert program.wait(timeout=60) == 0
    assert processes_of(tmp_path) == []


def test_run_ends_with_a_reason_when_a_process_keeps_dying(program, tmp_path):
    while program.poll() is None:
        kill_one(tmp_path, "\0beat\0")
        time.sleep(0.2)

    assert program.returncode == 1
    assert "scheduler" in (tmp_path / "log").read_text().splitlines()[-1]
    assert processes_of(tmp_path) == []


def test_run_killed_without_warning_takes_its_processes_along(program, tmp_path):
    program.kill()

    wait_until(lambda: processes_of(tmp_path) == [], seconds=300)


def test_run_on_a_taken_port_says_so(tmp_path):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        environment = os.environ | {"VAR_DIR": str(tmp_path), "PORT": str(holder.getsockname()[1])}
        done = subprocess.run(
            [sys.executable, "manage.py", "run"],
            env=environment | {"DJANGO_SETTINGS_MODULE": "schedulingsite.settings"},
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
        )

    assert done.returncode == 1
    assert environment["PORT"] in done.stderr


@pytest.mark.worker
def test_run_has_the_worker_build_the_first_roster_though_it_is_killed_meanwhile(started, tmp_path, port):
    process = started("--build-first")

    wait_until(lambda: process.poll() is not None or last_build(tmp_path) == ("running", 1), seconds=300)
    for pid in processes_of(tmp_path, "\0solver\0"):
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: last_build(tmp_path) == ("running", 2), seconds=300)
    wait_until(lambda: process.poll() is not None or "Ctrl-C" in (tmp_path / "log").read_text(), seconds=300)
    assert last_build(tmp_path) == ("done", 2)
    log = (tmp_path / "log").read_text()
    assert [str(workbook) in log for workbook in tmp_path.glob("*.xlsx")] == [True]
    assert f"http://localhost:{port}/" in log
    for account in ["manager", "duty", "clerk", "manager2", "supervisor", "department", "admin", "demo"]:
        assert account in log


def environment_of(folder: Path, port: int = 8000) -> dict[str, str]:
    own = {
        "VAR_DIR": str(folder),
        "DATABASE_URL": "",
        "REDIS_PREFIX": f"{settings.REDIS_PREFIX}{port}:",
        "PORT": str(port),
        "SOLVER_SECONDS": "3",
        "DJANGO_SETTINGS_MODULE": "schedulingsite.settings",
    }
    return os.environ | own


def is_ready(port: int) -> bool:
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2).status == 200
    except OSError:
        return False


def processes_of(folder: Path, part: str = "") -> list[int]:
    """Everything alive that was started with this folder as its own, with the part in its command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes()
            state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
            command = (entry / "cmdline").read_text()
        except OSError:
            continue
        if f"VAR_DIR={folder}\0".encode() in environment and state != "Z" and part in command:
            found.append(int(entry.name))
    return found


def last_build(folder: Path) -> tuple[str, int] | None:
    """Status and attempts of the build that was asked for last."""
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        return database.execute("SELECT status, attempts FROM rosters_build ORDER BY asked_at DESC").fetchone()


def kill_one(folder: Path, part: str) -> int | None:
    """Kill the first process with the part in its command line, if there is one."""
    pid = min(processes_of(folder, part), default=None)
    if pid is not None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return pid


def wait_until(condition, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
