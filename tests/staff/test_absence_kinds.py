"""Kinds of absence: what a hall settles about them, and how much of each a person has left."""

from collections.abc import Iterator
from datetime import date, time

import pytest
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from staff import banking
from staff.absences import beyond
from staff.allowances import AllowanceBook
from staff.models import Absence, AbsenceKind, Allowance, AuditEntry, Employee, Hall
from tests import make

pytestmark = pytest.mark.django_db

MONDAY = date(2027, 3, 1)


@pytest.fixture
def ann(hall) -> Employee:
    return make.employee(hall, "ann")


@pytest.fixture
def early_in_2027(monkeypatch) -> None:
    monkeypatch.setattr(Hall, "today", lambda hall, now=None: date(2027, 2, 10))


def away(person: Employee, first: int, last: int | None = None, **more) -> Absence:
    days = {"first_day": MONDAY.replace(day=first), "last_day": MONDAY.replace(day=last or first)}
    return Absence(employee=person, **days, **more)


def left(person: Employee, kind: str = "annual", year: int = 2027) -> float:
    book = AllowanceBook(person.hall, [person], date(year, 1, 1), date(year, 12, 31))
    return book.balance(person, book.kinds[kind], year).left / 480


def test_hall_goes_before_department_and_department_before_the_usual(hall, elsewhere):
    AbsenceKind.objects.create(code="annual", days_a_year=7)
    AbsenceKind.objects.create(hall=hall, code="annual", days_a_year=10)
    AbsenceKind.objects.create(hall=hall, code="bereavement", name="Bereavement leave")

    own, other = AbsenceKind.of(hall), AbsenceKind.of(elsewhere)

    assert (own["annual"].days_a_year, other["annual"].days_a_year) == (10, 7)
    assert (other["marriage"].days_a_year, other["marriage"].needs_attachment) == (3, True)
    assert "bereavement" in own
    assert "bereavement" not in other
    assert len(other) == 9


def test_rows_from_before_kinds_were_rows_are_of_the_same_kinds_as_ever(ann):
    """Every code that an absence could have had is a kind of every hall, under the same name."""
    before = ["annual", "sick", "personal", "lieu", "training", "unavailable"]

    kinds = AbsenceKind.of(ann.hall)

    assert [str(kinds[code]) for code in before] == [str(Absence.Kind(code).label) for code in before]
    assert [away(ann, 1, kind=code).get_kind_display() for code in before] == [str(kinds[code]) for code in before]


def test_allowance_counts_workdays_hours_and_what_waits(ann):
    away(ann, 5, 8, state="approved").save()
    away(ann, 9, start=time(9), end=time(13), state="asked").save()
    away(ann, 10, state="declined").save()
    away(ann, 11, state="withdrawn").save()

    assert left(ann) == 5 - 2 - 0.5
    Allowance.objects.create(employee=ann, kind="annual", year=2027, days="7.5")
    assert left(ann) == 7.5 - 2.5


def test_kind_without_allowance_has_none_for_those_who_once_had_their_own(ann):
    """Nobody would see it any more, nor could take it back."""
    Allowance.objects.create(employee=ann, kind="annual", year=2027, days=1)

    AbsenceKind.objects.create(hall=ann.hall, code="annual", days_a_year=None)

    assert beyond(away(ann, 1, 19)) == ""


def test_marriage_leave_counts_rest_days_too(ann):
    away(ann, 5, 7, kind="marriage", state="approved").save()

    assert left(ann, "marriage") == 0


def test_leave_over_the_new_year_takes_from_both(ann):
    row = Absence(employee=ann, first_day=date(2026, 12, 30), last_day=date(2027, 1, 5), state="approved")
    row.save()

    assert left(ann, year=2026) + left(ann, year=2027) == 10 - 5
    assert left(ann, year=2026) == 5 - 2


def test_time_off_in_lieu_takes_from_the_time_bank(ann, manager, early_in_2027):
    banking.correct(ann, minutes=600, why="promotion", by=manager)
    away(ann, 1, kind="lieu", state="approved").save()

    assert left(ann, "lieu") * 480 == 600 - 480
    assert "2 h left in the time bank" in beyond(away(ann, 2, kind="lieu"))
    assert beyond(away(ann, 2, kind="lieu", start=time(9), end=time(11))) == ""


def test_time_off_in_lieu_that_is_promised_for_next_year_is_not_promised_again(ann, manager, early_in_2027):
    banking.correct(ann, minutes=480, why="promotion", by=manager)
    Absence(employee=ann, kind="lieu", first_day=date(2028, 1, 4), last_day=date(2028, 1, 4), state="approved").save()

    assert "0 h left in the time bank" in beyond(away(ann, 2, kind="lieu"))


def test_kind_of_its_own_and_hours_of_it_are_looked_up_in_the_hall(client, hall, ann, manager):
    client.force_login(manager)
    facts = {"code": "care", "name": "Care leave", "days_a_year": 2, "is_offered": "on", "approver": "manager"}
    client.post(reverse("staff:absence-kind-new", args=["east"]), facts)
    form = {"employee": ann.pk, "kind": "care", "first_day": "2027-03-01", "state": "approved"}

    hours = client.post(reverse("staff:absence-new", args=["east"]), form | {"start": "09:00", "end": "10:00"})
    client.post(reverse("staff:absence-new", args=["east"]), form)

    assert set(hours.context["form"].errors) == {"start"}
    assert Absence.objects.get().get_kind_display() == "Care leave"
    assert "Care leave" in client.get(reverse("staff:absences", args=["east"]) + "?month=2027-03").text


