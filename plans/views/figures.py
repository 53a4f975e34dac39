"""Figures from a workbook: the form to fill in, the preview, and recording what was previewed."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rosters.exports import CONTENT_TYPE
from rosters.imports.sheets import NotReadable
from rosters.imports.wording import refusal_text
from staff.access import Request
from staff.models import Hall

from .. import importing
from ..access import get_led_hall
from ..figuresheet import figure_form
from ..forms.figures import FiguresForm
from ..importing import NotImportable, Row
from ..wording import reason_of
from .pages import of_hall, see_other

REFUSED = 422


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def figures(request: Request, code: str) -> HttpResponse:
    """GET asks for a file; POST shows what each of its rows would record."""
    hall = get_led_hall(request.user, code)
    if request.method != "POST":
        return show(request, hall, FiguresForm())
    form = FiguresForm(request.POST, request.FILES)
    rows = rows_sent(form) if form.is_valid() else []
    return show(request, hall, form, rows)


def rows_sent(form: FiguresForm) -> list[Row]:
    """The rows of the file; where it cannot be read, the form says why."""
    try:
        return importing.read_rows(form.cleaned_data["file"].read())
    except NotReadable as refusal:
        form.add_error("file", refusal_text(refusal.reason))
    except NotImportable as refusal:
        form.add_error("file", reason_of(refusal.facts))
    return []


def show(request: Request, hall: Hall, form: FiguresForm, rows: list[Row] | None = None) -> HttpResponse:
    more: dict[str, Any] = {"form": form}
    if rows:
        lines = importing.lines_of(rows, hall)
        told = [(line, reason_of(line.refusal) if line.refusal else "") for line in lines]
        more |= {"lines": told, "good": sum(line.is_good for line in lines), "packed": importing.packed(rows, hall)}
    context = of_hall(request, hall, **more)
    return render(request, "plans/figures_import.html", context, status=REFUSED if form.errors else 200)


@login_required
@require_POST
def apply(request: Request, code: str) -> HttpResponse:
    """Record what was previewed; sent twice, it is recorded once."""
    hall = get_led_hall(request.user, code)
    try:
        count = importing.record_rows(importing.unpacked(request.POST.get("rows", ""), hall), hall, by=request.user)
    except NotImportable as refusal:
        messages.error(request, reason_of(refusal.facts))
        return see_other("plans:import", code)
    messages.success(request, ngettext("%(n)d row is recorded.", "%(n)d rows are recorded.", count) % {"n": count})
    return see_other("plans:list", code)


@login_required
@require_safe
def blank(request: Request, code: str) -> FileResponse:
    """The form to be filled in."""
    hall = get_led_hall(request.user, code)
    file = BytesIO()
    figure_form(hall).save(file)
    file.seek(0)
    name = f"figures-{code}-{hall.today()}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE)
