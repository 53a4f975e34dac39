"""Starting the program's processes together, and ending them together."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from django.conf import settings

PR_SET_PDEATHSIG = 1
# A polite word first; then both gunicorn and Celery end at once on SIGQUIT; then force.
GRACE = ((signal.SIGTERM, 2.0), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 5.0))


DEATHS_A_MINUTE = 3

log = logging.getLogger(__name__)


class ProcessEnded(Exception):
    """One of the processes ends by itself again and again; the message says which and how."""


class StopAsked(BaseException):
    """SIGINT, SIGTERM or SIGHUP has reached this process."""


class Processes:
    """The web server, a worker for each queue and the scheduler, as children of this process.

    Use it in a `with` statement: leaving it ends every child, whatever the reason.
    """

    def __init__(self, port: int) -> None:
        self.commands = commands(port)
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.deaths: dict[str, list[float]] = {name: [] for name in self.commands}

    def __enter__(self) -> "Processes":
        for asked in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(asked, stop_asked)
        try:
            for name, command in self.commands.items():
                self.running[name] = start(command)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def wait_until(self, condition: Callable[[], bool], *, every: float = 0.25, seconds: float | None = None) -> bool:
        """Watch over the children until the condition holds; False when the seconds ran out first.

        A child that is gone is started again. Raises ProcessEnded when one keeps going, StopAsked on a signal.
        """
        deadline = None if seconds is None else time.monotonic() + seconds
        while not condition():
            self.check()
            if deadline is not None and time.monotonic() > deadline:
                return False
            time.sleep(every)
        return True

    def check(self) -> None:
        for name, process in self.running.items():
            if process.poll() is not None:
                self.start_again(name, process)

    def start_again(self, name: str, gone: subprocess.Popen[bytes]) -> None:
        send(gone, signal.SIGKILL, even_if_gone=True)
        now = time.monotonic()
        self.deaths[name] = [at for at in self.deaths[name] if now - at < 60] + [now]
        if len(self.deaths[name]) > DEATHS_A_MINUTE:
            raise ProcessEnded(f"{name}: {gone.returncode}")
        log.warning("The %s ended (%s) and is started again.", name, gone.returncode)
        self.running[name] = start(self.commands[name])

    def stop(self) -> None:
        for asked in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(asked, signal.SIG_IGN)
        for how, seconds in GRACE:
            for process in self.running.values():
                send(process, how)
            deadline = time.monotonic() + seconds
            while any(process.poll() is None for process in self.running.values()) and time.monotonic() < deadline:
                time.sleep(0.05)
        # Again for the whole group: a child that is gone may have left children of its own.
        for process in self.running.values():
            send(process, signal.SIGKILL, even_if_gone=True)


def commands(port: int) -> dict[str, list[str]]:
    """The command line of each process, by a name for people."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--quiet", "-A", "schedulingsite"]
    worker = [*celery, "worker", "--loglevel", "WARNING", "--concurrency", "1"]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    web = [*python, "gunicorn", "schedulingsite.wsgi", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    return {
        "web": [*web, "--workers", "2", "--threads", "4"],
        "worker of builds": [*worker, "--queues", "solver", "--hostname", f"solver-{port}@%h"],
        "worker": [*worker, "--queues", "default", "--hostname", f"default-{port}@%h"],
        "scheduler": [*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""],
    }


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a child in a group of its own, which the terminal's Ctrl-C does not reach."""
    return subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        # Celery warns at length when root starts it, which is usual in a container.
        env=os.environ | {"PYTHONWARNINGS": "ignore::UserWarning:celery.platforms"},
        stdin=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=end_with_parent,
    )


def end_with_parent() -> None:
    """Have the kernel end this process when its parent is gone, even by SIGKILL (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def send(process: subprocess.Popen[bytes], how: signal.Signals, *, even_if_gone: bool = False) -> None:
    """Signal the child; SIGKILL goes to its whole group, since nobody is left to pass it on."""
    if process.poll() is not None and not even_if_gone:
        return
    try:
        if how == signal.SIGKILL:
            os.killpg(process.pid, how)
        else:
            process.send_signal(how)
    except ProcessLookupError:
        pass


def stop_asked(number: int, frame: FrameType | None) -> NoReturn:
    raise StopAsked
