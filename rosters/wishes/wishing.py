"""Wishes that people enter themselves: while the window is open, and as far as their points reach."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from staff.banking import held
from staff.models import Employee, Hall, User
from staff.months import last_day_of, shifted
from staff.recorded import delete_row, record_change

from ..cycles.cycle import due_moments
from ..models import Roster, RuleSettings, Step, Wish


class NotWishable(Exception):
    """A wish that was refused; `reason` is not_yours, not_open, closed, not_employed, twin or points."""

    def __init__(self, reason: str, sentence: str, field: str | None = None) -> None:
        super().__init__(reason)
        self.reason, self.sentence, self.field = reason, sentence, field


# --- the window ----------------------------------------------------------------


@dataclass(frozen=True)
class Window:
    """From when until when a month's wishes and leave are taken, on the hall's clock."""

    month: date
    opens: datetime
    closes: datetime

    def is_open(self, now: datetime) -> bool:
        return self.opens <= now < self.closes

    def is_over(self, now: datetime) -> bool:
        return now >= self.closes


def window_of(hall: Hall, month: date) -> Window:
    moments = due_moments(hall, month)
    return Window(month, moments[Step.WISHES_OPEN], moments[Step.WISHES_CLOSE])


def is_late(hall: Hall, day: date) -> bool:
    """Whether wishes for the day's month are closed by now; managers' are taken and marked."""
    return window_of(hall, day.replace(day=1)).is_over(timezone.now())


def is_closed(hall: Hall, first: date, last: date, now: datetime | None = None) -> bool:
    """Whether a coming month of these days takes nothing from staff: closed, and its roster not published yet."""
    now = now or timezone.now()
    this_month = hall.today().replace(day=1)
    month, months = max(first.replace(day=1), shifted(this_month, 1)), []
    # A window closes in the month before: no month after the next can be closed yet.
    while month <= min(last, last_day_of(shifted(this_month, 1))):
        months.append(month)
        month = shifted(month, 1)
    published = Roster.objects.filter(hall=hall, month__in=months, published_at__isnull=False)
    known = set(published.values_list("month", flat=True))
    return any(window_of(hall, month).is_over(now) for month in months if month not in known)


# --- points --------------------------------------------------------------------


def points_of(hall: Hall) -> int:
    """How many points a person may spend on the wishes of a month."""
    settings = RuleSettings.objects.filter(hall=hall).first() or RuleSettings(hall=hall)
    return settings.wish_points


def points_spent(employee: Employee, month: date) -> int:
    wishes = employee.wishes.filter(date__range=(month, last_day_of(month)))
    return wishes.aggregate(spent=Sum("strength"))["spent"] or 0


# --- the acts ------------------------------------------------------------------


@transaction.atomic
def wish(row: Wish, *, by: User, now: datetime | None = None) -> Wish:
    """Enter one's own wish, as the unsaved row has it; the same wish again finds the first. Raises NotWishable."""
    employee = held(row.employee)
    refuse_stranger(employee, by)
    refuse_outside_window(employee.hall, row.date, now)
    if not employee.is_employed_on(row.date):
        raise NotWishable("not_employed", _("%(name)s is not employed on this day.") % {"name": employee}, "date")
    twin = employee.wishes.filter(date=row.date, shift_type=row.shift_type).first()
    if twin and (twin.prefers, twin.strength) == (row.prefers, row.strength):
        return twin
    if twin:
        raise NotWishable("twin", _("There is a wish for this day and shift already; change that one."), "date")
    month = row.date.replace(day=1)
    left = points_of(employee.hall) - points_spent(employee, month)
    if row.strength > left:
        facts = {"left": left, "cost": row.strength}
        text = _("You have %(left)d points left for this month; this wish takes %(cost)d. Take another back first.")
        raise NotWishable("points", text % facts, "strength")
    row.save()
    record_change(row, None, by=by, hall=employee.hall)
    return row


@transaction.atomic
def take_back(row: Wish, *, by: User, now: datetime | None = None) -> None:
    """Remove one's own wish while the window is open. Raises NotWishable."""
    employee = held(row.employee)
    refuse_stranger(employee, by)
    refuse_outside_window(employee.hall, row.date, now)
    delete_row(row, by=by, hall=employee.hall)


def refuse_stranger(employee: Employee, by: User) -> None:
    if employee.user_id != by.pk:
        raise NotWishable("not_yours", _("This is somebody else’s wish."))


def refuse_outside_window(hall: Hall, day: date, now: datetime | None) -> None:
    now = now or timezone.now()
    window = window_of(hall, day.replace(day=1))
    if window.is_over(now):
        raise NotWishable(
            "closed", _("Wishes for this month are closed. Your manager can still enter one, marked late."), "date"
        )
    if not window.is_open(now):
        facts = {"day": date_format(window.opens, "MONTH_DAY_FORMAT")}
        raise NotWishable("not_open", _("Wishes for this month open on %(day)s.") % facts, "date")
