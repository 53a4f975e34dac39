"""The page of a day on the floor."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from staff.access import Request, get_visible_hall
from staff.models import Hall
from staff.months import day_in

from ..grids.floor import floor_of, last_night_of
from ..repairs.calllist import open_shifts_on
from ..repairs.sickness import leads_floor


@login_required
@require_safe
def today(request: Request, code: str) -> HttpResponse:
    """Today on the floor, or the day of `?day=`."""
    hall = get_visible_hall(request.user, code)
    day = day_in(request.GET.get("day", "")) or hall.today()
    is_today = day == hall.today()
    leads = leads_floor(request.user, hall)
    floor = floor_of(hall, day)
    context = {
        "hall": hall,
        "date": day,
        "floor": floor,
        "night": last_night_of(hall, hall.now()) if leads and is_today and floor is None else [],
        "is_today": is_today,
        "can_report": leads and is_today,
        "sick_shifts": open_shifts_on(hall, day) if leads and is_today else [],
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "month": day.replace(day=1),
        "can_edit": Hall.objects.managed_by(request.user).filter(pk=hall.pk).exists(),
    }
    return render(request, "rosters/today.html", context)
