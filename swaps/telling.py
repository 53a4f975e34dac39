"""Who is told what of a swap; the texts are made from the facts when they are read."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from notices.sending import tell
from staff.models import User

from .models import SwapRequest
from .models.requests import LEAVE_IS_OFF


def tell_asked(swap: SwapRequest) -> None:
    """Those who are asked to take part; everybody else in the hall when it is an open shift."""
    if swap.is_free:
        there = swap.hall.employees.employed_between(swap.first_day, swap.first_day).exclude(pk=swap.asker.pk)
        send(swap, "swap_asked", User.objects.filter(employee__in=there))
        return
    send(swap, "swap_asked", users_of(swap, [part for part in swap.all_parts if part.agrees is None]))


def tell_answered(swap: SwapRequest) -> None:
    """The asker, of the answer; and those who decide, once everybody has agreed."""
    send(swap, "swap_answered", users_of(swap, swap.all_parts[:1]))
    if swap.state == SwapRequest.State.AGREED:
        send(swap, "swap_to_decide", deciders_of(swap))


def tell_decided(swap: SwapRequest) -> None:
    """Everybody who takes part, of the manager's decision."""
    send(swap, "swap_decided", users_of(swap, swap.all_parts))


def tell_ended(swap: SwapRequest) -> None:
    """Everybody who takes part, that nothing comes of it any more: expired, overtaken, withdrawn."""
    send(swap, "swap_expired", users_of(swap, swap.all_parts))


def tell_waiting(swap: SwapRequest, occasion: str) -> None:
    """A reminder to those who owe an answer: the partners, or who decides; of a shift that nobody takes, the latter."""
    if swap.state == SwapRequest.State.AGREED or swap.is_free:
        send(swap, "swap_to_decide", deciders_of(swap), occasion)
    else:
        send(swap, "swap_asked", users_of(swap, [part for part in swap.all_parts if part.agrees is None]), occasion)


def deciders_of(swap: SwapRequest) -> list[User]:
    """Who may approve it, where they may duty managers too: never who takes part; who has answered for a partner
    only where there is nobody else."""
    impartial = swap.impartial(swap.pk).filter(hall=swap.hall_id)
    people = User.objects.filter(posts__in=impartial).distinct()
    if people:
        return list(people)
    users = User.objects.filter(posts__in=swap.deciding().filter(hall=swap.hall_id)).distinct()
    return list(users.exclude(pk__in=[part.employee.user_id for part in swap.all_parts if part.employee.user_id]))


def users_of(swap: SwapRequest, parts: Iterable[Any]) -> list[User]:
    return list(User.objects.filter(employee__in=[part.employee_id for part in parts]))


def send(swap: SwapRequest, kind: str, users: Iterable[User], occasion: str = "") -> None:
    """One notice to each of them; the same thing is never told twice, a step taken anew is."""
    step = swap.events.count()
    key = "-".join(["swap", str(swap.pk), str(step), *filter(None, [occasion]), swap.state])
    url = reverse("swaps:swap", args=[swap.pk])
    tell(users, kind, hall=swap.hall, key=f"{key}-{kind}", facts=facts_of(swap, kind), url=url)


def facts_of(swap: SwapRequest, kind: str) -> dict[str, Any]:
    """What a notice says: names, days and codes, nothing that belongs to one language."""
    return {
        "person": person_in(swap, kind),
        "answer": answer_in(swap, kind),
        "date": swap.first_day,
        "reason": (swap.reason if swap.reason != LEAVE_IS_OFF else "") or swap.emergency_reason,
        "days": [
            {
                "person": cell.employee.name,
                "date": cell.date,
                "before": cell.before.text,
                "after": cell.after.text,
            }
            for cell in swap.all_cells
        ],
    }


def person_in(swap: SwapRequest, kind: str) -> str:
    """Who the notice is about: who has answered, else who asks."""
    answered = [part for part in swap.all_parts[1:] if part.answered_at]
    if kind == "swap_answered" and answered:
        return max(answered, key=lambda part: part.answered_at).employee.name
    return swap.asker.name


def answer_in(swap: SwapRequest, kind: str) -> str:
    """What has come of it, as far as that changes the sentence."""
    if kind == "swap_asked":
        return "open" if swap.is_free else ""
    if kind == "swap_answered":
        return "declined" if swap.state == SwapRequest.State.DECLINED else "agreed"
    if kind == "swap_to_decide":
        return "untaken" if swap.is_free else ""
    return LEAVE_IS_OFF if swap.reason == LEAVE_IS_OFF else swap.state
