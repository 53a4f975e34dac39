"""The monthly work plan: read, written, approved, printed, taken along as a workbook."""

from datetime import date
from http import HTTPStatus
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rosters.exports import CONTENT_TYPE
from staff.access import Request, get_visible_hall
from staff.models import Employee, Hall, User
from staff.months import last_day_of
from staff.views.pages import sent

from .. import workplans
from ..access import get_led_hall, get_own_employee, leads
from ..forms.workplans import WorkPlanForm, items_form, items_of
from ..models import WorkPlan
from ..wording import address_of, reason_of
from ..workplanfigures import lines_of
from ..workplans import NotWritable
from ..workplansheet import work_plan_workbook
from .pages import month_asked, of_hall, see_other, steps

REFUSED = 422


@login_required
@require_safe
def current(request: Request, code: str) -> HttpResponse:
    """On to the month asked for, or this one."""
    hall = get_visible_hall(request.user, code)
    return see_other("plans:work-plan", code, month_asked(request, [hall]))


@login_required
@require_safe
def work_plan(request: Request, code: str, month: date, employee: str = "") -> HttpResponse:
    """The month's plan as everybody reads it, drafts only those who lead it; somebody's own is hers and theirs."""
    hall, person = get_place(request.user, code, employee)
    plan = readable_plan(request.user, hall, month, person)
    context = of_hall(request, hall, plan=plan, person=person, **steps(month))
    if plan:
        context |= {"lines": lines_of(plan), "is_own": plan.written_by_id == request.user.pk}
    else:
        context["last"] = workplans.last_plan_of(hall, month, person)
    context["writes"] = context["leads"] or person is not None
    if person is None:
        context |= own_plans(request.user, hall, month, with_all=context["leads"])
    return render(request, "plans/work_plan.html", context)


@login_required
@require_POST
def begin(request: Request, code: str, month: date, employee: str = "") -> HttpResponse:
    hall, person = get_written_place(request.user, code, employee)
    workplans.begin(hall, month, request.POST.get("source", ""), by=request.user, employee=person)
    return to_plan("-edit", hall, month, person)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, code: str, month: date, employee: str = "") -> HttpResponse:
    hall, person = get_written_place(request.user, code, employee)
    plan = get_plan(hall, month, person)
    form, items = WorkPlanForm(sent(request), instance=plan), items_form(sent(request), plan)
    if form.is_bound and all([form.is_valid(), items.is_valid()]):
        try:
            seen = request.POST.get("seen", "")
            workplans.write(plan, form.cleaned_data, items_of(items), seen=seen, by=request.user)
            messages.success(request, _("The work plan is saved."))
            return to_plan("", hall, month, person)
        except NotWritable as refusal:
            form.add_error(None, reason_of(refusal.facts))
    seen = workplans.mark_of(plan)
    context = of_hall(request, plan.hall, plan=plan, person=person, form=form, items=items, seen=seen)
    is_wrong = form.is_bound and bool(form.errors or items.total_error_count() or items.non_form_errors())
    return render(request, "plans/work_plan_form.html", context, status=REFUSED if is_wrong else 200)


@login_required
@require_POST
def approve(request: Request, code: str, month: date, employee: str = "") -> HttpResponse:
    return done(request, code, month, employee, workplans.approve, _("The work plan is approved."))


@login_required
@require_POST
def reopen(request: Request, code: str, month: date, employee: str = "") -> HttpResponse:
    return done(request, code, month, employee, workplans.reopen, _("The work plan is a draft again."))


def done(request: Request, code: str, month: date, employee: str, act: Any, said: str) -> HttpResponse:
    hall, person = get_led_hall(request.user, code), get_place(request.user, code, employee)[1]
    plan = get_plan(hall, month, person)
    try:
        act(plan, by=request.user)
        messages.success(request, said)
    except NotWritable as refusal:
        messages.error(request, reason_of(refusal.facts))
    return to_plan("", hall, month, person)


@login_required
@require_safe
def workbook(request: Request, code: str, month: date, employee: str = "") -> FileResponse:
    hall, person = get_place(request.user, code, employee)
    plan = readable_plan(request.user, hall, month, person)
    if plan is None:
        raise Http404
    file = BytesIO()
    work_plan_workbook(plan).save(file)
    file.seek(0)
    name = "-".join(["work-plan", code, *([person.code] if person else []), f"{month:%Y-%m}.xlsx"])
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE)


def get_place(user: User, code: str, employee: str) -> tuple[Hall, Employee | None]:
    """The hall and, for somebody's own plan, that person: for herself and for those who lead the plan."""
    hall = get_visible_hall(user, code)
    if not employee:
        return hall, None
    person = get_object_or_404(hall.employees, code=employee)
    if person.user_id != user.pk and not leads(user, hall):
        raise PermissionDenied
    return hall, person


def get_written_place(user: User, code: str, employee: str) -> tuple[Hall, Employee | None]:
    """The same where she may write: her own plan, or as one who leads."""
    hall, person = get_place(user, code, employee)
    return (hall, person) if person else (get_led_hall(user, code), None)


def own_plans(user: User, hall: Hall, month: date, *, with_all: bool) -> dict[str, Any]:
    """Where the user's own plan is, and for those who lead the plans of all who work in the month."""
    me = get_own_employee(user, hall)
    people = hall.employees.employed_between(month, last_day_of(month)) if with_all else []
    plans = {plan.employee_id: plan for plan in WorkPlan.objects.filter(hall=hall, month=month, employee__in=people)}
    return {"me": me, "people": [(person, plans.get(person.pk)) for person in people]}


def to_plan(name: str, hall: Hall, month: date, person: Employee | None) -> HttpResponse:
    response = redirect(address_of(name, hall, month, person))
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def readable_plan(user: User, hall: Hall, month: date, person: Employee | None) -> WorkPlan | None:
    plans = WorkPlan.objects.filter(hall=hall, month=month, employee=person)
    plan = plans.select_related("hall", "employee", "written_by", "approved_by").first()
    return plan if plan and (plan.is_approved or person or leads(user, hall)) else None


def get_plan(hall: Hall, month: date, person: Employee | None) -> WorkPlan:
    plans = WorkPlan.objects.select_related("hall", "employee")
    return get_object_or_404(plans, hall=hall, month=month, employee=person)
