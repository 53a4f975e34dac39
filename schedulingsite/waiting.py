"""What waits for a user's answer or decision, as the first page says it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rosters.publications.confirming import asked_of
from rosters.repairs.leavecards import inboxes_of
from staff.models import User
from swaps.models import SwapRequest


@dataclass(frozen=True)
class Waiting:
    """So many of one kind, in words, and where they are decided; `icon` is a symbol of `static/icons.svg`."""

    icon: str
    text: str
    url: str


def waiting_for(user: User) -> Iterator[Waiting]:
    """Rosters to confirm, swaps and leave to decide about, swaps to take part in; nothing that she has asked for."""
    for row in asked_of(user.employee) if user.is_employee else ():
        month = row.publication.roster.month
        text = _("Read and confirm your roster for %(month)s") % {"month": date_format(month, "YEAR_MONTH_FORMAT")}
        yield Waiting("check", text, f"{reverse('rosters:me')}?month={month:%Y-%m}")
    inbox = reverse("swaps:home")
    if decide := SwapRequest.objects.decidable_by(user).filter(state=SwapRequest.State.AGREED).count():
        text = ngettext("%(n)d swap waits for your decision", "%(n)d swaps wait for your decision", decide)
        yield Waiting("swap", text % {"n": decide}, f"{inbox}#decide")
    for hall, leave in inboxes_of(user):
        if leave:
            text = ngettext(
                "%(n)d request for leave waits for your decision",
                "%(n)d requests for leave wait for your decision",
                leave,
            )
            yield Waiting("leave", text % {"n": leave}, reverse("rosters:leave", args=[hall.code]))
    if answer := SwapRequest.objects.waiting_for(user).count():
        text = ngettext("A colleague asks you for a swap", "%(n)d swaps with colleagues wait for your answer", answer)
        yield Waiting("person", text % {"n": answer}, f"{inbox}#answer")
