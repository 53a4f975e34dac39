from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from rosters.management.arguments import add_hall_and_month, day_from, print_json, roster_named, wrong_usage
from rosters.outcome import Outcome, outcome_of, reason_text, shortfalls_json
from rosters.solver.candidates import candidates, price_of
from rosters.solver.explain import Shortfall
from rosters.wording import day_text, sentence_of, span_text


class Command(BaseCommand):
    help = "Say which hours of a hall's roster are short and why; or why a cell is so, who else could, at what cost."

    def add_arguments(self, parser: CommandParser) -> None:
        add_hall_and_month(parser)
        parser.add_argument("--employee", metavar="CODE", help="explain this person's cell of --date")
        parser.add_argument("--date", type=day_from, help="YYYY-MM-DD")

    def handle(self, *args: Any, hall: str, month: date, as_json: bool, **options: Any) -> None:
        outcome = outcome_of(roster_named(hall, month))
        facts: dict[str, Any] = {"hall": hall, "month": f"{month:%Y-%m}"}
        if options["employee"] or options["date"]:
            facts |= cell_json(outcome, *cell_named(outcome, options["employee"], options["date"]))
            lines = cell_lines(facts)
        else:
            facts["shortfalls"] = shortfalls_json(outcome)
            lines = gap_lines(outcome)
        if as_json:
            print_json(self, facts)
            return
        for line in lines:
            self.stdout.write(line)


def gap_lines(outcome: Outcome) -> Iterator[str]:
    for gap in outcome.verdict.gaps_explained:
        yield gap_line(gap, outcome.problem.date_of(gap.day))
    if not outcome.verdict.gaps:
        yield _("No hour is short.")


def gap_line(gap: Shortfall, day: date) -> str:
    facts = {
        "day": day_text(day),
        "span": span_text(gap.start, gap.end),
        "station": gap.station,
        "needed": gap.needed,
        "have": gap.have,
        "reasons": _("; ").join(reason_text(reason) for reason in gap.reasons),
    }
    return _("%(day)s %(span)s %(station)s: %(have)s of %(needed)s – %(reasons)s") % facts


def cell_named(outcome: Outcome, code: str | None, day: date | None) -> tuple[str, int]:
    """The cell that the options name; ends the command when they name none."""
    if code not in outcome.problem.worker_by_id:
        raise wrong_usage(_("“%(code)s” is nobody's code in this month. Give --employee.") % {"code": code or ""})
    number = (day - outcome.roster.month).days if day else -1
    if not 0 <= number < outcome.problem.days:
        raise wrong_usage(_("Give a --date in this month."))
    return code, number


def cell_json(outcome: Outcome, code: str, day: int) -> dict[str, Any]:
    """What stands in the cell, what the rules say of it, what it is worth, and who else could."""
    problem, duties, cell = outcome.problem, outcome.duties, (code, day)
    held = duties.cells.get(cell)
    touching = [v for v in outcome.verdict.violations if v.worker == code and day in v.days]
    return {
        "employee": code,
        "date": problem.date_of(day).isoformat(),
        "shift": problem.shift_by_id[held].code if held else None,
        "rules": [sentence_of(violation, problem) for violation in touching],
        "worth": price_of(problem, duties, cell) if held else None,
        "candidates": [
            {
                "employee": one.worker,
                "name": one.name,
                "cost": one.cost,
                "broken": [sentence_of(violation, problem) for violation in one.broken],
            }
            for one in (candidates(problem, duties, cell, held) if held else ())
        ],
    }


def cell_lines(facts: dict[str, Any]) -> Iterator[str]:
    yield f"{facts['employee']} {facts['date']} {facts['shift'] or _('day off')}"
    yield from facts["rules"]
    if facts["worth"] is not None:
        yield _("Without it the roster would cost %(worth)+d.") % facts
    for one in facts["candidates"]:
        yield f"{one['cost']:+d} {one['name']} {' '.join(one['broken'])}".rstrip()
