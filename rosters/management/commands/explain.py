from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from rosters.management.arguments import add_hall_and_month, print_json, roster_named
from rosters.outcome import outcome_of, reason_text, shortfalls_json
from rosters.solver.explain import Shortfall
from rosters.wording import day_text, span_text


class Command(BaseCommand):
    help = "Say which hours of a hall's roster are short, and why."

    def add_arguments(self, parser: CommandParser) -> None:
        add_hall_and_month(parser)

    def handle(self, *args: Any, hall: str, month: date, as_json: bool, **options: Any) -> None:
        outcome = outcome_of(roster_named(hall, month))
        if as_json:
            facts = {"hall": hall, "month": f"{month:%Y-%m}", "shortfalls": shortfalls_json(outcome)}
            print_json(self, facts)
            return
        for gap in outcome.verdict.gaps_explained:
            self.stdout.write(line_of(gap, outcome.problem.date_of(gap.day)))
        if not outcome.verdict.gaps:
            self.stdout.write(_("No hour is short."))


def line_of(gap: Shortfall, day: date) -> str:
    facts = {
        "day": day_text(day),
        "span": span_text(gap.start, gap.end),
        "station": gap.station,
        "needed": gap.needed,
        "have": gap.have,
        "reasons": "; ".join(reason_text(reason) for reason in gap.reasons),
    }
    return _("%(day)s %(span)s %(station)s: %(have)s of %(needed)s – %(reasons)s") % facts
