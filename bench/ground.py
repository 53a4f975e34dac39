"""The program on a database of its own with one large demo hall, for benchmarks of pages and sheets.

For a process of its own: `in_a_process("bench.pages")` runs a module that uses it.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rosters.models import Roster

TODAY = date(2026, 12, 15)


@contextmanager
def demo_hall(people: int) -> Iterator["Roster"]:
    """The published roster of a month of 31 days for so many people, set up as in production on SQLite."""
    with empty_program():
        from rosters.models import Roster
        from schedulingsite.demo.loading import Size, load

        load(Size(halls=1, staff=people, months=1), TODAY)
        yield Roster.objects.select_related("hall").get()


@contextmanager
def empty_program() -> Iterator[None]:
    """The program with nothing in its database, set up as in production on SQLite."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ |= {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", "VAR_DIR": folder, "REDIS_URL": ""}
        os.environ |= {"DEBUG": "0", "SECRET_KEY": "bench", "ALLOWED_HOSTS": "testserver"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "schedulingsite.settings"
        import django  # only now that its settings are known

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, skip_checks=True)
        call_command("collectstatic", verbosity=0, interactive=False, skip_checks=True)
        yield


def in_a_process(module: str, *arguments: object) -> Any:
    """What the module prints as JSON when run with the arguments; CalledProcessError when it fails."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def median_ms(act: Callable[[], object], rounds: int) -> float:
    """Milliseconds of the middle round, after one that is not counted."""
    act()
    found = []
    for _ in range(rounds):
        started = perf_counter()
        act()
        found.append((perf_counter() - started) * 1000)
    return median(found)
