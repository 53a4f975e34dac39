from datetime import date

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from staff.access import Request
from staff.models import Hall, PerformanceReview
from staff.months import last_day_of, shifted
from staff.views.pages import delete, edit, month_asked, of_managed_hall, sent, show

from ..forms.wishes import WishForm
from ..models import RuleSettings, Wish
from ..targets import wish_percent
from ..wishes.holidays import outcomes_of
from ..wishes.wishing import is_late


def wishes_of(hall: Hall) -> QuerySet[Wish]:
    return Wish.objects.filter(employee__hall=hall).select_related("employee", "shift_type")


def weighed(rows: QuerySet[Wish], rules: RuleSettings, month: date) -> list[tuple[Wish, int]]:
    """The wishes, each with the percentage that it counts by last month's performance."""
    reviews = PerformanceReview.objects.filter(employee__in=rows.values("employee"), month=shifted(month, -1))
    grades = {row.employee_id: (row.enthusiasm, row.skill) for row in reviews}
    return [(row, wish_percent(rules, grades.get(row.employee_id))) for row in rows]


@require_safe
@of_managed_hall
def wishes(request: Request, hall: Hall) -> HttpResponse:
    """A month's wishes: the next one's, which is still to be built, unless another is asked for."""
    month = month_asked(request, hall) if "month" in request.GET else shifted(hall.today().replace(day=1), 1)
    rules = RuleSettings.objects.filter(hall=hall).first() or RuleSettings()
    rows = weighed(wishes_of(hall).filter(date__range=(month, last_day_of(month))), rules, month)
    context = {
        "wishes": rows,
        "rules": rules,
        "month": month,
        "previous": shifted(month, -1),
        "next": shifted(month, 1),
    }
    return show(request, "rosters/setup/wishes.html", hall, context)


@require_http_methods(["GET", "POST"])
@of_managed_hall
def wish(request: Request, hall: Hall, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(wishes_of(hall), pk=pk) if pk else Wish()
    form = WishForm(sent(request), hall=hall, instance=row)
    if form.is_bound and not pk and form.is_valid():
        row.is_late = is_late(hall, form.cleaned_data["date"])
    title = _("Wish") if pk else _("New wish")
    return edit(request, form, done="rosters:wishes", title=title, delete="rosters:wish-delete" if pk else "")


@require_http_methods(["GET", "POST"])
@of_managed_hall
def wish_delete(request: Request, hall: Hall, pk: int) -> HttpResponse:
    return delete(request, hall, get_object_or_404(wishes_of(hall), pk=pk), done="rosters:wishes")


@require_safe
@of_managed_hall
def holiday_choices(request: Request, hall: Hall) -> HttpResponse:
    """Who chose pay or rest for the coming holidays, and where the roster could not honour it."""
    return show(request, "rosters/setup/holidays.html", hall, {"outcomes": outcomes_of(hall)})
