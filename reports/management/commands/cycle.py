from argparse import ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from reports.cycle.due import Task
from reports.cycle.engine import run
from rosters.management.arguments import print_json
from rosters.models import CycleStep, Step
from rosters.wording import reason_of
from staff.models import Hall


class Command(BaseCommand):
    help = "Do everything that the monthly cycle has due, each step once, and say what is late and what is to come."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--now", type=moment_from, help="the moment that counts as now, in ISO 8601")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")

    def handle(self, *args: Any, now: datetime | None, as_json: bool, **options: Any) -> None:
        report = run(now or timezone.now())
        if as_json:
            done = [facts_of(row) for row in report.done]
            late = [facts_of(row) | {"reason": why(row)} for row in report.late]
            print_json(self, {"done": done, "late": late, "waiting": [facts_of(row) for row in report.waiting]})
            return
        for row in report.done:
            self.stdout.write(f"{_('done')}: {line_of(row)}")
        for late_one in report.late:
            self.stdout.write(" · ".join(filter(None, [f"{_('late')}: {line_of(late_one)}", why(late_one)])))
        facts = {"done": len(report.done), "late": len(report.late), "waiting": len(report.waiting)}
        self.stdout.write(_("%(done)d steps done, %(late)d late, %(waiting)d not due yet") % facts)


def facts_of(row: CycleStep | Task) -> dict[str, Any]:
    """A step as the contract has it; `at` is null while it is not done."""
    due, at = (row.due, None) if isinstance(row, Task) else (row.due_at, row.done_at)
    return {
        "hall": row.hall.code if row.hall else None,
        "month": f"{row.month:%Y-%m}",
        "step": Step(row.step).value,
        "due": clock_of(row.hall, due),
        "at": clock_of(row.hall, at) if at else None,
    }


def line_of(row: CycleStep | Task) -> str:
    return f"{place_of(row.hall)} {row.month:%Y-%m} {Step(row.step).label}"


def why(row: CycleStep | Task) -> str:
    """What keeps a late step from being done; empty where that is a step before it."""
    return reason_of(row.held_up) if isinstance(row, CycleStep) and row.held_up else ""


def place_of(hall: Hall | None) -> str:
    return hall.code if hall else _("the department")


def clock_of(hall: Hall | None, moment: datetime) -> str:
    """A moment in the hall's zone, the department's in the program's."""
    here = hall.now(moment) if hall else timezone.localtime(moment, timezone.get_default_timezone())
    return here.isoformat(timespec="seconds")


def moment_from(text: str | datetime) -> datetime:
    """A moment in ISO 8601; one without an offset is on the program's clock."""
    if isinstance(text, datetime):
        return text
    try:
        moment = parse_datetime(text if "T" in text or " " in text else f"{text}T00:00")
    except ValueError:
        moment = None
    if moment is None:
        raise ArgumentTypeError(_("“%(text)s” is not a moment. Write it like 2026-03-25T09:00.") % {"text": text})
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment, timezone.get_default_timezone())
