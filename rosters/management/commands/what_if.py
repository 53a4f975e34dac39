from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from rosters.forms.whatif import WhatIfForm
from rosters.management.arguments import add_hall_and_month, day_from, hall_named, print_json, refuse, wrong_usage
from rosters.management.searching import add_seconds, show_on, starting
from rosters.models import Build, Roster, ShiftType, WhatIf
from rosters.month import rules_for
from rosters.wording import reason_of

from ...builds.building import finish_build
from ...edits.editing import open_roster
from ...whatifs.whatifpage import WhatIfPage
from ...whatifs.whatifs import ask_what_if

ASKS = [
    "like", "count", "station", "first", "last", "shift_type", "start", "end",
    "days_in_a_row", "rest_minutes", "overtime_month_minutes",
]  # fmt: skip


class Command(BaseCommand):
    help = "Work out, here and now, what a hall's month would be if something were different; the roster stays."

    def add_arguments(self, parser: CommandParser) -> None:
        add_hall_and_month(parser)
        parser.add_argument("--like", metavar="CODE", help="one more like this employee")
        parser.add_argument("--count", type=int, help="how many more, at most 5")
        parser.add_argument("--station", metavar="CODE", help="a station that is closed from --first to --last")
        parser.add_argument("--first", type=day_from, help="YYYY-MM-DD")
        parser.add_argument("--last", type=day_from, help="YYYY-MM-DD, the first day where it is not given")
        parser.add_argument("--shift", metavar="CODE", dest="shift_type", help="a shift with other times")
        parser.add_argument("--start", help="when it begins, HH:MM")
        parser.add_argument("--end", help="when it ends, HH:MM")
        parser.add_argument("--days-in-a-row", type=int, help="most working days in a row")
        parser.add_argument("--rest-minutes", type=int, help="rest between shifts")
        parser.add_argument("--overtime-month-minutes", type=int, help="most overtime a month")
        add_seconds(parser)

    def handle(self, *args: Any, hall: str, month: date, as_json: bool, **options: Any) -> None:
        facts = {name: options[name] for name in ASKS if options[name] is not None}
        with starting(self, as_json=as_json):
            roster = open_roster(hall_named(hall), month)
            asked = ask_what_if(roster, asks_of(roster, facts), by=None, seconds=options["seconds"], send=False)
        build = finish_build(asked.pk, listen=show_on(self))
        self.stderr.write("")
        if build is None or build.status != Build.Status.OFFERED:
            reason = build.reason if build else {"reason": "what_if_unfinished"}
            refuse(self, reason_of(reason or {}), as_json=as_json)
        page = WhatIfPage(WhatIf.objects.select_related("build__roster__hall").get(pk=asked.pk))
        if as_json:
            told = {"status": build.status, "what_if": str(asked.pk), "asks": page.asks, "figures": page.asked.figures}
            print_json(self, {"hall": hall, "month": f"{month:%Y-%m}"} | told)
            return
        self.stdout.write(page.title)
        for figure in page.figures:
            self.stdout.write(f"{figure.label}: {figure.base} → {figure.then}")


def asks_of(roster: Roster, facts: dict[str, Any]) -> list[Any]:
    """The differences as the page's form takes them; ends the command when they are none."""
    if code := facts.get("shift_type"):
        known = ShiftType.objects.filter(hall=roster.hall, code=code).valid_between(roster.month, roster.last_day)
        facts = facts | {"shift_type": known.values_list("pk", flat=True).first() or 0}
    form = WhatIfForm.in_minutes(facts, roster=roster, rules=rules_for(roster))
    if form.is_valid():
        return form.asks
    faults = [f"{form[name].label}: {' '.join(map(str, errors))}" if name in form.fields else " ".join(map(str, errors))
              for name, errors in form.errors.items()]  # fmt: skip
    raise wrong_usage(_("; ").join(faults))
