"""The roster to take along."""

from datetime import date
from io import BytesIO

from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.views.decorators.http import require_safe

from staff.access import Request

from ..access import get_visible_roster
from ..exports import CONTENT_TYPE, save_workbook
from ..grid import grid_of


@login_required
@require_safe
def workbook(request: Request, code: str, month: date) -> FileResponse:
    roster = get_visible_roster(request.user, code, month)
    file = BytesIO()
    save_workbook(grid_of(roster), file)
    file.seek(0)
    name = f"{code}-{month:%Y-%m}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE)
