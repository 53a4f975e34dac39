"""The time banks of a hall, for those who manage it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from staff import banking
from staff.access import Request
from staff.banking import NotBankable
from staff.models import Employee, Hall, TimeBankEntry, TimeBankSettings, User
from staff.recorded import save_form
from staff.views.pages import of_managed_hall, sent, show

from ..forms.banks import BankSettingsForm, BookForm
from ..models import Roster
from ..timebanks.banks import balances_of, ledger_of


@require_safe
@of_managed_hall
def banks(request: Request, hall: Hall) -> HttpResponse:
    """What everybody is owed, and the way to the hours of each month."""
    months = Roster.objects.filter(hall=hall, published_at__isnull=False).select_related("posting").order_by("-month")
    return show(request, "rosters/setup/banks.html", hall, {"balances": balances_of(hall), "months": months[:12]})


@require_http_methods(["GET", "HEAD", "POST"])
@of_managed_hall
def ledger(request: Request, hall: Hall, pk: int) -> HttpResponse:
    """One person's ledger; POST makes an entry by hand."""
    person = get_object_or_404(hall.employees.select_related("hall"), pk=pk)
    form = BookForm(sent(request))
    if form.is_valid() and book(form, person, by=request.user):
        messages.success(request, _("The entry is booked."))
        return redirect("rosters:employee-bank", hall.code, pk)
    context = {"ledger": ledger_of(person), "form": form, "person": person}
    return show(request, "rosters/setup/ledger.html", hall, context, ok=not form.is_bound)


def book(form: BookForm, person: Employee, *, by: User) -> bool:
    """Whether the entry was made; a refusal is told by the form."""
    facts: dict[str, Any] = form.cleaned_data
    act = banking.pay_out if facts["kind"] == TimeBankEntry.Kind.PAID_OUT else banking.correct
    try:
        act(person, minutes=facts["minutes"], why=facts["why"], by=by)
    except NotBankable as refusal:
        form.add_error("minutes", refusal.sentence)
    return form.is_valid()


@require_http_methods(["GET", "HEAD", "POST"])
@of_managed_hall
def settings(request: Request, hall: Hall) -> HttpResponse:
    form = BankSettingsForm(sent(request), hall=hall, instance=TimeBankSettings.of(hall))
    if form.is_valid():
        save_form(form, by=request.user, hall=hall)
        messages.success(request, _("The settings of the time banks are saved."))
        return redirect("rosters:banks", hall.code)
    return show(request, "rosters/setup/bank_settings.html", hall, {"form": form}, ok=not form.is_bound)
