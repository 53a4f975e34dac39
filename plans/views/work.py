"""Doing and recording: the list of the day, one occurrence, its records and their files."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from staff.access import Request, get_visible_hall
from staff.attachments import handed_out
from staff.models import Hall
from staff.views.pages import sent

from .. import recording
from ..access import get_occurrence, get_own_employee, get_record, leads, may_record, may_work, sees_people
from ..assessing import recorders_of
from ..cases import calls_due
from ..filtering import Wanted
from ..forms.records import RecordForm
from ..models import Occurrence, Record
from ..recording import NotRecordable
from ..wording import reason_of
from ..worklist import worklist_of
from .pages import of_hall, see_other

ROWS_A_PAGE = 50
REFUSED = 422


@login_required
@require_safe
def work(request: Request, code: str) -> HttpResponse:
    hall = get_visible_hall(request.user, code)
    own = get_own_employee(request.user, hall)
    found = worklist_of(request.user, hall, own)
    calls = calls_due(hall) if may_work(request.user, hall, own) else 0
    groups = [
        (_("Yours"), cards_of(found.mine)),
        (_("Of everybody on duty"), cards_of(found.shared)),
        (_("Of others"), cards_of(found.others)),
    ]
    return render(request, "plans/work.html", of_hall(request, hall, work=found, groups=groups, calls=calls))


def cards_of(rows: list[Occurrence]) -> list[tuple[Occurrence, RecordForm]]:
    """Each with a form of its own, to record it right there."""
    return [(row, RecordForm(task=row.task, auto_id=f"id_{row.pk}_%s")) for row in rows]


@login_required
@require_safe
def occurrences(request: Request, code: str) -> HttpResponse:
    """What was, is and will be: by task, month, day, state and person."""
    hall = get_visible_hall(request.user, code)
    wanted = Wanted.of(request.GET, hall, with_people=sees_people(request.user, hall))
    page = Paginator(wanted.rows(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = of_hall(request, hall, page=page, wanted=wanted, **wanted.choices())
    return render(request, "plans/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def occurrence(request: Request, code: str, pk: int) -> HttpResponse:
    """One occurrence with its records; a record sent here is added to them."""
    hall = get_visible_hall(request.user, code)
    row = get_occurrence(hall, pk)
    form = RecordForm(sent(request), request.FILES or None, task=row.task)
    if request.method == "POST":
        refuse_strangers(request, row)
        if form.is_valid() and is_recorded(form, lambda: recording.record(row, form.entry, by=request.user)):
            messages.success(request, _("Recorded."))
            return see_other("plans:occurrence", code, pk)
    return show(request, hall, row, form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, code: str, pk: int) -> HttpResponse:
    """A record that was wrong: by whoever made it, or by those who lead the plan."""
    hall = get_visible_hall(request.user, code)
    old = get_record(hall, pk)
    if old.by_id != request.user.pk and not leads(request.user, hall):
        raise PermissionDenied
    form = RecordForm(sent(request), request.FILES or None, task=old.occurrence.task, corrects=old)
    is_sent = form.is_bound and form.is_valid()
    if is_sent and is_recorded(form, lambda: recording.correct(old, form.entry, by=request.user)):
        messages.success(request, _("Corrected; the old record is kept."))
        return see_other("plans:occurrence", code, old.occurrence_id)
    context = of_hall(request, hall, form=form, old=old)
    return render(request, "plans/correct.html", context, status=REFUSED if form.errors else 200)


@login_required
@require_safe
def file(request: Request, code: str, pk: int) -> FileResponse:
    """The file of a record; pictures open in the browser, everything else is saved."""
    row = get_record(get_visible_hall(request.user, code), pk)
    if not row.file:
        raise Http404
    return handed_out(row.file, name=row.file_name, type=row.file_type)


def refuse_strangers(request: Request, row: Occurrence) -> None:
    if not may_record(request.user, row, get_own_employee(request.user, row.hall)):
        raise PermissionDenied


def is_recorded(form: RecordForm, act: Any) -> bool:
    """Whether the act went through; where it did not, the form says why."""
    try:
        act()
    except NotRecordable as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, reason_of(refusal.facts))
        return False
    return True


def show(request: Request, hall: Hall, row: Occurrence, **more: Any) -> HttpResponse:
    records = Record.objects.filter(occurrence=row).select_related("by", "employee", "correction")
    form = more.get("form")
    context = of_hall(
        request,
        hall,
        row=row,
        records=records,
        assessments=row.assessments.select_related("by"),
        may_record=may_record(request.user, row, get_own_employee(request.user, hall)),
        closed=why_closed(row),
        recorded_by_me=recorders_of(row).filter(pk=request.user.pk).exists(),
        **more,
    )
    return render(request, "plans/occurrence.html", context, status=REFUSED if form and form.errors else 200)


def why_closed(row: Occurrence) -> str:
    """Why no record would be taken today; empty where one would."""
    try:
        recording.refuse_closed(row, row.hall.today())
    except NotRecordable as refusal:
        return reason_of(refusal.facts)
    return ""
