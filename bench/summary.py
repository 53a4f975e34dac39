"""The summaries of many halls counted one by one, and as one workbook: seconds and peak memory.

`python -m bench.summary HALLS` prints one JSON object.
"""

import json
import sys
from io import BytesIO
from time import perf_counter

from bench.ground import TODAY, empty_program, in_a_process
from bench.workbook import peak_mb

SIZES = (10, 100)
PEOPLE = 20
HEADER = "| halls | people | sheets | count s | a hall s | write s | peak MB | of it before MB | KB |"


def run(argv: list[str]) -> str:
    """A table with one line a size, each measured in a process of its own."""
    return "\n".join([HEADER, "| --- " * 9 + "|", *(line(int(halls)) for halls in argv or SIZES)])


def line(halls: int) -> str:
    found = in_a_process("bench.summary", halls)
    return (
        f"| {halls} | {halls * PEOPLE} | {found['sheets']} | {found['count']:.1f} | {found['count'] / halls:.2f} "
        f"| {found['write']:.1f} | {found['peak_mb']:.0f} | {found['before_mb']:.0f} | {found['kb']:.0f} |"
    )


def measured(halls: int) -> dict[str, float]:
    with empty_program():
        from openpyxl import load_workbook

        from reports.exports import save_summary
        from reports.making import draft_of_hall
        from reports.report import report_now
        from schedulingsite.demo.loading import Size, load
        from staff.models import Hall

        load(Size(halls=halls, staff=PEOPLE, months=1), TODAY)
        month, every = TODAY.replace(day=1), list(Hall.objects.all())
        started = perf_counter()
        for hall in every:
            draft_of_hall(month, hall)
        counted = perf_counter()
        report, before = report_now(month, every), peak_mb()
        reported = perf_counter()
        file = BytesIO()
        save_summary(report, file)
        written, peak = perf_counter(), peak_mb()
        return {
            "count": counted - started,
            "write": written - reported,
            "peak_mb": peak,
            "before_mb": before,
            "kb": len(file.getvalue()) / 1024,
            "sheets": len(load_workbook(file, read_only=True).sheetnames),
        }


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))
