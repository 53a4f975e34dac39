"""Reminding those who have said nothing of the coming month, once, two days before wishes and leave close."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from notices.kinds import Kind
from notices.sending import tell
from staff.models import Absence, Hall, User
from staff.months import last_day_of, shifted
from staff.sweeping import sweep

from ..cycles.cycle import due_moments_of
from ..models import HolidayChoice, Roster, Step
from .wishing import Window

AHEAD = timedelta(days=2)


def remind_everywhere(now: datetime | None = None) -> int:
    """In every hall whose window closes within two days; how many people were reminded."""
    now = now or timezone.now()
    halls = list(Hall.objects.all())
    months = {hall.pk: shifted(now.astimezone(ZoneInfo(hall.time_zone)).date().replace(day=1), 1) for hall in halls}
    moments = due_moments_of(halls, set(months.values()))

    def remind_if_due(hall: Hall) -> int:
        due = moments[hall.pk, months[hall.pk]]
        window = Window(months[hall.pk], due[Step.WISHES_OPEN], due[Step.WISHES_CLOSE])
        is_due = window.is_open(now) and now >= window.closes - AHEAD
        return remind(hall, window) if is_due else 0

    return sweep(halls, remind_if_due)


@transaction.atomic
def remind(hall: Hall, window: Window) -> int:
    if Roster.objects.filter(hall=hall, month=window.month, published_at__isnull=False).exists():
        return 0
    key = f"wishes-closing:{hall.pk}:{window.month:%Y-%m}"
    facts = {"month": f"{window.month:%Y-%m}", "due": window.closes.astimezone(ZoneInfo(hall.time_zone)).date()}
    url = reverse("rosters:my-wishes")
    return tell(silent(hall, window), Kind.WISHES_CLOSING, hall=hall, key=key, facts=facts, url=url)


def silent(hall: Hall, window: Window) -> list[User]:
    """People with a login who have neither a wish nor leave that stands, nor a holiday choice, in the month."""
    first, last = window.month, last_day_of(window.month)
    people = hall.employees.employed_between(first, last).filter(user__isnull=False).order_by()
    people = people.exclude(wishes__date__range=(first, last))
    # Asked of one row each: leave before the month and leave after it are no leave in it.
    choices = HolidayChoice.objects.filter(first_day__lte=last, last_day__gte=first)
    people = people.exclude(pk__in=Absence.objects.standing().between(first, last).values("employee"))
    people = people.exclude(pk__in=choices.values("employee"))
    return list(User.objects.filter(employee__in=people))
