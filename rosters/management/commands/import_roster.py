from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from rosters.imports.applying import apply_sheets
from rosters.imports.data import cell_of, sheet_data
from rosters.imports.planning import Plan, plan_of
from rosters.imports.safely import read_safely
from rosters.imports.sheets import NotReadable, Sheet
from rosters.imports.wording import LAYOUTS, refusal_text, why_text
from rosters.imports.workbooks import MOST_BYTES
from rosters.management.arguments import hall_named, month_from, print_json, refuse, wrong_usage
from rosters.models import Roster
from rosters.month import load_month
from rosters.wording import reason_of
from staff.models import Hall, User

from ...edits.values import NotEditable


class Command(BaseCommand):
    help = "Read a hall's old sheet (.xls, .xlsx, .ods, .csv) into a roster; without --apply, say what it would do."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="the sheet")
        parser.add_argument("--hall", metavar="HALL", required=True, help="the hall's code")
        parser.add_argument("--month", metavar="MONTH", required=True, type=month_from, help="YYYY-MM")
        parser.add_argument("--apply", action="store_true", help="change the roster")
        parser.add_argument(
            "--empties", action="store_true", help="cells that are empty in the sheet empty the roster's"
        )
        parser.add_argument("--leave", action="store_true", help="enter the leave that the sheet says, as approved")
        parser.add_argument("--by", metavar="USER", help="whose edit it is, and who can undo it on the roster's page")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")

    def handle(self, *args: Any, file: Path, hall: str, month: date, as_json: bool, **options: Any) -> None:
        known = hall_named(hall)
        by = user_named(options["by"])
        sheets = self.read(Path(file), as_json=as_json)
        roster = roster_of(known, month_from(month))
        wanted = {"by": by, "empties": options["empties"], "leave": options["leave"]}
        plan = plan_of(load_month(roster), sheets, **wanted)
        if options["apply"]:
            self.apply(roster, sheets, plan, as_json=as_json, name=Path(file).name, **wanted)
        self.tell(plan, as_json=as_json, is_applied=options["apply"])

    def read(self, file: Path, *, as_json: bool) -> list[Sheet]:
        try:
            if file.stat().st_size > MOST_BYTES:
                raise NotReadable("too_large")
            return read_safely(file.read_bytes())
        except OSError as error:
            raise wrong_usage(_("The file cannot be read: %(why)s") % {"why": error.strerror or error}) from None
        except NotReadable as refusal:
            refuse(self, refusal_text(refusal.reason), as_json=as_json)

    def apply(
        self,
        roster: Roster,
        sheets: list[Sheet],
        plan: Plan,
        *,
        as_json: bool,
        **wanted: Any,
    ) -> None:
        if not plan.placed:
            refuse(self, refusal_text("nothing_placed" if plan.reading.entries else "nothing_found"), as_json=as_json)
        try:
            apply_sheets(roster, sheets, **wanted)
        except NotEditable as refusal:
            refuse(self, reason_of(refusal.facts), as_json=as_json)

    def tell(self, plan: Plan, *, as_json: bool, is_applied: bool) -> None:
        if as_json:
            print_json(self, {"status": "applied" if is_applied else "preview"} | sheet_data(plan))
            return
        words = {"layout": LAYOUTS[plan.reading.layout], "placed": plan.cells_placed, "changes": len(plan.changes)}
        self.stdout.write(
            _("Layout: %(layout)s. %(placed)d cells placed, %(changes)d cells of the roster change.") % words
        )
        if plan.leave:
            self.stdout.write(
                _("Leave in the sheet that is not on record yet and can be entered: %(count)d (--leave)")
                % {"count": len(plan.leave)}
            )
        for why, count in plan.rules.items():
            self.stdout.write(_("ignored: %(count)d, %(why)s") % {"count": count, "why": why_text(why)})
        for one in plan.unplaced:
            words = {"cell": cell_of(one, plan.reading.sheets > 1), "text": one.text, "why": why_text(one.why)}
            self.stdout.write(_("not placed: %(cell)s “%(text)s”, %(why)s") % words)


def roster_of(hall: Hall, month: date) -> Roster:
    """The month's roster; one that nobody has begun is not saved yet."""
    found = Roster.objects.select_related("hall__rule_settings").filter(hall=hall, month=month).first()
    return found or Roster(hall=hall, month=month)


def user_named(name: str | None) -> User | None:
    if not name:
        return None
    try:
        return User.objects.get(username=name)
    except User.DoesNotExist:
        raise wrong_usage(_("There is no user “%(name)s”.") % {"name": name}) from None
