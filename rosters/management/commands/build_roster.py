from argparse import ArgumentTypeError
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from rosters.building import LONGEST, NotBuildable, finish_build, start_build
from rosters.editing import NotEditable, open_roster
from rosters.management.arguments import add_hall_and_month, hall_named, print_json, refuse, roster_named
from rosters.models import Build
from rosters.outcome import Outcome, outcome_of
from rosters.wording import reason_of
from staff.models import Hall

if TYPE_CHECKING:
    from rosters.solver.engine import Progress


class Command(BaseCommand):
    help = "Build a hall's roster for a month here and now, with the worker's code, and save it."

    def add_arguments(self, parser: CommandParser) -> None:
        add_hall_and_month(parser)
        parser.add_argument("--seconds", type=seconds_from, help="how long to search, at most an hour")

    def handle(self, *args: Any, hall: str, month: date, seconds: int | None, as_json: bool, **options: Any) -> None:
        waiting = self.start(hall_named(hall), month, seconds, as_json=as_json)
        build = finish_build(waiting.pk, listen=self.show)
        self.stderr.write("")
        if build is None:
            refuse(self, _("This roster is being built already."), as_json=as_json)
        if build.status != Build.Status.DONE:
            refuse(self, reason_of(build.reason or {}), as_json=as_json)
        outcome = outcome_of(roster_named(hall, month))
        if as_json:
            print_json(self, outcome.as_json())
        else:
            self.stdout.write(summary_of(outcome))

    def start(self, hall: Hall, month: date, seconds: int | None, *, as_json: bool) -> Build:
        """The build, waiting; a month that is refused leaves no roster behind."""
        try:
            with transaction.atomic():
                return start_build(open_roster(hall, month), by=None, seconds=seconds, send=False)
        except NotBuildable as refusal:
            refuse(self, " ".join(reason_of(reason) for reason in refusal.reasons), as_json=as_json)
        except NotEditable as refusal:
            refuse(self, reason_of(refusal.facts), as_json=as_json)

    def show(self, progress: "Progress") -> None:
        """One line that is written over and over on a terminal, line by line elsewhere."""
        line = _("%(seconds)d s · penalty %(penalty)d · bound %(bound)d · gap %(gap).1f %%") % {
            "seconds": progress.elapsed,
            "penalty": progress.penalty,
            "bound": progress.bound,
            "gap": 100 * progress.gap,
        }
        if self.stderr.isatty():
            self.stderr.write(f"\r\x1b[K{line}", style_func=str, ending="")
            self.stderr.flush()
        else:
            self.stderr.write(line, style_func=str)


def seconds_from(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= LONGEST:
        raise ArgumentTypeError(_("Give whole seconds from 1 to %(most)s.") % {"most": LONGEST})
    return int(text)


def summary_of(outcome: Outcome) -> str:
    """The roster's verdict in one line."""
    return _("%(roster)s: penalty %(penalty)s, %(short)s gaps in cover, %(broken)s hard rules broken") % {
        "roster": outcome.roster,
        "penalty": outcome.verdict.penalty,
        "short": len(outcome.verdict.gaps),
        "broken": len(outcome.verdict.broken),
    }
