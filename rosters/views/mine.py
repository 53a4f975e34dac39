"""What a person enters for herself: wishes of a month, pay or rest of a holiday."""

from datetime import date, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from staff.access import Request
from staff.models import Hall
from staff.months import last_day_of, shifted
from staff.views.leave import own_employee
from staff.views.pages import REFUSED, month_asked, sent

from ..forms.wishes import OwnWishForm
from ..models import Wish
from ..wishes import holidays, wishing
from ..wishes.answers import answered
from ..wishes.holidays import NotChoosable
from ..wishes.wishing import NotWishable


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_wishes(request: Request) -> HttpResponse:
    """Her wishes of a month, the next one's unless another is asked for; POST enters one."""
    employee = own_employee(request)
    hall = employee.hall
    month = month_asked(request, hall) if "month" in request.GET else shifted(hall.today().replace(day=1), 1)
    form = OwnWishForm(sent(request), employee=employee, month=month)
    if form.is_bound and form.is_valid():
        try:
            wishing.wish(form.wish, by=request.user)
        except NotWishable as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("Your wish is entered."))
            return to_month(month)
    window, points = wishing.window_of(hall, month), wishing.points_of(hall)
    wishes = employee.wishes.filter(date__range=(month, last_day_of(month))).select_related("shift_type")
    now = timezone.now()
    context = {
        "employee": employee,
        "form": form,
        "month": month,
        "previous": shifted(month, -1),
        "next": shifted(month, 1),
        "wishes": answered(employee, list(wishes)),
        "points": points,
        "left": points - wishing.points_spent(employee, month),
        "opens": local(window.opens, hall),
        "closes": local(window.closes, hall),
        "is_open": window.is_open(now),
        "is_over": window.is_over(now),
    }
    return render(request, "rosters/me/wishes.html", context, status=REFUSED if form.errors else 200)


def local(moment: datetime, hall: Hall) -> datetime:
    """The moment on the hall's clock, for a page that shows it as it stands."""
    return moment.astimezone(hall.now().tzinfo).replace(tzinfo=None)


def to_month(month: date) -> HttpResponse:
    response = redirect("rosters:my-wishes")
    response["Location"] += f"?month={month:%Y-%m}"
    return response


@login_required
@require_POST
def my_wish_delete(request: Request, pk: int) -> HttpResponse:
    row = get_object_or_404(Wish.objects.select_related("employee__hall"), pk=pk, employee=own_employee(request))
    month = row.date.replace(day=1)
    try:
        wishing.take_back(row, by=request.user)
        messages.success(request, _("Your wish is taken back."))
    except NotWishable as refusal:
        messages.error(request, refusal.sentence)
    return to_month(month)


@login_required
@require_POST
def my_holiday(request: Request, day: date) -> HttpResponse:
    """Pay or rest for the holiday that begins on the day."""
    employee, wanted = own_employee(request), request.POST.get("holiday")
    if wanted in ("rest", "pay"):
        try:
            holidays.choose(employee, day, wants_rest=wanted == "rest", by=request.user)
            messages.success(request, _("Your choice is noted; the roster honours it as far as cover allows."))
        except NotChoosable as refusal:
            messages.error(request, refusal.sentence)
    return redirect("rosters:me")
