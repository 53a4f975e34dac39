"""The workbook of a month: seconds and peak memory, beside the same values without any looks.

`python -m bench.workbook PEOPLE` prints one JSON object.
"""

import json
import resource
import sys
from io import BytesIO
from typing import TYPE_CHECKING

from bench.ground import demo_hall, in_a_process, median_ms

if TYPE_CHECKING:
    from openpyxl import Workbook

SIZES = (24, 60)
ROUNDS = 5
HEADER = (
    "| people | cells | read and judge s | write s | peak MB | of it before MB | KB | bare openpyxl s | ours / bare |"
)


def run(argv: list[str]) -> str:
    """A table with one line a size, each measured in a process of its own."""
    return "\n".join([HEADER, "| --- " * 9 + "|", *(line(people) for people in SIZES)])


def line(people: int) -> str:
    found = in_a_process("bench.workbook", people)
    return (
        f"| {people} | {found['cells']} | {found['grid']:.2f} | {found['write']:.2f} | {found['peak_mb']:.0f} "
        f"| {found['before_mb']:.0f} | {found['kb']:.0f} | {found['bare']:.2f} | {found['write'] / found['bare']:.1f} |"
    )


def measured(people: int) -> dict[str, float]:
    with demo_hall(people) as roster:
        from rosters.exports import save_workbook, workbook_of
        from rosters.grids.grid import grid_of

        grid = grid_of(roster)
        before = peak_mb()
        write = median_ms(lambda: save_workbook(grid, BytesIO()), ROUNDS) / 1000
        peak = peak_mb()
        file = BytesIO()
        save_workbook(grid, file)
        book = workbook_of(grid)
        return {
            "cells": sum(sheet.max_row * sheet.max_column for sheet in book.worksheets),
            "grid": median_ms(lambda: grid_of(roster), ROUNDS) / 1000,
            "write": write,
            "before_mb": before,
            "peak_mb": peak,
            "kb": len(file.getvalue()) / 1024,
            "bare": median_ms(lambda: write_bare(book), ROUNDS) / 1000,
        }


def write_bare(book: "Workbook") -> None:
    """The same values in openpyxl's own quickest way, with no style at all."""
    from openpyxl import Workbook

    bare = Workbook(write_only=True)
    for sheet in book.worksheets:
        copy = bare.create_sheet(sheet.title)
        for row in sheet.iter_rows(values_only=True):
            copy.append(row)
    bare.save(BytesIO())


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))
