from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from rosters.exports import write_workbook
from rosters.management.arguments import month_from, refuse, roster_named

from ...grids.grid import grid_of


class Command(BaseCommand):
    help = "Write a hall's roster of a month as a workbook."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("hall", metavar="HALL", help="the hall's code")
        parser.add_argument("month", metavar="MONTH", type=month_from, help="YYYY-MM")
        parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="the .xlsx file to write")
        parser.add_argument(
            "--language", choices=[code for code, _name in settings.LANGUAGES], default="zh-hans", help="of its text"
        )

    def handle(self, hall: str, month: date, out: Path, language: str, **options: Any) -> None:
        roster = roster_named(hall, month_from(month))
        try:
            with translation.override(language):
                write_workbook(grid_of(roster), Path(out))
        except OSError as error:
            reason = _("The file cannot be written: %(why)s") % {"why": error.strerror or error}
            refuse(self, reason, as_json=False)
        self.stderr.write(_("The workbook is in %(path)s.") % {"path": out})
