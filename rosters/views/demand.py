from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from staff.access import Request
from staff.models import Hall, User
from staff.views.pages import of_managed_hall, show

from ..forms.demand import DemandForm
from ..models import Demand, EarlierDemand
from ..needs.dayneeds import WEEKDAYS
from ..needs.demand_table import GENERAL, STEPS, DayKind, DemandTable, kinds_with_rows


@require_http_methods(["GET", "POST"])
@of_managed_hall
def demand(request: Request, hall: Hall) -> HttpResponse:
    """The table of one kind of day (`?day=weekday`); `?from=` fills it with another's, not yet saved."""
    kind = DayKind.from_key(request.GET.get("day", "")) or DayKind(Demand.DayType.WEEKDAY)
    table = DemandTable(hall, kind, step_sent(request))
    source = DayKind.from_key(request.GET.get("from", ""))
    is_emptied = request.GET.get("from") == "empty"
    if request.method == "POST":
        form = DemandForm(request.POST, table=table)
        if save(form, hall, by=request.user):
            messages.success(request, _("The demand for %(day)s is saved.") % {"day": kind.label})
            return redirect(f"{request.path}?day={kind.key}")
    else:
        fill = DemandTable(hall, source) if source else None
        form = DemandForm(table=table, fill=fill, is_emptied=is_emptied)
    context = page_context(hall, table) | {"form": form, "source": source, "is_emptied": is_emptied}
    return show(request, "rosters/setup/demand.html", hall, context, ok=not form.is_bound)


def step_sent(request: Request) -> int:
    """The step of the table that was sent, which the hall may have changed since; 0 for its own."""
    sent = request.POST.get("step", "")
    return int(sent) if sent in map(str, STEPS) else 0


@transaction.atomic
def save(form: DemandForm, hall: Hall, *, by: User) -> bool:
    # One at a time, so that nobody slips in between the look at what stands and its replacement.
    Hall.objects.select_for_update(no_key=True).get(pk=hall.pk)
    if not form.is_valid():
        return False
    form.table.save(form.chosen(), by=by)
    return True


def page_context(hall: Hall, table: DemandTable) -> dict[str, object]:
    filled = kinds_with_rows(hall)
    general, week = [DayKind(day) for day in GENERAL], [DayKind(day) for day in WEEKDAYS]
    dates = {kind for kind in [*filled, table.kind] if kind.date}
    return {
        "table": table,
        "kinds": [*general, *week, *sorted(dates, key=lambda kind: kind.key)],
        "filled": filled,
        "others": [kind for kind in filled if kind != table.kind],
        "is_own": table.kind in filled,
        "earlier": EarlierDemand.objects.filter(hall=hall).select_related("by").defer("rows").first(),
    }
