"""What customers are expected in a hall, and what that asks for."""

from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staff.access import Request
from staff.models import Hall, Station, User
from staff.months import shifted
from staff.recorded import save_form
from staff.views.pages import are_valid, delete, edit, month_asked, of_managed_hall, sent, show

from ..forms.forecast import ForecastSettingsForm, PromotionForm, workload_forms
from ..models import ForecastSettings, Promotion
from ..needs.demand_sets import fingerprint_of, restore_earlier
from ..needs.forecast import Forecast, NoHistory, measured_in
from ..needs.forecastpage import MONTH, TYPICAL, ForecastPage
from ..needs.forecastwords import accuracy_text, made_of_text, remarks_on
from ..needs.takeover import HALVES, WAYS, changes_of, take_over


@require_safe
@of_managed_hall
def forecast(request: Request, hall: Hall) -> HttpResponse:
    """The month's customers and people; `?view=month` by date, `?station=` of one station."""
    month = month_wanted(request, hall)
    context: dict[str, object] = {"month": month, "earlier_month": shifted(month, -1), "later_month": shifted(month, 1)}
    try:
        found = Forecast(hall, month)
    except NoHistory:
        return show(request, "rosters/setup/forecast.html", hall, context | {"page": None})
    view = MONTH if request.GET.get("view") == MONTH else TYPICAL
    context |= {
        "page": ForecastPage(found, station_wanted(request, found), view),
        "made_of": made_of_text(found.made_of),
        "accuracy": accuracy_text(found.accuracy),
        "remarks": remarks_on(found),
    }
    return show(request, "rosters/setup/forecast.html", hall, context)


def month_wanted(request: Request, hall: Hall) -> date:
    """The month asked for; the next one when none is."""
    return month_asked(request, hall) if "month" in request.GET else shifted(hall.today().replace(day=1), 1)


def station_wanted(request: Request, found: Forecast) -> Station | None:
    asked = request.GET.get("station", "")
    return next((work.station for work in found.works if work.station.code == asked), None)


@require_http_methods(["GET", "HEAD", "POST"])
@of_managed_hall
def settings(request: Request, hall: Hall) -> HttpResponse:
    """What customers are promised, and what they are to each station."""
    row = ForecastSettings.objects.filter(hall=hall).first() or ForecastSettings(hall=hall)
    form = ForecastSettingsForm(sent(request), hall=hall, instance=row)
    measured = measured_in(hall)
    loads = workload_forms(sent(request), hall, measured)
    if form.is_bound and are_valid([form, *loads]):
        with transaction.atomic():
            for one in (form, *loads):
                save_form(one, by=request.user, hall=hall)
        messages.success(request, _("The settings of the forecast are saved."))
        return redirect("rosters:forecast", hall.code)
    context = {"form": form, "loads": loads, "measured": measured.get(None), "promotions": hall.promotions.all()}
    return show(request, "rosters/setup/forecast_settings.html", hall, context, ok=not form.is_bound)


@require_http_methods(["GET", "HEAD", "POST"])
@of_managed_hall
def promotion(request: Request, hall: Hall, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(hall.promotions, pk=pk) if pk else Promotion(hall=hall)
    form = PromotionForm(sent(request), hall=hall, instance=row)
    title = _("Promotion") if pk else _("New promotion")
    return edit(request, form, done="rosters:forecast-settings", title=title)


@require_http_methods(["GET", "HEAD", "POST"])
@of_managed_hall
def promotion_delete(request: Request, hall: Hall, pk: int) -> HttpResponse:
    return delete(request, hall, get_object_or_404(hall.promotions, pk=pk), done="rosters:forecast-settings")


@require_http_methods(["GET", "HEAD", "POST"])
@of_managed_hall
def take(request: Request, hall: Hall) -> HttpResponse:
    """Show what the forecast would change in the hall's demand; POST puts in force what was shown."""
    month = month_wanted(request, hall)
    way = request.GET.get("by", "")
    way = way if way in WAYS else HALVES
    if request.method == "POST" and put_in_force(request, hall, month, way, by=request.user):
        return redirect("rosters:demand", hall.code)
    try:
        changes = changes_of(Forecast(hall, month), way)
    except NoHistory:
        return redirect("rosters:forecast", hall.code)
    context = {
        "month": month,
        "way": way,
        "ways": WAYS.items(),
        "changes": changes,
        "seen": fingerprint_of(changes),
        "is_stale": request.method == "POST",
    }
    return show(request, "rosters/setup/forecast_take.html", hall, context, ok=request.method != "POST")


def put_in_force(request: Request, hall: Hall, month: date, way: str, *, by: User) -> bool:
    """Whether it was done; not if anything has changed since it was shown."""
    try:
        number = take_over(hall, month, way, request.POST.get("seen", ""), by=by)
    except NoHistory:
        return False
    if number is None:
        return False
    told = ngettext(
        "The demand of %(n)d kind of day is taken over.", "The demand of %(n)d kinds of day is taken over.", number
    )
    messages.success(request, told % {"n": number})
    return True


@require_POST
@of_managed_hall
def earlier(request: Request, hall: Hall) -> HttpResponse:
    """Bring back the demand that stood before it was last replaced as a whole."""
    if restore_earlier(hall, by=request.user):
        messages.success(request, _("The earlier demand is in force again."))
    return redirect("rosters:demand", hall.code)
