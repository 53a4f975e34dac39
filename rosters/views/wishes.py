from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from staff.access import Request
from staff.models import Hall
from staff.months import last_day_of, shifted
from staff.views.pages import delete, edit, month_asked, of_managed_hall, sent, show

from ..forms.wishes import WishForm
from ..models import Wish


def wishes_of(hall: Hall) -> QuerySet[Wish]:
    return Wish.objects.filter(employee__hall=hall).select_related("employee", "shift_type")


@require_safe
@of_managed_hall
def wishes(request: Request, hall: Hall) -> HttpResponse:
    """A month's wishes: the next one's, which is still to be built, unless another is asked for."""
    month = month_asked(request, hall) if "month" in request.GET else shifted(hall.today().replace(day=1), 1)
    rows = wishes_of(hall).filter(date__range=(month, last_day_of(month)))
    context = {"wishes": rows, "month": month, "previous": shifted(month, -1), "next": shifted(month, 1)}
    return show(request, "rosters/setup/wishes.html", hall, context)


@require_http_methods(["GET", "POST"])
@of_managed_hall
def wish(request: Request, hall: Hall, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(wishes_of(hall), pk=pk) if pk else Wish()
    form = WishForm(sent(request), hall=hall, instance=row)
    title = _("Wish") if pk else _("New wish")
    return edit(request, form, done="rosters:wishes", title=title, delete="rosters:wish-delete" if pk else "")


@require_http_methods(["GET", "POST"])
@of_managed_hall
def wish_delete(request: Request, hall: Hall, pk: int) -> HttpResponse:
    return delete(request, hall, get_object_or_404(wishes_of(hall), pk=pk), done="rosters:wishes")
