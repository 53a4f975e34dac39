"""The roster to take along."""

from datetime import date
from io import BytesIO

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from staff.access import Request

from ..access import get_roster_page, sees_figures
from ..exports import CONTENT_TYPE, save_workbook
from ..grids.grid import grid_for


@login_required
@require_safe
def workbook(request: Request, code: str, month: date) -> FileResponse:
    """The month's workbook, with as much in it as the reader's page shows."""
    found = get_roster_page(request.user, code, month)
    if found is None:
        raise Http404
    roster, can_edit = found
    file = BytesIO()
    with_figures = sees_figures(request.user, roster.hall, can_edit=can_edit)
    save_workbook(grid_for(roster, can_edit=can_edit), file, with_figures=with_figures)
    file.seek(0)
    name = f"{code}-{month:%Y-%m}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE)
