"""`python -m tests`: the checks, every test on every backend that can be had, and at the end what was exercised.

With REQUIRE_ALL=1 a backend or browser that could not be had is a failure, and so is a missing LibreOffice.
"""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.libreoffice import libreoffice_version
from tests.migrated import migrated_database, migrated_file
from tests.servers import postgresql, postgresql_version, redis_server, redis_version

FAST = "not browser and not worker"
NO_TESTS = 5
ONCE = re.compile(r"^pytestmark = .*pytest\.mark\.once", re.M)


@dataclass
class Stage:
    """One run of pytest: on what, and which tests."""

    on: str
    version: str | None
    marks: str
    paths: list[str] = field(default_factory=lambda: ["tests"])
    servers: dict[str, str] = field(default_factory=dict)
    processes: int = 2
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0
    broke: bool = False
    said: str = ""

    def run(self, *, aloud: bool = True) -> None:
        """Exercise it, and say how it goes; when not aloud, `said` has it."""
        if self.version is None:
            return
        title = f"\n=== {self.on} {self.version}"
        if aloud:
            print(title, flush=True)
        # Each process keeps to its part of the files, whose dear fixtures are then made once, and helps at the end.
        shares = ["-n", str(self.processes), "--dist", "worksteal"]
        command = [sys.executable, "-m", "pytest", "-q", "-m", self.marks, *shares, "--durations=15"]
        with tempfile.NamedTemporaryFile(suffix=".xml") as report:
            began = time.monotonic()
            done = subprocess.run(
                [*command, f"--junit-xml={report.name}", *self.paths],
                env=os.environ | {"TEST_DATABASE_URL": "", "TEST_REDIS_URL": "", "TEST_TEMPLATE": ""} | self.servers,
                stdout=None if aloud else subprocess.PIPE,
                text=True,
            )
            self.seconds = time.monotonic() - began
            self.count(report.name, done.returncode)
        if not aloud:
            self.said = f"{title}\n{done.stdout}"

    def count(self, report: str, code: int) -> None:
        self.broke = code not in (0, NO_TESTS)
        try:
            suites = ET.parse(report).getroot().iter("testsuite")
        except ET.ParseError:
            return
        for suite in suites:
            bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            self.failed += bad
            self.skipped += int(suite.get("skipped", 0))
            self.passed += int(suite.get("tests", 0)) - bad - int(suite.get("skipped", 0))

    @property
    def was_exercised(self) -> bool:
        return self.passed + self.failed > 0

    def line(self) -> str:
        if not self.was_exercised:
            why = "none answers and none could be started" if self.version is None else "no test ran"
            return f"{self.on:<12} NOT EXERCISED: {why}"
        counts = f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped in {self.seconds:.0f} s"
        return f"{self.on:<12} {self.version:<16} {counts}"


def chromium_version() -> str | None:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        return None
    said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.split()
    return next((word for word in said if word[0].isdigit()), "unknown")


def files_with(mark: str) -> list[str]:
    """The files that mark tests so; importing all others to find out costs more than the tests themselves."""
    paths = sorted(Path("tests").rglob("test_*.py"))
    return [str(path) for path in paths if f"pytest.mark.{mark}" in path.read_text(encoding="utf-8")]


def files_for_each_database() -> list[str]:
    """Where tests are that may say something else on another database; to import all others would be in vain."""
    paths = sorted(Path("tests").rglob("test_*.py"))
    elsewhere = {"bench", "browser", "solver"}
    return [
        str(path)
        for path in paths
        if path.parent.name not in elsewhere and not ONCE.search(path.read_text(encoding="utf-8"))
    ]


def main() -> int:
    checks = subprocess.Popen(["make", "--no-print-directory", "lint"])
    with (
        postgresql() as database,
        redis_server() as redis,
        migrated_file() as file,
        migrated_database(database) as template,
    ):
        os.environ["TEST_MIGRATED_FILE"] = file
        postgres = database and postgresql_version(database)
        on_postgres = {"TEST_DATABASE_URL": database or "", "TEST_TEMPLATE": template}
        on_both = on_postgres | {"TEST_REDIS_URL": redis or ""}
        workers = {"marks": "worker and not browser", "paths": files_with("worker"), "processes": 0}
        waiting = [
            Stage("Queue files", "with SQLite", **workers),
            Stage("Redis", redis and redis_version(redis), **workers, servers=on_both),
        ]
        stages = [
            Stage("SQLite", sqlite3.sqlite_version, FAST),
            Stage(
                "PostgreSQL",
                postgres,
                f"database and not once and {FAST}",
                files_for_each_database(),
                servers=on_postgres,
            ),
            Stage("Chromium", chromium_version(), "browser", ["tests/browser"]),
        ]
        # Who tests the workers mostly waits for them: one after the other, beside all else.
        with ThreadPoolExecutor(1) as beside:
            waited = beside.map(partial(Stage.run, aloud=False), waiting)
            if checks.wait() != 0:
                beside.shutdown(wait=False, cancel_futures=True)
                return 1
            for stage in stages:
                stage.run()
            list(waited)
    for stage in waiting:
        print(stage.said, flush=True)
    return conclude(stages + waiting)


def conclude(stages: list[Stage]) -> int:
    print("\n=== exercised")
    for stage in stages:
        print(stage.line())
    office = libreoffice_version()
    print(f"{'LibreOffice':<12} {office or 'NOT EXERCISED: none is on this machine'}")
    print(f"\n{sum(s.passed for s in stages)} passed, {sum(s.failed for s in stages)} failed")
    missing = [stage.on for stage in stages if not stage.was_exercised] + ([] if office else ["LibreOffice"])
    if missing and os.environ.get("REQUIRE_ALL") == "1":
        print("REQUIRE_ALL: " + ", ".join(missing) + " must be exercised too")
        return 1
    return int(any(stage.broke for stage in stages))


if __name__ == "__main__":
    sys.exit(main())
