"""The page of a day on the floor."""

from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from staff.access import Request, get_visible_hall
from staff.models import Hall

from ..grids.floor import floor_of
from ..repairs.calllist import open_shifts_on
from ..repairs.sickness import leads_floor


@login_required
@require_safe
def today(request: Request, code: str) -> HttpResponse:
    """Today on the floor, or the day of `?day=`."""
    hall = get_visible_hall(request.user, code)
    day = day_asked(request.GET.get("day", "")) or hall.today()
    is_today = day == hall.today()
    leads = leads_floor(request.user, hall)
    context = {
        "hall": hall,
        "date": day,
        "floor": floor_of(hall, day),
        "is_today": is_today,
        "can_report": leads and is_today,
        "sick_shifts": open_shifts_on(hall, day) if leads and is_today else [],
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "month": day.replace(day=1),
        "can_edit": Hall.objects.managed_by(request.user).filter(pk=hall.pk).exists(),
    }
    return render(request, "rosters/today.html", context)


def day_asked(text: str) -> date | None:
    """A day such as 2026-03-09, with room for the days beside it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date.min < day < date.max else None
