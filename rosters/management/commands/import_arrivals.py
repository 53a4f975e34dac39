from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from rosters.imports.arrivals import Counted
from rosters.imports.found import Rest
from rosters.imports.sheets import NotReadable
from rosters.imports.wording import refusal_text, why_text
from rosters.imports.workbooks import MOST_BYTES
from rosters.management.arguments import hall_named, print_json, refuse, wrong_usage
from staff.models import Hall

from ...needs.arrivals import Plan, Taking, import_arrivals, read_file


class Command(BaseCommand):
    help = (
        "Take in counted customers: timestamp,count or a ticket machine's table (.csv, .xlsx, .xls, .ods). "
        "An interval takes the place of what stood in it, so a file may be read twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="the table")
        parser.add_argument("--hall", metavar="HALL", required=True, help="the hall's code")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")

    def handle(self, *args: Any, file: Path, hall: str, as_json: bool, **options: Any) -> None:
        known = hall_named(hall)
        taking = self.read(Path(file), known, as_json=as_json)
        if not taking.intervals:
            refuse(self, refusal_text("no_arrivals"), as_json=as_json)
        plan = import_arrivals(taking, known, by=None, name=Path(file).name)
        if as_json:
            print_json(self, {"status": "applied", "hall": known.code} | json_of(taking, plan))
        else:
            self.tell(taking, plan)

    def read(self, file: Path, hall: Hall, *, as_json: bool) -> Taking:
        try:
            if file.stat().st_size > MOST_BYTES:
                raise NotReadable("too_large")
            return read_file(file.read_bytes(), hall)
        except OSError as error:
            raise wrong_usage(_("The file cannot be read: %(why)s") % {"why": error.strerror or error}) from None
        except NotReadable as refusal:
            refuse(self, refusal_text(refusal.reason), as_json=as_json)

    def tell(self, taking: Taking, plan: Plan) -> None:
        counted = taking.counted
        words = {"rows": counted.rows, "placed": counted.placed, "intervals": len(taking.intervals)}
        self.stdout.write(_("%(rows)d rows read, %(placed)d placed in %(intervals)d intervals.") % words)
        changes = {"new": len(plan.fresh), "old": len(plan.stale), "same": plan.unchanged}
        self.stdout.write(_("%(new)d intervals written, %(old)d replaced, %(same)d as they stood already.") % changes)
        for text, station in taking.services.items():
            if station is None:
                self.stdout.write(_("“%(text)s” is no station of this hall; counted without one.") % {"text": text})
        for why in sorted({one.why for one in counted.ignored}):
            count = sum(one.why == why for one in counted.ignored)
            self.stdout.write(_("ignored: %(count)d, %(why)s") % {"count": count, "why": why_text(why)})
        for one in counted.unplaced:
            row = {"cell": cell_of(one, counted), "text": one.text, "why": why_text(one.why)}
            self.stdout.write(_("not placed: %(cell)s “%(text)s”, %(why)s") % row)


def json_of(taking: Taking, plan: Plan) -> dict[str, Any]:
    """What became of each row: rows are placed, ignored and unplaced together."""
    counted = taking.counted
    dates = [one.date for one in taking.intervals]
    return {
        "kind": counted.kind,
        "rows": counted.rows,
        "placed": counted.placed,
        "customers": sum(one.count for one in taking.intervals),
        "intervals": len(taking.intervals),
        "minutes": taking.length,
        "first": str(min(dates, default="")),
        "last": str(max(dates, default="")),
        "written": len(plan.fresh),
        "replaced": len(plan.stale),
        "unchanged": plan.unchanged,
        "services": [{"text": text, "station": one and one.code} for text, one in taking.services.items()],
        "ignored": [{"cell": cell_of(one, counted), "rule": one.why} for one in counted.ignored],
        "unplaced": [
            {"cell": cell_of(one, counted), "text": one.text, "why": why_text(one.why)} for one in counted.unplaced
        ],
    }


def cell_of(one: Rest, counted: Counted) -> str:
    """The row's first cell, with its sheet where there are several."""
    return f"{one.sheet}!{one.cell}" if counted.sheets > 1 else one.cell
