"""Follow-ups on a page: who is to be called today, what came of it, new customers, how long they are kept."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from staff.access import Request
from staff.models import Hall
from staff.views.pages import sent

from .. import cases as acts
from ..access import get_follow_up, get_led_hall, get_worked_hall
from ..cases import cases_of, tasks_with_cases
from ..forms.cases import OUTCOMES, CaseForm, HandOverForm, KeepForm, OutcomeForm
from ..models import PlanSettings
from ..recording import NotRecordable
from ..wording import reason_of
from .pages import of_hall, see_other

REFUSED = 422


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cases(request: Request, code: str) -> HttpResponse:
    """For those who work in the hall and nobody else: it speaks of customers."""
    hall = get_worked_hall(request.user, code)
    form = CaseForm(sent(request), hall=hall)
    if form.is_bound and form.is_valid():
        try:
            case = acts.open_case(form.instance, form.cleaned_data["task"], by=request.user)
            if case is form.instance:
                messages.success(request, _("The customer is entered."))
            else:
                messages.warning(request, _("%(reference)s of that day is entered already.") % vars(case))
            return see_other("plans:cases", code)
        except NotRecordable as refusal:
            form.add_error(refusal.field, reason_of(refusal.facts))
    return show(request, hall, form=form)


@login_required
@require_POST
def done(request: Request, code: str, pk: int) -> HttpResponse:
    hall = get_worked_hall(request.user, code)
    row, form = get_follow_up(hall, pk), OutcomeForm(request.POST)
    try:
        if not form.is_valid():
            raise NotRecordable("outcome")
        acts.follow_up(row, form.cleaned_data["outcome"], form.cleaned_data["note"], by=request.user)
        messages.success(request, _("Recorded."))
    except NotRecordable as refusal:
        messages.error(request, reason_of(refusal.facts))
    return see_other("plans:cases", code)


@login_required
@require_POST
def keep(request: Request, code: str) -> HttpResponse:
    """How many days after the last follow-up a customer is erased."""
    hall = get_led_hall(request.user, code)
    form = KeepForm(request.POST, instance=PlanSettings.of(hall))
    if form.is_valid():
        acts.keep_for(hall, form.cleaned_data["keep_days"], by=request.user)
        messages.success(request, _("Customers are erased so many days after their last follow-up."))
        return see_other("plans:cases", code)
    return show(request, hall, keep_form=form)


@login_required
@require_POST
def hand_over(request: Request, code: str) -> HttpResponse:
    """What one person still has to follow up goes over to another."""
    hall = get_led_hall(request.user, code)
    form = HandOverForm(request.POST, hall=hall)
    if form.is_valid():
        count = acts.hand_over(hall, **form.cleaned_data, by=request.user)
        words = ngettext(
            "%(n)d follow-up has gone over to %(to)s.", "%(n)d follow-ups have gone over to %(to)s.", count
        )
        messages.success(request, words % {"n": count, "to": form.cleaned_data["to"]})
        return see_other("plans:cases", code)
    return show(request, hall, hand_form=form)


def show(request: Request, hall: Hall, **more: Any) -> HttpResponse:
    found = cases_of(hall)
    groups = [(_("Overdue"), found.overdue, True), (_("Today"), found.today, True)]
    groups += [(_("In the next seven days"), found.coming, False), (_("Followed up today"), found.done, False)]
    facts = {
        "form": more.get("form") or CaseForm(hall=hall),
        "keep_form": more.get("keep_form") or KeepForm(instance=PlanSettings.of(hall)),
        "hand_form": more.get("hand_form") or HandOverForm(hall=hall),
        "today": hall.today(),
        "tasks": list(tasks_with_cases(hall)),
        "groups": [group for group in groups if group[1]],
        "outcomes": OUTCOMES,
        "keep_days": PlanSettings.of(hall).keep_days,
    }
    is_refused = any(form.errors for form in more.values() if form is not None)
    return render(request, "plans/cases.html", of_hall(request, hall, **facts), status=REFUSED if is_refused else 200)
