from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from staff.access import Request
from staff.models import Hall, User
from staff.views.pages import of_managed_hall, show

from ..forms.headcounts import HeadcountForm, kinds_sent
from ..models import RuleSettings
from ..needs.dayneeds import WEEKDAYS
from ..needs.demand_table import DayKind
from ..needs.headcount_table import HeadcountTable

MOST_SENT = 100


@require_http_methods(["GET", "POST"])
@of_managed_hall
def headcounts(request: Request, hall: Hall) -> HttpResponse:
    """How many people each shift type is wanted with; `?day=` adds a column, such as `mon` or a date."""
    if request.method == "POST":
        form = save(request, hall, by=request.user)
        if form.is_valid():
            messages.success(request, _("The people on each shift are saved."))
            return redirect("rosters:headcounts", hall.code)
    else:
        asked = DayKind.from_key(request.GET.get("day", ""))
        form = HeadcountForm(table=HeadcountTable(hall, [asked] if asked else []))
    context = {
        "form": form,
        "table": form.table,
        "weekdays": [kind for kind in map(DayKind, WEEKDAYS) if kind not in form.table.kinds],
        "rules": RuleSettings.objects.filter(hall=hall).first() or RuleSettings(),
    }
    return show(request, "rosters/setup/headcounts.html", hall, context, ok=not form.is_bound)


@transaction.atomic
def save(request: Request, hall: Hall, *, by: User) -> HeadcountForm:
    # One at a time, so that nobody slips in between the look at what stands and its replacement.
    Hall.objects.select_for_update(no_key=True).get(pk=hall.pk)
    table = HeadcountTable(hall, kinds_sent(request.POST)[:MOST_SENT])
    form = HeadcountForm(request.POST, table=table)
    if form.is_valid():
        table.save(form.chosen(), by=by)
    return form
