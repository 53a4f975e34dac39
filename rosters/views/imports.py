"""A hall's own sheet: sent, understood, looked at, applied."""

from datetime import date
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from rosters.access import get_page_to_edit
from rosters.forms.imports import SheetForm, people_in, values_in
from rosters.imports.applying import apply_sheets
from rosters.imports.memory import remember
from rosters.imports.page import ImportPage
from rosters.imports.safely import from_json, read_safely, to_json
from rosters.imports.sheets import NotReadable
from rosters.imports.wording import refusal_text
from rosters.models import Roster, SheetImport
from rosters.wording import reason_of
from staff.access import Request

from ..edits.editing import NotEditable


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: Request, code: str, month: date) -> HttpResponse:
    """GET shows what was sent last, or asks for a file; POST takes one."""
    roster = get_page_to_edit(request.user, code, month)
    if request.method != "POST":
        kept = kept_by(request, roster)
        page = ImportPage(roster, kept, request.user) if kept else None
        return show(request, roster, page=page, form=SheetForm())
    form = SheetForm(request.POST, request.FILES)
    if form.is_valid() and take(request, roster, form):
        return back(roster)
    return show(request, roster, form=form)


def take(request: Request, roster: Roster, form: SheetForm) -> bool:
    """Read the file and keep it in the place of the one before; whether it could be read."""
    file = form.cleaned_data["file"]
    try:
        sheets = read_safely(file.read())
    except NotReadable as refusal:
        form.add_error("file", refusal_text(refusal.reason))
        return False
    facts = {"name": file.name[:200], "sheets": [to_json(one) for one in sheets], "edit": None}
    SheetImport.objects.update_or_create(
        hall=roster.hall,
        month=roster.month,
        by=request.user,
        defaults=facts | {"empties": form.cleaned_data["empties"]},
    )
    return True


@login_required
@require_POST
def words(request: Request, code: str, month: date) -> HttpResponse:
    """Remember what the sheet's texts mean in this hall."""
    roster = get_page_to_edit(request.user, code, month)
    try:
        people, values = people_in(roster, request.POST.dict()), values_in(roster, request.POST.dict())
    except NotEditable as refusal:
        messages.error(request, reason_of(refusal.facts))
        return back(roster)
    remember(roster.hall, people, values, by=request.user)
    return back(roster)


@login_required
@require_POST
def apply(request: Request, code: str, month: date) -> HttpResponse:
    """Put into the roster what was shown, if it still is what would change."""
    roster = get_page_to_edit(request.user, code, month)
    kept = kept_by(request, roster)
    if kept is None:
        return back(roster)
    if request.POST.get("revision") != str(roster.revision):
        messages.error(request, _("The roster has changed since you looked. This is what would change now."))
        return back(roster)
    sheets = [from_json(one) for one in kept.sheets]
    try:
        leave = "leave" in request.POST
        done = apply_sheets(roster, sheets, by=request.user, empties=kept.empties, leave=leave, name=kept.name)
    except NotEditable as refusal:
        messages.error(request, reason_of(refusal.facts))
        return back(roster)
    SheetImport.objects.filter(pk=kept.pk).update(edit=done.edit)
    count = len(done.steps)
    said = [ngettext("%(n)d cell changed.", "%(n)d cells changed.", count) % {"n": count}]
    if entered := len(done.edit.leave) if done.edit else 0:
        said.append(ngettext("%(n)d absence entered.", "%(n)d absences entered.", entered) % {"n": entered})
    messages.success(request, " ".join(said))
    return back(roster)


@login_required
@require_POST
def drop(request: Request, code: str, month: date) -> HttpResponse:
    """Forget the file, to send another one."""
    roster = get_page_to_edit(request.user, code, month)
    SheetImport.objects.filter(hall=roster.hall, month=roster.month, by=request.user).delete()
    return back(roster)


def kept_by(request: Request, roster: Roster) -> SheetImport | None:
    rows = SheetImport.objects.filter(hall=roster.hall, month=roster.month, by=request.user)
    return rows.select_related("edit").first()


def back(roster: Roster) -> HttpResponse:
    return redirect("rosters:import", roster.hall.code, roster.month)


def show(request: Request, roster: Roster, *, form: SheetForm, page: ImportPage | None = None) -> HttpResponse:
    context = {"hall": roster.hall, "roster": roster, "form": form, "page": page}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "rosters/import/page.html", context, status=status)
