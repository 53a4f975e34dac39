from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from reports.exports import save_summary
from reports.report import report_now
from rosters.exports import write_whole
from rosters.management.arguments import hall_named, month_from, refuse
from staff.models import Hall


class Command(BaseCommand):
    help = "Write the summary of a month as a workbook: all halls, or those that are named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", metavar="MONTH", type=month_from, help="YYYY-MM")
        parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="the .xlsx file to write")
        parser.add_argument("--hall", metavar="HALL", action="append", help="a hall's code; again for further ones")
        parser.add_argument(
            "--language", choices=[code for code, _name in settings.LANGUAGES], default="zh-hans", help="of its text"
        )

    def handle(self, month: date, out: Path, hall: list[str] | None, language: str, **options: Any) -> None:
        month = month_from(month)
        halls = [hall_named(code) for code in dict.fromkeys(hall)] if hall else list(Hall.objects.all())
        report = report_now(month, halls)
        if not report.parts:
            refuse(self, _("No hall has a roster for %(month)s.") % {"month": f"{month:%Y-%m}"}, as_json=False)
        try:
            with translation.override(language):
                write_whole(Path(out), lambda file: save_summary(report, file))
        except OSError as error:
            reason = _("The file cannot be written: %(why)s") % {"why": error.strerror or error}
            refuse(self, reason, as_json=False)
        self.stderr.write(_("The workbook is in %(path)s.") % {"path": out})
