from datetime import date, time

import pytest
from django.utils import timezone

from rosters.models import Build
from rosters.overview import HallMonth, judgement_of, lines_of, on_duty
from staff.months import shifted
from tests import make

pytestmark = pytest.mark.django_db
JUNE = date(2026, 6, 1)


def month(hall, today: date, **more) -> HallMonth:
    return HallMonth(hall, JUNE, today, is_managed=True, **more)


def test_steps_of_the_cycle_fall_into_the_month_before(hall):
    dues = month(hall, date(2026, 5, 20)).dues

    assert [(due.what, due.day) for due in dues] == [
        ("build", date(2026, 5, 25)),
        ("announce", date(2026, 5, 26)),
        ("summary", date(2026, 5, 30)),
    ]


def test_steps_of_the_cycle_fall_on_the_last_day_of_a_short_month(hall):
    march = HallMonth(hall, date(2026, 3, 1), date(2026, 2, 20), is_managed=True)

    assert march.dues[-1].day == date(2026, 2, 28)


def test_step_is_late_the_day_after_and_not_before(hall):
    assert not month(hall, date(2026, 5, 25)).next_due.is_late
    assert month(hall, date(2026, 5, 26)).next_due.days_late == 1


def test_draft_has_done_the_first_step_only(hall):
    draft = month(hall, date(2026, 5, 27), roster=make.roster(hall, JUNE), cells=1)

    assert [due.is_done for due in draft.dues] == [True, False, False]
    assert draft.next_due.what == "announce"


def test_published_month_has_nothing_due(hall):
    roster = make.roster(hall, JUNE, published_at=timezone.now())

    assert month(hall, date(2026, 5, 27), roster=roster, cells=1).next_due is None


def test_build_under_way_is_the_state_of_the_month(hall):
    roster = make.roster(hall, JUNE)
    build = Build.objects.create(roster=roster, revision=0, problem={}, seconds=5)

    assert month(hall, date(2026, 5, 27), roster=roster, build=build, cells=9).state == "building"


def test_lines_show_drafts_to_the_manager_alone(hall, manager, clerk):
    coming = make.roster(hall, shifted(hall.today(), 1))
    make.assignment(coming, make.employee(hall, "E1"), coming.month)

    (managers,) = lines_of(manager, [hall])
    (clerks,) = lines_of(clerk, [hall])

    assert managers.coming.state == "draft"
    assert clerks.coming.state == "empty"
    assert "build" not in [due.what for due in clerks.coming.dues]


def test_lines_take_the_last_build(hall, manager):
    roster = make.roster(hall, hall.today().replace(day=1))
    Build.objects.create(roster=roster, revision=0, problem={}, seconds=5, status="failed")
    last = Build.objects.create(roster=roster, revision=0, problem={}, seconds=5, status="done")

    (line,) = lines_of(manager, [hall])

    assert line.this.build == last


def test_lines_ask_as_often_for_many_halls_as_for_one(department, django_assert_num_queries):
    halls = [make.hall(f"hall-{n}", f"Hall {n}") for n in range(12)]
    for hall in halls:
        roster = make.roster(hall, hall.today().replace(day=1), published_at=timezone.now())
        Build.objects.create(roster=roster, revision=0, problem={}, seconds=5, status="done")
    assert department.reads_all_halls

    with django_assert_num_queries(3):
        lines_of(department, halls[:1])
    with django_assert_num_queries(3):
        lines = lines_of(department, halls)

    assert {line.this.state for line in lines} == {"published"}


def test_judgement_counts_what_is_missing(hall):
    counter = make.station(hall)
    make.demand(counter, 1, day_type="mon")
    make.shift_type(hall)

    judgement = judgement_of(make.roster(hall, JUNE))

    mondays = [day for day in judgement.days if day.date.weekday() == 0]
    assert {day.missing for day in mondays} == {9 * 60}
    assert judgement.missing == len(mondays) * 9 * 60
    assert judgement.short_days == len(mondays)
    assert judgement.percent == 0


def test_judgement_says_a_hundred_only_when_nothing_is_missing(hall):
    counter = make.station(hall)
    make.demand(counter, 1, day_type="mon")
    shift_type = make.shift_type(hall)
    roster = make.roster(hall, JUNE)
    person = make.employee(hall, "E1", stations=(counter,))
    mondays = [day for day in roster.days if day.weekday() == 0]

    for day in mondays[1:]:
        make.assignment(roster, person, day, shift_type)
    before = judgement_of(roster).percent
    make.assignment(roster, person, mondays[0], shift_type)

    assert before < 100
    assert judgement_of(roster).percent == 100


def test_on_duty_names_people_by_shift_with_managers_first(hall):
    today = hall.today()
    early, late = make.shift_type(hall, "E"), make.shift_type(hall, "L", start=time(11))
    roster = make.roster(hall, today.replace(day=1), published_at=timezone.now())
    for code, shift_type, is_manager in (("1", early, False), ("2", early, True), ("3", late, False)):
        make.assignment(roster, make.employee(hall, code, is_manager=is_manager), today, shift_type)

    rows = on_duty(HallMonth(hall, roster.month, today, roster=roster))

    assert rows == [(early, ["Person 2", "Person 1"]), (late, ["Person 3"])]


def test_on_duty_is_silent_about_drafts(hall):
    roster = make.roster(hall, hall.today().replace(day=1))
    make.assignment(roster, make.employee(hall, "1"), hall.today(), make.shift_type(hall))

    assert on_duty(HallMonth(hall, roster.month, hall.today(), roster=roster)) == []
