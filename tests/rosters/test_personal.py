import re
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from rosters.models import CellNote
from rosters.personal.comparing import Bank
from rosters.personal.personal import next_shift_of, personal_of
from staff.models import Absence, TimeBankEntry
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(hall):
    return make.roster(hall, hall.today().replace(day=1), published_at=timezone.now())


@pytest.fixture
def li(hall):
    return make.employee(hall, "li", name="Li")


def test_my_page_shows_nothing_of_a_draft(hall, li):
    draft = make.roster(hall, hall.today().replace(day=1))
    make.assignment(draft, li, hall.today(), make.shift_type(hall, end=time(23, 59)))

    page = personal_of(li)

    assert page.next_shift is None
    assert page.months == []
    assert not any(day.shift_type or day.is_known for day in page.days)


def test_my_month_says_shift_leave_and_day_off(hall, published, li):
    first = published.month
    shift_type = make.shift_type(hall)
    make.assignment(published, li, first, shift_type)
    make.publish(published)
    Absence.objects.create(employee=li, first_day=first + timedelta(1), last_day=first + timedelta(1), state="approved")

    days = personal_of(li).days

    assert [(day.mark, day.tone) for day in days[:3]] == [("D", "sky"), ("al", "leave"), ("–", "")]
    assert len(days) == len(published.days)


def test_my_week_sums_its_paid_hours(hall, published, li):
    make.assignment(published, li, hall.today(), make.shift_type(hall))
    make.publish(published)

    page = personal_of(li)

    assert [day.date.weekday() for day in page.week] == list(range(7))
    assert page.week_minutes == 480


def test_another_month_is_shown_when_asked_for(hall, published, li):
    before = (published.month - timedelta(days=1)).replace(day=1)
    make.roster(hall, before, published_at=timezone.now())

    page = personal_of(li, before)

    assert (page.month, page.months) == (before, [before, published.month])
    assert page.days[0].is_known


@pytest.mark.parametrize(
    ("clock", "expected"),
    [(time(8), ("today", False)), (time(9), ("today", True)), (time(17, 59), ("today", True)), (time(18), None)],
)
def test_next_shift_is_on_until_its_last_minute(hall, published, li, clock, expected):
    day = published.month
    row = make.assignment(published, li, day, make.shift_type(hall))

    found = next_shift_of(li, [row], datetime.combine(day, clock))

    assert (("today", found.is_on) if found else None) == expected


def test_next_shift_past_midnight_is_still_on_the_next_day(hall, published, li):
    day = published.month
    night = make.shift_type(hall, "N", start=time(20), end=time(2), ends_next_day=True)
    row = make.assignment(published, li, day, night)

    found = next_shift_of(li, [row], datetime.combine(day + timedelta(days=1), time(1)))

    assert found is not None
    assert found.is_on
    assert found.date == day


def test_colleagues_are_those_whose_shifts_overlap_with_managers_first(hall, published, li):
    day = published.month
    early = make.shift_type(hall, "E", end=time(13))
    middle = make.shift_type(hall, "M", start=time(11), end=time(18))
    late = make.shift_type(hall, "L", start=time(13), end=time(21))
    for code, shift_type, is_manager in (("a", middle, False), ("b", early, True), ("c", late, False)):
        make.assignment(published, make.employee(hall, code, is_manager=is_manager), day, shift_type)
    row = make.assignment(published, li, day, early)
    make.publish(published)

    found = next_shift_of(li, [row], datetime.combine(day, time(6)))

    assert [person.name for person in found.colleagues] == ["Person b", "Person a"]


def test_figures_stand_beside_the_halls_mean(hall, published, li):
    other = make.employee(hall, "other")
    shift_type = make.shift_type(hall, kind="late")
    weekdays = [day for day in published.days if day.weekday() == 2]
    make.assignment(published, li, weekdays[0], shift_type)
    make.assignment(published, li, weekdays[1], shift_type)
    make.assignment(published, other, weekdays[0], shift_type)
    make.publish(published)

    rows = {row.kind: (row.mine, row.mean) for row in personal_of(li).beside.comparisons}

    assert rows == {"hours": (16, 12), "weekend": (0, 0), "late": (2, 1.5)}


