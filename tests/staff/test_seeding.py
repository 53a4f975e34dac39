import csv
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from staff import seeding
from staff.models import CalendarDay
from tests import make
from tests.together import at_once

pytestmark = pytest.mark.django_db

OFFICIAL = Path(settings.BASE_DIR).parent / "shared" / "cn_holidays_2025_2026.csv"
KINDS = {"statutory_300": "statutory_holiday", "day_off_adjusted": "rest_day", "makeup_workday": "makeup_workday"}


def kinds_of(year: int) -> dict[date, str]:
    return dict(CalendarDay.objects.filter(hall=None, date__year=year).values_list("date", "kind"))


@pytest.mark.skipif(not OFFICIAL.exists(), reason="the list of official days is not beside this tree")
@pytest.mark.parametrize("year", [2025, 2026])
def test_a_seeded_year_is_the_official_one(year):
    with OFFICIAL.open(encoding="utf-8") as lines:
        official = {date.fromisoformat(row["date"]): KINDS[row["kind"]] for row in csv.DictReader(lines)}

    seeding.seed_calendar(year)

    assert kinds_of(year) == {day: kind for day, kind in official.items() if day.year == year}


def test_the_national_day_week_has_its_three_sorts_of_days():
    seeding.seed_calendar(2025)

    kinds = kinds_of(2025)
    assert [kinds[date(2025, 10, day)] for day in range(1, 9)] == [
        *["statutory_holiday"] * 3,
        *["rest_day"] * 2,
        "statutory_holiday",
        *["rest_day"] * 2,
    ]
    assert kinds[date(2025, 9, 28)] == kinds[date(2025, 10, 11)] == "makeup_workday"


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_a_year_has_thirteen_statutory_holidays(year):
    seeding.seed_calendar(year)

    assert list(kinds_of(year).values()).count("statutory_holiday") == 13


def test_without_an_official_arrangement_only_statutory_holidays_are_known():
    seeding.seed_calendar(2031)

    assert set(kinds_of(2031).values()) == {"statutory_holiday"}
    assert not seeding.has_official_arrangement(2031)
    assert seeding.has_official_arrangement(2026)


def test_an_arrangement_brought_in_by_hand_counts():
    CalendarDay.objects.create(date=date(2031, 2, 1), kind="makeup_workday")

    assert seeding.has_official_arrangement(2031)


def test_a_halls_own_make_up_day_is_no_official_arrangement():
    CalendarDay.objects.create(hall=make.hall(), date=date(2031, 2, 1), kind="makeup_workday")

    assert not seeding.has_official_arrangement(2031)


def test_seeding_twice_changes_nothing():
    first = seeding.seed_calendar(2026)
    before = kinds_of(2026)

    assert seeding.seed_calendar(2026) == 0
    assert kinds_of(2026) == before
    assert len(before) == first


def test_seeding_leaves_what_people_have_corrected():
    CalendarDay.objects.create(date=date(2026, 10, 1), kind="workday", name="corrected")

    seeding.seed_calendar(2026)

    assert kinds_of(2026)[date(2026, 10, 1)] == "workday"


@pytest.mark.django_db(transaction=True)
def test_year_seeded_by_several_at_once_is_there_once():
    at_once(lambda: seeding.seed_calendar(2026))

    days = list(CalendarDay.objects.values_list("date", flat=True))
    assert len(days) == len(set(days)) > 13
