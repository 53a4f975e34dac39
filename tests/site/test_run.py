import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def started(tmp_path, port):
    """`started("--build-first")` is `manage.py run` with that option, on a database of its own."""
    own = {"VAR_DIR": str(tmp_path), "DATABASE_URL": "", "REDIS_PREFIX": f"{settings.REDIS_PREFIX}{port}:", "PORT": str(port)}
    environment = os.environ | own | {"DJANGO_SETTINGS_MODULE": "schedulingsite.settings", "SOLVER_SECONDS": "3"}
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "-v", "0"], env=environment, cwd=settings.BASE_DIR, check=True)
    processes = []

    def started(*options: str) -> subprocess.Popen:
        log = (tmp_path / "log").open("wb")
        command = [*manage, "run", *options]
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
    wait_until(lambda: is_ready(port), seconds=60)
    return process


def test_run_starts_web_two_workers_and_the_scheduler(program, tmp_path):
    commands = [Path(f"/proc/{pid}/cmdline").read_text() for pid in processes_of(tmp_path)]

    for part in ["gunicorn", "worker\0--loglevel\0WARNING\0", "\0solver\0", "\0default\0", "\0beat\0"]:
        assert [command for command in commands if part in command], part


def test_run_leaves_no_process_behind_after_ctrl_c(program, tmp_path):
    program.send_signal(signal.SIGINT)

    assert program.wait(timeout=15) == 0
    assert processes_of(tmp_path) == []


def test_run_leaves_no_process_behind_after_sigterm(program, tmp_path):
    program.send_signal(signal.SIGTERM)

    assert program.wait(timeout=15) == 0
    assert processes_of(tmp_path) == []


def test_run_ends_with_a_reason_when_one_of_its_processes_dies(program, tmp_path):
    victim = next(pid for pid in processes_of(tmp_path) if "\0beat\0" in Path(f"/proc/{pid}/cmdline").read_text())
    os.kill(victim, signal.SIGKILL)

    assert program.wait(timeout=15) == 1
    assert "scheduler" in (tmp_path / "log").read_text()
    assert processes_of(tmp_path) == []


def test_run_killed_without_warning_takes_its_processes_along(program, tmp_path):
    program.kill()

    wait_until(lambda: processes_of(tmp_path) == [], seconds=15)


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
def test_run_has_the_worker_build_the_first_roster(started, tmp_path, port):
    process = started("--build-first")

    wait_until(lambda: process.poll() is not None or "Ctrl-C" in (tmp_path / "log").read_text(), seconds=120)
    log = (tmp_path / "log").read_text()
    assert [str(workbook) in log for workbook in tmp_path.glob("*.xlsx")] == [True]
    assert f"http://localhost:{port}/" in log
    for account in ["manager", "duty", "clerk", "manager2", "supervisor", "department", "admin", "demo"]:
        assert account in log


def is_ready(port: int) -> bool:
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2).status == 200
    except OSError:
        return False


def processes_of(folder: Path) -> list[int]:
    """Everything alive that was started with this folder as its own."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes()
            state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if f"VAR_DIR={folder}\0".encode() in environment and state != "Z":
            found.append(int(entry.name))
    return found


def wait_until(condition, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