def test_time_bank_counts_what_was_booked_until_today(hall, li):
    TimeBankEntry.objects.create(employee=li, date=date(2026, 1, 5), minutes=90, reason="overtime")
    TimeBankEntry.objects.create(employee=li, date=hall.today() + timedelta(days=1), minutes=60, reason="overtime")

    assert personal_of(li).bank == Bank(minutes=90, mean=90)


def test_a_note_on_a_day_is_shown_to_its_person_only_if_the_manager_says_so(hall):
    ann = make.employee(hall, "E1")
    today = hall.today()
    make.roster(hall, today.replace(day=1), state="published", published_at=hall.now())
    note = CellNote.objects.create(hall=hall, employee=ann, date=today, text="Exam at noon")

    hidden = [day.note for day in personal_of(ann).days if day.is_today]
    CellNote.objects.filter(pk=note.pk).update(is_shown=True)
    shown = [day.note for day in personal_of(ann).days if day.is_today]

    assert (hidden, shown) == ([""], ["Exam at noon"])


def test_time_bank_stands_beside_the_mean_of_those_at_work(hall, li):
    make.employee(hall, "other")
    gone = make.employee(hall, "gone", left_on=date(2025, 12, 31))
    for person, minutes in ((li, 120), (gone, 600)):
        TimeBankEntry.objects.create(employee=person, date=date(2025, 12, 5), minutes=minutes, reason="overtime")

    assert personal_of(li).bank == Bank(minutes=120, mean=60)


def test_shift_types_stand_beside_the_halls_mean(hall, published, li):
    other = make.employee(hall, "other")
    early, late = make.shift_type(hall, "E"), make.shift_type(hall, "L", kind="late")
    for person, day, shift_type in ((li, 1, early), (li, 2, early), (li, 3, late), (other, 1, early)):
        make.assignment(published, person, published.month.replace(day=day), shift_type)
    make.publish(published)

    counts = {row.shift_type.code: (row.mine, row.mean) for row in personal_of(li).beside.shifts}

    assert counts == {"E": (2, 1.5), "L": (1, 0.5)}


def test_next_week_is_the_seven_days_after_this_one(hall, published, li):
    page = personal_of(li)

    assert page.coming_week[0].date - page.week[-1].date == timedelta(days=1)
    assert len(page.coming_week) == 7


def test_days_gone_by_stand_apart_in_the_month_under_way(hall, published, li):
    page = personal_of(li)

    assert [day.date.day for day in page.past_days] == list(range(1, hall.today().day))
    assert page.coming_days[0].is_today
    assert page.past_days + page.coming_days == page.days


def test_days_of_another_month_stand_together(hall, published, li):
    before = (published.month - timedelta(days=1)).replace(day=1)
    make.roster(hall, before, published_at=timezone.now())

    page = personal_of(li, before)

    assert (page.past_days, page.coming_days) == ([], page.days)


def test_less_than_a_fair_share_has_a_minus_sign(client, hall, published):
    stations = (make.station(hall),)
    li = make.employee(hall, "li", stations=stations, user=make.post(make.user("li"), "clerk", hall))
    other, late = make.employee(hall, "other", stations=stations), make.shift_type(hall, kind="late")
    TimeBankEntry.objects.create(employee=li, date=date(2025, 12, 5), minutes=-90, reason="taken")
    for day in (1, 2):
        make.assignment(published, other, published.month.replace(day=day), late)
    make.publish(published)
    client.force_login(li.user)

    page = client.get("/me/").text

    assert re.search(r"<b>−\d\.\d</b>", page)
    assert "−1.5 h" in " ".join(page.split())
