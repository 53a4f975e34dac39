"""What people do with a request: each view calls one act and shows the card as it is then."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from staff.access import Request
from staff.models import Employee

from .. import asking, deciding
from ..access import forbid, get_visible_swap, own_employee
from ..cards import cards_of
from ..conditions import NotSwappable, leads
from ..models import SwapRequest
from ..wording import refusal_of


@login_required
@require_POST
def agree(request: Request, pk: int) -> HttpResponse:
    swap = get_visible_swap(request.user, pk)
    person = partner_of(swap, request)
    return answered(request, swap, lambda: deciding.agree(swap, person, by=request.user))


@login_required
@require_POST
def refuse(request: Request, pk: int) -> HttpResponse:
    swap = get_visible_swap(request.user, pk)
    person, why = partner_of(swap, request), request.POST.get("why", "")
    return answered(request, swap, lambda: deciding.refuse_part(swap, person, by=request.user, why=why))


@login_required
@require_POST
def take(request: Request, pk: int) -> HttpResponse:
    swap = get_visible_swap(request.user, pk)
    employee = own_employee(request.user)
    if employee is None:
        raise PermissionDenied
    return answered(request, swap, lambda: asking.take(swap, employee, by=request.user))


@login_required
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    swap = get_visible_swap(request.user, pk)
    return answered(request, swap, lambda: deciding.withdraw(swap, by=request.user))


@login_required
@require_POST
def approve(request: Request, pk: int) -> HttpResponse:
    swap, seen = get_visible_swap(request.user, pk), request.POST.get("seen")
    return answered(request, swap, lambda: deciding.approve(swap, by=request.user, seen=seen))


@login_required
@require_POST
def decline(request: Request, pk: int) -> HttpResponse:
    swap, why = get_visible_swap(request.user, pk), request.POST.get("why", "")
    return answered(request, swap, lambda: deciding.decline(swap, by=request.user, why=why))


@login_required
@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    swap = get_visible_swap(request.user, pk)
    return answered(request, swap, lambda: deciding.undo(swap, by=request.user))


def partner_of(swap: SwapRequest, request: Request) -> Employee:
    """For whom the user answers: the partner she names, else herself; who takes no part has nothing to answer."""
    code = request.POST.get("employee")
    people = [
        person for person in swap.partners if (person.code == code if code else person.user_id == request.user.pk)
    ]
    if not people:
        raise PermissionDenied
    return people[0]


def answered(request: Request, swap: SwapRequest, act: Callable[[], SwapRequest]) -> HttpResponse:
    """Do it, or say why not; then the card for those whose page has asked for it, the page for others."""
    refusal = ""
    try:
        act()
    except NotSwappable as error:
        forbid(error)
        refusal = refusal_of(error, is_leading=leads(request.user, swap.hall))
    if not request.htmx:
        if refusal:
            messages.error(request, refusal)
        is_visible = SwapRequest.objects.visible_to(request.user).filter(pk=swap.pk).exists()
        return redirect("swaps:swap", swap.pk) if is_visible else redirect("swaps:home")
    fresh = SwapRequest.objects.with_parts().get(pk=swap.pk)
    (card,) = cards_of([fresh], request.user)
    return render(request, "swaps/card.html", {"card": card, "refusal": refusal})
