"""Leave of the first demo hall: its settings, requests in every state, choices of the coming holidays."""

from datetime import date, datetime, timedelta

from rosters.models import HolidayChoice
from rosters.wishes.holidays import periods_in
from staff.models import Absence, AbsenceKind, Allowance, Employee, LeaveSettings, User
from staff.months import last_day_of, shifted
from staff.workdays import calendar_of

from .writing import Written

MONTHS = 3


def write_leave(one: Written, users: list[User], today: date) -> None:
    """Duty managers decide about personal leave; one request meets published shifts, one lacks its document."""
    by_name = {user.username: user for user in users}
    clerk = Employee.objects.get(user=by_name["clerk"])
    AbsenceKind.objects.create(code="annual", days_a_year=10)
    AbsenceKind.objects.create(hall=one.hall, code="personal", is_paid=False, approver="duty_manager")
    LeaveSettings.objects.create(hall=one.hall, most_on_workdays=3, most_on_rest_days=2, most_on_holidays=2)
    Allowance.objects.create(employee=clerk, kind="annual", year=today.year, days=15)
    write_requests(one, clerk, by_name["manager"], today)
    write_choices(one, today)


def write_requests(one: Written, clerk: Employee, manager: User, today: date) -> None:
    ahead = shifted(today.replace(day=1), 2)
    others = [person for person in one.employees if not person.is_manager and person.pk != clerk.pk]
    soon = min(today + timedelta(days=3), last_day_of(today))
    asked: list[tuple[Employee, str, date, int, str]] = [
        (clerk, "annual", ahead + timedelta(days=8), 3, "回家探亲"),
        (others[0], "personal", soon, 1, "家中有事"),
        (others[1], "marriage", ahead + timedelta(days=15), 3, "婚礼"),
        (others[2], "annual", ahead + timedelta(days=9), 2, "外出旅游"),
    ]
    for person, kind, first, days, reason in asked:
        if is_free(person, first, days):
            last = first + timedelta(days=days - 1)
            Absence.objects.create(employee=person, kind=kind, first_day=first, last_day=last, reason=reason)
    declined = ahead + timedelta(days=20)
    Absence.objects.create(
        employee=clerk,
        kind="personal",
        first_day=declined,
        last_day=declined,
        reason="办理证件",
        state="declined",
        decided_by=manager,
        decided_at=datetime.combine(today, datetime.min.time(), one.hall.now().tzinfo),
        answer="当天有促销活动，请换一天",
    )


def is_free(person: Employee, first: date, days: int) -> bool:
    last = first + timedelta(days=days - 1)
    return person.is_employed_on(last) and not person.absences.standing().between(first, last).exists()


def write_choices(one: Written, today: date) -> None:
    """Of three people one wants rest, one pay, and one has not said."""
    last = last_day_of(shifted(today.replace(day=1), MONTHS))
    periods = [
        period
        for period in periods_in(calendar_of(one.hall, today, last).values())
        if today < period.first and period.last < last
    ]
    HolidayChoice.objects.bulk_create(
        HolidayChoice(employee=person, first_day=period.first, last_day=period.last, wants_rest=number % 3 == 0)
        for period in periods
        for number, person in enumerate(one.employees)
        if number % 3 < 2 and person.is_employed_on(period.first)
    )
