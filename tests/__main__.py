"""`python -m tests`: every test on every backend that can be had, and at the end what was exercised.

With REQUIRE_ALL=1 a backend or browser that could not be had is a failure.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from tests.servers import postgresql, postgresql_version, redis_server, redis_version

FAST = "not browser and not worker"
NO_TESTS = 5


@dataclass
class Stage:
    """One run of pytest: on what, and which tests."""

    on: str
    version: str | None
    marks: str
    database: str = ""
    redis: str = ""
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0
    broke: bool = False

    def run(self) -> None:
        if self.version is None:
            return
        print(f"\n=== {self.on} {self.version}", flush=True)
        environment = os.environ | {"TEST_DATABASE_URL": self.database, "TEST_REDIS_URL": self.redis}
        with tempfile.NamedTemporaryFile(suffix=".xml") as report:
            command = [sys.executable, "-m", "pytest", "-q", "-m", self.marks, "-n", "2"]
            began = time.monotonic()
            code = subprocess.run([*command, f"--junit-xml={report.name}"], env=environment).returncode
            self.seconds = time.monotonic() - began
            self.count(report.name, code)

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


def main() -> int:
    with postgresql() as database, redis_server() as redis:
        postgres = database and postgresql_version(database)
        named = {"database": database or "", "redis": redis or ""}
        stages = [
            Stage("SQLite", sqlite3.sqlite_version, FAST),
            Stage("PostgreSQL", postgres, f"database and {FAST}", database=named["database"]),
            Stage("Queue files", "with SQLite", "worker and not browser"),
            Stage("Redis", redis and redis_version(redis), "worker and not browser", **named),
            Stage("Chromium", chromium_version(), "browser"),
        ]
        for stage in stages:
            stage.run()
    return conclude(stages)


def conclude(stages: list[Stage]) -> int:
    print("\n=== exercised")
    for stage in stages:
        print(stage.line())
    print(f"\n{sum(s.passed for s in stages)} passed, {sum(s.failed for s in stages)} failed")
    missing = [stage.on for stage in stages if not stage.was_exercised]
    if missing and os.environ.get("REQUIRE_ALL") == "1":
        print("REQUIRE_ALL: " + ", ".join(missing) + " must be exercised too")
        return 1
    return int(any(stage.broke for stage in stages))


if __name__ == "__main__":
    sys.exit(main())
