"""The hours sheet of a month: who has worked how many minutes at which rate, banked or paid."""

from datetime import date
from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from staff.access import Request

from ..access import get_editable_roster, get_hours_roster
from ..exports import CONTENT_TYPE
from ..exports.hourssheet import hours_workbook
from ..models import Posting
from ..timebanks import posting
from ..timebanks.posting import NotPostable


@login_required
@require_safe
def hours(request: Request, code: str, month: date) -> HttpResponse:
    roster, can_edit = get_hours_roster(request.user, code, month)
    context = {
        "hall": roster.hall,
        "roster": roster,
        "sheet": posting.hours_of(roster),
        "posting": Posting.objects.filter(roster=roster).first(),
        "can_edit": can_edit,
    }
    return render(request, "rosters/hours.html", context)


@login_required
@require_POST
def post(request: Request, code: str, month: date) -> HttpResponse:
    roster = get_editable_roster(request.user, code, month)
    try:
        posting.post(roster, by=request.user)
        messages.success(request, _("The month is posted to the time banks."))
    except NotPostable as refusal:
        messages.error(request, refusal.sentence)
    return redirect("rosters:hours", code, month)


@login_required
@require_safe
def workbook(request: Request, code: str, month: date) -> FileResponse:
    roster, _can_edit = get_hours_roster(request.user, code, month)
    sheet = posting.hours_of(roster)
    if sheet is None:
        raise PermissionDenied
    file = BytesIO()
    hours_workbook(sheet).save(file)
    file.seek(0)
    name = f"{code}-{month:%Y-%m}-hours.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE)