def test_usual_kind_is_settled_by_the_hall_and_given_back(client, hall, manager):
    client.force_login(manager)
    url = reverse("staff:absence-kind", args=["east", "annual"])

    client.post(url, {"days_a_year": 12, "approver": "duty_manager", "is_paid": "on", "is_offered": "on"})
    settled = AbsenceKind.of(hall)["annual"]
    client.post(reverse("staff:absence-kind-follow", args=["east", "annual"]))

    assert (settled.days_a_year, settled.approver, settled.may_be_hours) == (12, "duty_manager", False)
    assert AbsenceKind.of(hall)["annual"].days_a_year == 5
    assert list(AuditEntry.objects.values_list("act", flat=True).order_by("number")) == [
        "absencekind-added",
        "absencekind-removed",
    ]


def test_department_settles_a_kind_for_every_hall_but_those_with_their_own(client, hall, elsewhere, department):
    AbsenceKind.objects.create(hall=hall, code="annual", days_a_year=12)
    client.force_login(department)
    url, facts = reverse("staff:department-kind", args=["annual"]), {"approver": "manager", "is_offered": "on"}

    page = client.get(url)
    client.post(url, facts | {"days_a_year": 15})
    settled = [AbsenceKind.of(one)["annual"].days_a_year for one in (hall, elsewhere)]
    twin = client.post(reverse("staff:department-kind-new"), facts | {"code": "annual", "name": "Mine"})
    client.post(reverse("staff:department-kind-reset", args=["annual"]))

    assert f"Settled otherwise for themselves: {hall}." in page.text
    assert (settled, twin.status_code) == ([12, 15], 422)
    assert AbsenceKind.of(elsewhere)["annual"].days_a_year == 5
    assert list(AuditEntry.objects.filter(hall=elsewhere).values_list("act", "by").order_by("number")) == [
        ("absencekind-added", department.pk),
        ("absencekind-removed", department.pk),
    ]


def test_code_of_a_kind_is_taken_once(client, manager):
    client.force_login(manager)

    page = client.post(reverse("staff:absence-kind-new", args=["east"]), {"code": "sick", "name": "x"})

    assert page.status_code == 422
    assert "code" in page.context["form"].errors


def test_manager_goes_beyond_the_allowance_only_with_a_reason(client, ann, manager):
    client.force_login(manager)
    url = reverse("staff:absence-new", args=["east"])
    form = {"employee": ann.pk, "kind": "annual", "first_day": "2027-03-01", "last_day": "2027-03-08"}

    refused = client.post(url, form | {"state": "approved"})
    client.post(url, form | {"state": "approved", "answer": "her last year"})

    assert "5 of 5 days left" in refused.context["form"].errors["answer"][0]
    assert Absence.objects.get().answer == "her last year"


def test_allowances_of_people_are_set_and_taken_back(client, hall, ann, manager):
    client.force_login(manager)
    url, year = reverse("staff:allowances", args=["east"]), hall.today().year

    client.post(url, {f"days_{ann.pk}_annual": "12.5"})
    kept = list(Allowance.objects.values_list("kind", "year", "days"))
    client.post(url, {f"days_{ann.pk}_annual": ""})

    assert kept == [("annual", year, 12.5)]
    assert not Allowance.objects.exists()
    assert AuditEntry.objects.filter(act="allowance_set").count() == 2


def test_allowances_of_another_year_are_of_those_employed_then_and_lead_back_to_it(client, hall, ann, manager):
    client.force_login(manager)
    last = hall.today().year - 1
    gone = make.employee(hall, "gone", left_on=date(last, 6, 30))
    url = f"{reverse('staff:allowances', args=['east'])}?year={last}"

    answer = client.post(url, {f"days_{gone.pk}_annual": "4"})

    assert answer.url == url
    assert list(Allowance.objects.values_list("employee", "year")) == [(gone.pk, last)]


@pytest.fixture
def empty(db) -> Iterator[DatabaseWrapper]:
    """A database with nothing in it, in the place of the test's own."""
    own = connections["default"]
    connections["default"] = DatabaseWrapper(own.settings_dict | {"NAME": ":memory:", "OPTIONS": {}}, "default")
    yield connections["default"]
    connections["default"] = own


@pytest.mark.once
def test_absences_keep_their_kind_through_the_migration(empty):
    executor = MigrationExecutor(empty)
    before = executor.migrate([("staff", "0007_time_bank_ledger")]).apps
    hall = before.get_model("staff", "Hall").objects.create(code="old", name="Old")
    person = before.get_model("staff", "Employee").objects.create(hall=hall, code="a", name="A", hired_on=MONDAY)
    for code in ("sick", "lieu"):
        before.get_model("staff", "Absence").objects.create(
            employee=person, kind=code, first_day=MONDAY, last_day=MONDAY, state="approved"
        )

    executor = MigrationExecutor(empty)
    executor.migrate(executor.loader.graph.leaf_nodes("staff"))

    rows = Absence.objects.order_by("pk")
    assert [(row.kind, row.state, row.kind_name) for row in rows] == [
        ("sick", "approved", ""),
        ("lieu", "approved", ""),
    ]
    assert {row.kind for row in rows} <= AbsenceKind.usual_codes()
