from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from rosters.management.arguments import add_hall_and_month, hall_named, print_json, refuse, roster_named
from rosters.management.searching import add_seconds, show_on, starting
from rosters.models import Build
from rosters.outcome import Outcome, outcome_of
from rosters.wording import reason_of

from ...builds.building import finish_build, start_build
from ...builds.choicepage import ChoicePage
from ...edits.editing import open_roster


class Command(BaseCommand):
    help = "Build a hall's roster for a month here and now, with the worker's code, and save it."

    def add_arguments(self, parser: CommandParser) -> None:
        add_hall_and_month(parser)
        add_seconds(parser)
        parser.add_argument("--candidates", action="store_true", help="find three to choose from, save no roster")

    def handle(self, *args: Any, hall: str, month: date, as_json: bool, **options: Any) -> None:
        asked = {name: options[name] for name in ("seconds", "candidates")}
        with starting(self, as_json=as_json):
            waiting = start_build(open_roster(hall_named(hall), month), by=None, send=False, **asked)
        build = finish_build(waiting.pk, listen=show_on(self))
        self.stderr.write("")
        if build is None:
            refuse(self, _("This roster is being built already."), as_json=as_json)
        if build.status == Build.Status.OFFERED:
            self.show_candidates(build, as_json=as_json)
            return
        if build.status != Build.Status.DONE:
            refuse(self, reason_of(build.reason or {}), as_json=as_json)
        outcome = outcome_of(roster_named(hall, month))
        if as_json:
            print_json(self, outcome.as_json())
        else:
            self.stdout.write(summary_of(outcome))

    def show_candidates(self, build: Build, *, as_json: bool) -> None:
        """The candidates and their figures; they wait on the roster's page and in the API."""
        if as_json:
            rows = [{"leaning": row.leaning, "figures": row.figures} for row in build.candidates.all()]
            facts = {"hall": build.roster.hall.code, "month": f"{build.roster.month:%Y-%m}"}
            print_json(self, facts | {"status": build.status, "build": str(build.pk), "candidates": rows})
            return
        for option in ChoicePage(build).options:
            figures = "; ".join(f"{figure.label} {figure.value}" for figure in option.figures)
            self.stdout.write(f"{option.title}: {figures}")


def summary_of(outcome: Outcome) -> str:
    """The roster's verdict in one line."""
    return _("%(roster)s: penalty %(penalty)s, %(short)s gaps in cover, %(broken)s hard rules broken") % {
        "roster": outcome.roster,
        "penalty": outcome.verdict.penalty,
        "short": len(outcome.verdict.gaps),
        "broken": len(outcome.verdict.broken),
    }
