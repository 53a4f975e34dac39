"""Real worker processes for tests."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

from schedulingsite.health import workers_seen


class Worker:
    """A Celery worker on the test's own database and queue, in a process group of its own."""

    process: subprocess.Popen[bytes] | None = None

    def start(self, seconds: float = 180) -> None:
        """Start it and return once it has said that it is there."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", *"celery -A schedulingsite worker -Q default,solver -c 1 -l WARNING".split()],
            env=os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "schedulingsite.settings"},
            cwd=settings.BASE_DIR,
            start_new_session=True,
        )
        deadline = time.monotonic() + seconds
        while "solver" not in workers_seen():
            assert self.process.poll() is None, "the worker ended at once"
            assert time.monotonic() < deadline, "the worker was not ready in time"
            time.sleep(0.1)

    def say_time_is_up(self) -> None:
        """What Celery tells a task at its soft time limit, however soon that is."""
        assert self.process is not None
        for child in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split():
            os.kill(int(child), signal.SIGUSR1)

    def kill(self) -> None:
        """End it and its children as a power cut would; does nothing when it is gone already."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


def database_url() -> str:
    """The address of the database that this test process has made for itself."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"
