from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from rosters.cycles.cycleline import cycle_line
from rosters.models import Build, CycleStep, Step
from rosters.overview import HallMonth, judgement_of, lines_of, on_duty
from staff.months import shifted
from tests import make

pytestmark = pytest.mark.django_db
JUNE = date(2026, 6, 1)


def cycle_of(hall, now: datetime, roster=None, cells=0):
    return cycle_line(hall, JUNE, now, roster, cells)


def may(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 5, day, hour, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_line_of_the_month_says_where_it_stands(hall):
    line = cycle_of(hall, may(22))

    assert [(point.step, point.day, point.state) for point in line.points] == [
        ("wishes_open", date(2026, 5, 8), "done"),
        ("wishes_close", date(2026, 5, 20), "done"),
        ("build", date(2026, 5, 25), "waiting"),
        ("review", date(2026, 5, 25), "waiting"),
        ("publish", date(2026, 5, 26), "waiting"),
        ("confirm", date(2026, 5, 28), "waiting"),
        ("summary", date(2026, 5, 29), "waiting"),
        ("close", date(2026, 7, 3), "waiting"),
    ]
    assert (line.next.step, line.next.days_left) == ("build", 3)


def test_step_is_late_once_its_moment_has_passed(hall):
    assert not cycle_of(hall, may(25, 9)).next.is_late
    assert cycle_of(hall, may(25, 10)).next.is_late
    assert (cycle_of(hall, may(25, 10)).next.days_late, cycle_of(hall, may(26)).next.days_late) == (0, 1)


def test_draft_has_its_build_behind_it_and_a_publication_all_up_to_itself(hall):
    roster = make.roster(hall, JUNE)
    assert cycle_of(hall, may(27), roster, cells=1).next.step == "review"

    roster.published_at = may(26)
    assert cycle_of(hall, may(27), roster, cells=1).next.step == "confirm"


def test_evidence_goes_before_what_the_roster_shows(hall):
    facts = {"what": "looked", "broken": 0, "minutes": 90}
    CycleStep.objects.create(
        hall=hall, month=JUNE, step="review", due_at=may(25), done_at=may(28), is_by_cycle=True, result=facts
    )
    CycleStep.objects.create(hall=hall, month=JUNE, step="publish", due_at=may(26), held_up={"reason": "broken"})

    line = cycle_of(hall, may(29), make.roster(hall, JUNE), cells=1)

    review, publish, confirm = line.points[3:6]
    assert (review.is_done, review.was_late) == (True, True)
    assert review.result == "Looked at: 0 hard rules broken, 1.5 h short. The hall manager was told."
    assert (publish.state, publish.days_late) == ("late", 3)
    assert publish.result.startswith("The roster breaks hard rules.")
    assert line.late == [publish, confirm]


def test_build_under_way_is_the_state_of_the_month(hall):
    roster = make.roster(hall, JUNE)
    build = Build.objects.create(roster=roster, revision=0, problem={}, seconds=5)

    assert HallMonth(hall, JUNE, date(2026, 5, 27), roster, build, 9).state == "building"


def test_lines_show_drafts_to_the_manager_alone(hall, manager, clerk):
    coming = make.roster(hall, shifted(hall.today(), 1))
    make.assignment(coming, make.employee(hall, "E1"), coming.month)

    (managers,) = lines_of(manager, [hall])
    (clerks,) = lines_of(clerk, [hall])

    assert managers.coming.state == "draft"
    assert clerks.coming.state == "empty"
    assert [point.step for point in managers.coming.cycle.points] == list(Step)
    assert [point.step for point in clerks.coming.cycle.points] == ["wishes_open", "wishes_close", "publish", "confirm"]


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

    with django_assert_num_queries(6):
        lines_of(department, halls[:1])
    with django_assert_num_queries(6):
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
    make.publish(roster)

    rows = on_duty(HallMonth(hall, roster.month, today, roster=roster))

    assert rows == [(early, ["Person 2", "Person 1"]), (late, ["Person 3"])]


def test_on_duty_leaves_out_whom_the_hall_has_deleted_since(hall):
    today = hall.today()
    gone, there = make.employee(hall, "1"), make.employee(hall, "2")
    roster = make.roster(hall, today.replace(day=1))
    for person in (gone, there):
        make.assignment(roster, person, today, make.shift_type(hall, f"S{person.code}"))
    make.publish(roster)
    roster.assignments.filter(employee=gone).delete()
    gone.delete()

    rows = on_duty(HallMonth(hall, roster.month, today, roster=roster))

    assert [names for _shift, names in rows] == [["Person 2"]]


def test_on_duty_is_silent_about_drafts(hall):
    roster = make.roster(hall, hall.today().replace(day=1))
    make.assignment(roster, make.employee(hall, "1"), hall.today(), make.shift_type(hall))

    assert on_duty(HallMonth(hall, roster.month, hall.today(), roster=roster)) == []
