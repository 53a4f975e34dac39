"""People, demand and customers from a file: previewed, applied, and read back as they are exported."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from rosters.exports.tables import arrivals_workbook, demand_workbook, people_workbook
from rosters.imports.arrivaltable import ArrivalsPlan
from rosters.imports.demandtable import DemandPlan
from rosters.imports.peopletable import PeoplePlan
from rosters.imports.sheets import sheet_of
from rosters.imports.workbooks import read_workbook
from rosters.models import Arrivals, Demand, EarlierDemand, TableImport, Wish
from rosters.needs.demand_sets import rows_of
from staff.models import AuditEntry, Employee, Skill
from tests import make

from . import files

PEOPLE = [["工号", "姓名", "入职日期", "周工时", "现场经理", "Counter"], ["E9", "王芳", "2026-01-05", 36, "否", "熟练"]]
DEMAND = [["日期类型", "开始", "结束", "Counter"], ["工作日", "09:00", "10:00", 3], ["2026-10-01", "10:00", "12:00", 1]]
CUSTOMERS = [["时间", "人数"], ["2026-03-09 09:00", 4], ["2026-03-09 09:30", 6]]


@pytest.fixture
def counter(hall):
    return make.station(hall)


@pytest.fixture
def browser(client, manager, counter):
    client.force_login(manager)
    return client


def address(what, act="table-import"):
    return reverse(f"rosters:{act}", args=["east", what])


def send(client, what, lines, name="old.xlsx"):
    return client.post(address(what), {"file": SimpleUploadedFile(name, files.xlsx(lines))})


def preview(client, what):
    return client.get(address(what)).context["plan"]


def apply(client, what):
    return client.post(address(what, "table-import-apply"), {"seen": preview(client, what).seen})


def people(hall, *lines):
    return PeoplePlan(hall, [sheet_of("", lines)])


def demand(hall, *lines):
    return DemandPlan(hall, [sheet_of("", lines)])


def whys(plan):
    return [one.why for one in plan.unplaced]


def read_back(book):
    file = BytesIO()
    book.save(file)
    return read_workbook(file.getvalue())


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_what_is_exported_changes_nothing_when_it_comes_back(hall, counter, language):
    other = make.station(hall, "vip", "=VIP")
    make.employee(hall, "E1", name="-王芳", stations=(counter,), home_station=other, is_manager=True)
    make.employee(hall, "E2", weekly_minutes=2250, left_on=hall.today() + timedelta(days=9), is_protected=True)
    Skill.objects.update(level=3)
    for start, facts in ((540, {}), (600, {"is_peak": True, "level": 2})):
        Demand.objects.create(
            hall=hall, station=counter, day_type="sat", start=start, end=start + 60, needed=2, **facts
        )
    Demand.objects.create(hall=hall, station=other, day_type="date", date="2026-10-01", start=540, end=600, needed=1)
    timed = {"served": 2, "handling_seconds": 700, "waiting_seconds": 90}
    make.arrivals(hall, hall.today() - timedelta(days=3), {540: 7, 1410: 2}, station=counter, **timed)

    with translation.override(language):
        for book, plan in (
            (people_workbook, PeoplePlan),
            (demand_workbook, DemandPlan),
            (arrivals_workbook, ArrivalsPlan),
        ):
            found = plan(hall, read_back(book(hall)))
            assert (found.changes, found.unplaced, found.unchanged) == ([], [], 2)


def test_people_are_previewed_then_added_with_their_skills(browser, hall, counter, manager):
    make.employee(hall, "E1", name="李娜")

    assert send(browser, "people", [*PEOPLE, ["E1", "李娜娜", "", "", "是", "无"]]).status_code == 302
    plan = preview(browser, "people")
    assert [(one.person.code, one.is_new) for one in plan.changes] == [("E9", True), ("E1", False)]
    assert ("manager on site", "no", "yes") in plan.changes[1].fields
    assert Employee.objects.count() == 1
    apply(browser, "people")

    new = Employee.objects.get(code="E9")
    assert (new.name, new.hired_on, new.weekly_minutes) == ("王芳", date(2026, 1, 5), 2160)
    assert list(new.skills.values_list("station", "level")) == [(counter.pk, 2)]
    changed = Employee.objects.get(code="E1")
    assert (changed.name, changed.is_manager, changed.weekly_minutes) == ("李娜娜", True, 2400)
    assert set(AuditEntry.objects.filter(by=manager).values_list("act", flat=True)) == {
        "employee-added", "employee-changed", "skills-changed",
    }  # fmt: skip


def test_people_go_back_to_what_they_were_but_for_those_changed_since(browser, hall, counter):
    for code in ("E1", "E2"):
        make.employee(hall, code, name="李娜", stations=(counter,))
    rows = [[code, "李娜娜", "", 30, "是", "无"] for code in ("E1", "E2")]
    send(browser, "people", [*PEOPLE, *rows, ["E3", "张敏", "2026-01-05"]])
    apply(browser, "people")
    hall.employees.filter(code="E2").update(name="李小娜")
    Wish.objects.create(employee=hall.employees.get(code="E3"), date=date(2026, 4, 1))

    page = browser.post(address("people", "table-import-undo"), follow=True)

    assert "Changed since, and left as it is: 李小娜, 张敏" in page.content.decode().replace("李娜娜", "李小娜")
    people = {person.code: person for person in hall.employees.all()}
    assert sorted(people) == ["E1", "E2", "E3"]
    assert (people["E1"].name, people["E1"].weekly_minutes, people["E1"].is_manager) == ("李娜", 2400, False)
    assert people["E1"].skills.count() == 1
    assert (people["E2"].name, people["E2"].weekly_minutes) == ("李小娜", 1800)
    assert not TableImport.objects.exists()


def take_back(client, what, name):
    done = TableImport.objects.applied().get(name=name)
    return client.post(address(what, "table-import-undo"), {"import": done.pk}, follow=True)


def stands_in_the_way(client, what):
    return {one.name: names for one, names in client.get(address(what)).context["done"]}


def test_import_can_be_taken_back_after_the_next_file_of_its_kind(browser, hall, counter):
    make.employee(hall, "E1", name="李娜")
    make.employee(hall, "E2", name="张伟")
    for code, name in (("E1", "李娜娜"), ("E2", "张小伟")):
        send(browser, "people", [PEOPLE[0], [code, name]], f"{code}.xlsx")
        apply(browser, "people")
    send(browser, "people", [PEOPLE[0], ["E1", "never applied"]], "third.xlsx")

    take_back(browser, "people", "E1.xlsx")

    assert list(hall.employees.order_by("code").values_list("name", flat=True)) == ["李娜", "张小伟"]
    assert [one.name for one in TableImport.objects.applied()] == ["E2.xlsx"]


def test_what_stands_in_the_way_of_taking_an_import_back_is_named_until_it_has_gone(browser, hall, counter):
    make.employee(hall, "E1", name="李娜")
    for name in ("李娜娜", "李小娜"):
        send(browser, "people", [PEOPLE[0], ["E1", name]], f"{name}.xlsx")
        apply(browser, "people")
    assert stands_in_the_way(browser, "people") == {"李小娜.xlsx": [], "李娜娜.xlsx": ["李小娜"]}

    page = take_back(browser, "people", "李娜娜.xlsx").content.decode()

    assert "Changed since, and left as it is: 李小娜" in page
    assert hall.employees.get().name == "李小娜"
    take_back(browser, "people", "李小娜.xlsx")
    assert stands_in_the_way(browser, "people") == {"李娜娜.xlsx": []}
    take_back(browser, "people", "李娜娜.xlsx")
    assert (hall.employees.get().name, stands_in_the_way(browser, "people")) == ("李娜", {})


def test_everything_in_the_way_can_be_read_before_and_after_taking_back(browser, hall, counter):
    people = [[f"E{n:02}", f"王{n:02}", "2026-01-05"] for n in range(12)]
    send(browser, "people", [PEOPLE[0][:3], *people])
    apply(browser, "people")
    for person in hall.employees.exclude(code="E00"):
        Wish.objects.create(employee=person, date=date(2026, 4, 1))
    names = [name for _code, name, _day in people[1:]]

    before = browser.get(address("people")).content.decode()
    after = take_back(browser, "people", "old.xlsx").content.decode()

    assert [name for name in names if name not in before or name not in after] == []


def test_demand_goes_back_kind_by_kind_though_another_file_came_after(browser, hall, counter):
    make.demand(counter, 9)
    send(browser, "demand", DEMAND, "first.xlsx")
    apply(browser, "demand")
    send(browser, "demand", [DEMAND[0], ["2026-10-01", "10:00", "12:00", 2]], "second.xlsx")
    apply(browser, "demand")
    assert stands_in_the_way(browser, "demand") == {"second.xlsx": [], "first.xlsx": ["2026-10-01"]}

    take_back(browser, "demand", "first.xlsx")

    stands = Demand.objects.values_list("day_type", "start", "end", "needed")
    assert set(stands) == {("weekday", 540, 1080, 9), ("date", 600, 720, 2)}


def test_demand_whose_station_is_gone_is_not_half_taken_back(browser, hall, counter):
    gone = make.station(hall, "floor", "Floor")
    make.demand(gone, 2)
    send(browser, "demand", DEMAND, "first.xlsx")
    apply(browser, "demand")
    gone.delete()

    take_back(browser, "demand", "first.xlsx")

    assert list(Demand.objects.values_list("day_type", "station", "needed")) == [("weekday", counter.pk, 3)]
    assert stands_in_the_way(browser, "demand") == {}


def test_person_whose_station_is_gone_stays_as_imported(browser, hall, counter):
    gone = make.station(hall, "floor", "Floor")
    make.employee(hall, "E1", name="李娜", stations=(gone,))
    send(browser, "people", [[*PEOPLE[0], "Floor"], ["E1", "李娜娜", "", "", "", "", "无"]], "first.xlsx")
    apply(browser, "people")
    gone.delete()

    take_back(browser, "people", "first.xlsx")

    assert hall.employees.get().name == "李娜娜"
    assert stands_in_the_way(browser, "people") == {"first.xlsx": ["李娜娜"]}


def test_imports_of_many_new_people_are_judged_in_as_many_queries_as_of_one(
    browser, hall, counter, django_assert_num_queries
):
    send(browser, "people", PEOPLE, "one.xlsx")
    apply(browser, "people")
    with CaptureQueriesContext(connection) as one:
        browser.get(address("people"))
        asked = len(one)
    TableImport.objects.all().delete()
    send(
        browser,
        "people",
        [PEOPLE[0], *([f"N{n}", "王芳", "2026-01-05", 36, "否", "熟练"] for n in range(9))],
        "all.xlsx",
    )
    apply(browser, "people")

    with django_assert_num_queries(asked):
        browser.get(address("people"))


def test_so_many_imports_are_kept_to_be_taken_back_and_the_oldest_go(browser, hall, counter):
    make.employee(hall, "E1", name="李娜")
    for number in range(7):
        send(browser, "people", [PEOPLE[0], ["E1", f"name {number}"]], f"{number}.xlsx")
        apply(browser, "people")

    assert [one.name for one in TableImport.objects.applied()] == [f"{number}.xlsx" for number in (6, 5, 4, 3, 2)]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["", "王芳"], "no-code"),
        (["E1", "", "soon"], "no-date"),
        (["E1", "", "", 70], "no-hours"),
        (["E1", "", "", "nan"], "no-hours"),
        (["E1", "", "", "9e999999"], "no-hours"),
        (["E1", "", "", "", "maybe"], "no-yes-or-no"),
        (["E1", "", "", "", "", "expert"], "no-level"),
        (["E2", "李娜"], "new-person-lacks"),
        (["E9", "again"], "another-row-says-person"),
    ],
)
def test_bad_row_of_a_person_is_listed_and_the_others_stay(hall, counter, row, why):
    make.employee(hall, "E1")

    plan = people(hall, *PEOPLE, row)

    assert whys(plan) == [why]
    assert [one.person.code for one in plan.changes] == ["E9"]


def test_codes_that_differ_in_case_alone_are_of_two_people(hall, counter):
    make.employee(hall, "A1", name="王芳")
    make.employee(hall, "a1", name="李娜")

    plan = people(hall, ["工号", "姓名"], ["A1", "王小芳"])

    assert [(one.person.code, one.person.name) for one in plan.changes] == [("A1", "王小芳")]


def test_person_the_rules_refuse_is_listed_in_their_words(hall, counter):
    plan = people(hall, [*PEOPLE[0], "最后一天"], [*PEOPLE[1], "2020-01-01"])

    assert plan.changes == []
    assert whys(plan) == ["The last day is before the first."]


def test_demand_of_the_kinds_in_the_file_is_replaced_and_can_be_brought_back(browser, hall, counter):
    make.demand(counter, 9)
    make.demand(counter, 5, day_type="weekend")
    before = rows_of(hall)

    send(browser, "demand", DEMAND)
    assert [one.kind.key for one in preview(browser, "demand").changes] == ["weekday", "2026-10-01"]
    assert rows_of(hall) == before
    apply(browser, "demand")

    stands = Demand.objects.order_by("start").values_list("day_type", "start", "end", "needed")
    assert set(stands) == {("weekday", 540, 600, 3), ("date", 600, 720, 1), ("weekend", 540, 1080, 5)}
    browser.post(reverse("rosters:demand-earlier", args=["east"]))
    assert sorted(rows_of(hall)) == sorted(before)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["工作日", "09:30", "10:30", 2], "another-row-says"),
        (["工作日", "07:00", "08:00", 2], "closed-then"),
        (["工作日", "11:05", "11:10", 2], "not-in-steps"),
        (["某日", "09:00", "10:00", 2], "no-date"),
        (["工作日", "9", "10:00", 2], "no-time"),
        (["工作日", "11:00", "12:00", "two"], "no-count"),
        (["工作日", "11:00", "12:00", "000000" + "9" * 20], "no-count"),
    ],
)
def test_bad_row_of_demand_is_listed_and_the_others_stay(hall, counter, row, why):
    plan = demand(hall, *DEMAND, row)

    assert whys(plan) == [why]
    assert [len(one.rows) for one in plan.changes] == [1, 1]


def test_customers_are_previewed_and_taken_in(browser, hall):
    send(browser, "arrivals", [*CUSTOMERS, ["soon", 4]])
    plan = preview(browser, "arrivals")
    assert (plan.plan.customers, whys(plan)) == (10, ["no-time"])
    assert not Arrivals.objects.exists()

    apply(browser, "arrivals")

    assert list(Arrivals.objects.values_list("start", "count")) == [(540, 4), (570, 6)]


@pytest.mark.parametrize("is_changed", [False, True])
def test_customers_go_back_to_what_stood_unless_they_have_changed_since(browser, hall, counter, is_changed):
    day = date(2026, 3, 9)
    make.arrivals(hall, day, {540: 7}, minutes=60, station=counter)
    send(browser, "arrivals", CUSTOMERS)
    apply(browser, "arrivals")
    assert list(Arrivals.objects.values_list("start", "minutes", "count")) == [(540, 30, 4), (570, 30, 6)]
    if is_changed:
        Arrivals.objects.filter(start=570).update(count=8)

    browser.post(address("arrivals", "table-import-undo"))

    stands = list(Arrivals.objects.values_list("start", "minutes", "count", "station"))
    assert stands == ([(540, 30, 4, None), (570, 30, 8, None)] if is_changed else [(540, 60, 7, counter.pk)])


def test_what_changed_since_it_was_seen_is_shown_again_first(browser, hall, counter):
    send(browser, "demand", DEMAND)
    seen = preview(browser, "demand").seen
    make.demand(counter, 9)

    response = browser.post(address("demand", "table-import-apply"), {"seen": seen}, follow=True)

    assert "has changed since you looked" in response.content.decode()
    assert (Demand.objects.count(), EarlierDemand.objects.count()) == (1, 0)


def test_file_without_the_columns_changes_nothing_and_says_so(browser, hall):
    send(browser, "people", [["a", "b"], [1, 2]])

    page = browser.get(address("people"))
    assert [one.why for one in page.context["plan"].ignored] == ["no-table-on-sheet"] * 2
    assert "Nothing would change." in page.content.decode()


def test_bad_file_is_refused_beside_the_field(browser, hall):
    response = browser.post(address("people"), {"file": SimpleUploadedFile("x.xls", b"\xd0\xcf\x11\xe0junk")})

    assert browser.post(address("people")).status_code == 422
    assert response.status_code == 422
    assert "no workbook that can be read" in str(response.context["form"].errors["file"])


def test_file_is_dropped_for_another_and_a_template_can_be_had(browser, hall):
    send(browser, "people", PEOPLE)
    browser.post(address("people", "table-import-drop"))

    assert browser.get(address("people")).context["kept"] is None
    for what in ("people", "demand", "arrivals"):
        response = browser.get(address(what, "table-template"))
        assert response["Content-Disposition"] == f'attachment; filename="east-{what}.xlsx"'
    assert browser.get(address("wishes")).status_code == 404
