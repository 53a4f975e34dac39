"""Reading a stranger's file in a process of its own, with little memory and time.

A file of a few bytes can claim billions of cells or hide gigabytes; what it breaks here is nobody's server.
"""

import json
import resource
import subprocess
import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from .sheets import Broken, NotReadable, Sheet, Value
from .workbooks import MOST_BYTES, MOST_CELLS, read_workbook

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 20
HOME = Path(__file__).resolve().parents[2]


def read_safely(content: bytes, *, most_cells: int = MOST_CELLS) -> list[Sheet]:
    """As `read_workbook`, whatever is in the file; raises NotReadable."""
    if len(content) > MOST_BYTES:
        raise NotReadable("too_large")
    command = [sys.executable, "-m", "rosters.imports.safely", str(most_cells)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, cwd=HOME, timeout=3 * MOST_SECONDS)
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        raise NotReadable("too_much") from None
    if "refused" in answer:
        raise NotReadable(answer["refused"])
    return [from_json(one) for one in answer["sheets"]]


def main() -> None:
    """Sheets of the file on standard input, as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    try:
        sheets = read_workbook(sys.stdin.buffer.read(), most_cells=int(sys.argv[1]))
        answer: dict[str, Any] = {"sheets": [to_json(one) for one in sheets]}
    except NotReadable as refusal:
        answer = {"refused": refusal.reason}
    except BaseException:
        # A panic of the reading library is no Exception; whatever it is, the file is at fault.
        answer = {"refused": "too_much"}
    json.dump(answer, sys.stdout)


def to_json(sheet: Sheet) -> dict[str, Any]:
    cells = [[*place, *written(value)] for place, value in sheet.cells.items()]
    return {"name": sheet.name, "cells": cells, "merged": sheet.merged, "hidden": sheet.is_hidden}


def from_json(kept: dict[str, Any]) -> Sheet:
    cells = {(row, column): unwritten(kind, text) for row, column, kind, text in kept["cells"]}
    merged = tuple((tuple(first), tuple(last)) for first, last in kept["merged"])
    return Sheet(kept["name"], cells, merged, kept["hidden"])


def written(value: Value | Broken) -> tuple[str, Any]:
    if isinstance(value, Broken):
        return "broken", value.text
    if isinstance(value, date | time):
        return type(value).__name__, value.isoformat()
    return "", value


def unwritten(kind: str, text: Any) -> Value | Broken:
    if kind == "broken":
        return Broken(text)
    if kind == "datetime":
        return datetime.fromisoformat(text)
    if kind == "time":
        return time.fromisoformat(text)
    return date.fromisoformat(text) if kind else text


if __name__ == "__main__":
    main()
