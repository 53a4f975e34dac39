"""February, which has no 30th: what is due then is done on its last day, and that day is in its figures."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from notices.models import Notice
from reports.cycle import engine
from reports.models import Summary
from rosters.models import CycleSettings, Step
from tests import make

COMMON, LEAP = date(2029, 2, 28), date(2028, 2, 29)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("last", "closed"), [(COMMON, date(2029, 3, 5)), (LEAP, date(2028, 3, 3))], ids=["common", "leap"]
)
def test_february_sends_the_month_after_it_and_ends_itself_on_its_last_day(ready, department, last, closed):
    february, march = last.replace(day=1), last + timedelta(days=1)
    CycleSettings.objects.create(hall=ready, publishes_itself=True)
    for month, day in ((february, last), (march, march)):
        make.assignment(make.roster(ready, month), ready.employees.get(), day, ready.shift_types.get())

    done: dict[tuple[str | None, date, str], list[date]] = {}
    for evening in evenings(february - timedelta(days=1), march.replace(day=6), ZoneInfo(ready.time_zone)):
        for row in engine.run(evening).done:
            done.setdefault((row.hall and row.hall.code, row.month, row.step), []).append(evening.date())

    assert {key: days for key, days in done.items() if len(days) > 1} == {}
    assert done["east", march, Step.SUMMARY] == done[None, march, Step.SUMMARY] == [last]
    assert done["east", february, Step.CLOSE] == [closed]
    assert {step for _hall, month, step in done if month == february} == set(Step)
    sent = {one.month: one for one in Summary.objects.in_force().of_halls().filter(sent_at__isnull=False)}
    assert ready.today(sent[march].sent_at) == last
    assert sent[february].figures["days"] == last.day
    assert sent[february].figures["shifts"] == {"D": 1}
    told = Notice.objects.filter(kind="summary_sent", user=department).values_list("facts__month", flat=True)
    assert sorted(told) == [f"{february:%Y-%m}", f"{march:%Y-%m}"]


def evenings(first: date, last: date, zone: ZoneInfo) -> list[datetime]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [datetime(day.year, day.month, day.day, 20, tzinfo=zone) for day in days]
