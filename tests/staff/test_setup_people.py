from datetime import date
from http import HTTPStatus

import pytest
from django.urls import reverse

from staff.models import Absence, AuditEntry, Employee, PerformanceReview, Post, TimeBankEntry, User
from tests import make

PERSON = {"code": "E7", "name": "Li Na", "hired_on": "2026-01-01", "weekly_minutes": "40", "language": "zh-hans"}


@pytest.fixture(autouse=True)
def logged_in(client, manager):
    client.force_login(manager)


@pytest.fixture
def counter(hall):
    return make.station(hall)


@pytest.fixture
def person(hall, counter):
    return make.employee(hall, "E1", stations=(counter,))


def add(client, **changes):
    return client.post(reverse("staff:employee-new", args=["east"]), PERSON | changes)


def test_employee_is_added_with_hours_and_skills(client, counter):
    add(client, weekly_minutes="37.5", **{f"skill_{counter.pk}": "3"})

    person = Employee.objects.get()
    assert (person.weekly_minutes, person.name) == (2250, "Li Na")
    assert list(person.skills.values_list("station", "level")) == [(counter.pk, 3)]
    assert set(AuditEntry.objects.values_list("act", flat=True)) == {"employee-added", "skills-changed"}


def test_employee_named_like_a_formula_keeps_the_name(client):
    add(client, name="=cmd()")

    assert Employee.objects.get().name == "=cmd()"


def test_employee_may_leave_in_the_middle_of_a_month(client):
    add(client, left_on="2026-03-17")

    assert Employee.objects.get().left_on == date(2026, 3, 17)


def test_absence_that_is_only_asked_for_is_decided_by_nobody(client, person):
    client.post(reverse("staff:absence-new", args=["east"]), absence(person, state="asked"))

    assert Absence.objects.get().decided_by is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "x" * 10_000}, "name"),
        ({"name": ""}, "name"),
        ({"left_on": "2025-12-31"}, "left_on"),
        ({"weekly_minutes": "61"}, "weekly_minutes"),
        ({"weekly_minutes": "-1"}, "weekly_minutes"),
        ({"weekly_minutes": "forty"}, "weekly_minutes"),
        ({"hired_on": "yesterday"}, "hired_on"),
        ({"code": ""}, "code"),
        ({"code": "E1"}, "code"),
        ({"code": "E/7"}, "code"),
        ({"code": ".."}, "code"),
    ],
)
def test_employee_with_a_fault_says_it_and_keeps_what_was_typed(client, person, changes, field):
    response = add(client, **changes)

    form = response.context["form"]
    assert response.status_code == 422
    assert [(name, len(said)) for name, said in form.errors.items()] == [(field, 1)]
    assert all(form[name].value() == value for name, value in (PERSON | changes).items())
    assert Employee.objects.count() == 1


def test_employee_cannot_be_given_a_station_of_another_hall(client, elsewhere):
    foreign = make.station(elsewhere)

    response = add(client, home_station=foreign.pk)

    assert set(response.context["form"].errors) == {"home_station"}


def test_employee_loses_the_skill_that_is_taken_away(client, person, counter):
    url = reverse("staff:employee", args=["east", person.pk])

    client.post(url, PERSON | {"code": "E1", f"skill_{counter.pk}": "0"})

    assert not person.skills.exists()
    entry = AuditEntry.objects.get(act="skills-changed")
    assert (entry.before, entry.after) == ({str(counter.pk): 2}, {})


def test_employee_with_a_time_bank_cannot_be_deleted_but_is_told_what_to_do(client, person):
    TimeBankEntry.objects.create(employee=person, date="2026-03-01", minutes=60, reason="overtime")
    url = reverse("staff:employee-delete", args=["east", person.pk])

    response = client.post(url)

    assert response.status_code == 422
    assert response.context["in_use"] == {"time bank entries": 1}
    assert "Give her a last day instead" in response.content.decode()
    assert Employee.objects.exists()


def test_employees_who_left_are_listed_apart(client, hall):
    make.employee(hall, "OLD", left_on=date(2021, 1, 1))
    make.employee(hall, "NEW")
    url = reverse("staff:employees", args=["east"])

    codes = [[row.code for row in client.get(url, asked).context["employees"]] for asked in ({}, {"past": "1"})]

    assert codes == [["NEW"], ["OLD"]]


def test_employees_are_found_by_part_of_their_name(client, hall):
    make.employee(hall, "A", name="Wang Fang")
    make.employee(hall, "B", name="Zhao Lei")

    found = client.get(reverse("staff:employees", args=["east"]), {"q": "fang"}).context["employees"]

    assert [row.code for row in found] == ["A"]


def test_login_is_created_with_its_post(client, hall, person):
    sent = {"username": "lina", "password": "a-long-word-1", "role": "clerk"}

    client.post(reverse("staff:login-create", args=["east", person.pk]), sent)

    person.refresh_from_db()
    assert person.user.check_password("a-long-word-1")
    assert list(person.user.posts.values_list("hall", "role")) == [(hall.pk, "clerk")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "manager"}, "username"),
        ({"username": "ｍａｎａｇｅｒ"}, "username"),
        ({"username": "a b"}, "username"),
        ({"username": "ﷺ" * 150}, "username"),  # 18 letters each, once it is normalized
        ({"password": "12345"}, "password"),
        ({"role": "management"}, "role"),
    ],
)
def test_login_with_a_fault_is_refused_beside_the_field(client, person, changes, field):
    sent = {"username": "lina", "password": "a-long-word-1", "role": "clerk"} | changes

    response = client.post(reverse("staff:login-create", args=["east", person.pk]), sent)

    assert set(response.context["login"].errors) == {field}
    assert not User.objects.filter(username="lina").exists()


def test_login_of_somebody_without_a_post_here_cannot_be_linked(client, person, outsider):
    response = client.post(reverse("staff:login-link", args=["east", person.pk]), {"user": outsider.pk})

    assert set(response.context["link"].errors) == {"user"}


def test_login_is_linked_and_taken_away(client, person, clerk):
    client.post(reverse("staff:login-link", args=["east", person.pk]), {"user": clerk.pk})
    linked = Employee.objects.get(pk=person.pk).user
    client.post(reverse("staff:login-unlink", args=["east", person.pk]))

    assert linked == clerk
    assert Employee.objects.get(pk=person.pk).user is None


def test_post_is_given_and_taken_back(client, hall, outsider):
    client.post(reverse("staff:posts", args=["east"]), {"username": "outsider", "role": "supervisor"})
    post = outsider.posts.get(hall=hall)
    client.post(reverse("staff:post-take", args=["east", post.pk]))

    assert post.role == Post.Role.SUPERVISOR
    assert not outsider.posts.filter(hall=hall).exists()
    assert list(AuditEntry.objects.values_list("act", flat=True)) == ["post-removed", "post-added"]


@pytest.mark.parametrize(
    ("username", "role", "field"),
    [
        ("nobody", "clerk", "username"),
        ("manager", "manager", "username"),
        ("outsider", "management", "role"),
    ],
)
def test_post_that_cannot_be_given_says_why(client, outsider, username, role, field):
    response = client.post(reverse("staff:posts", args=["east"]), {"username": username, "role": role})

    assert set(response.context["form"].errors) == {field}


def test_post_of_the_last_manager_cannot_be_taken(client, hall, manager):
    post = manager.posts.get()

    client.post(reverse("staff:post-take", args=["east", post.pk]))

    assert manager.posts.filter(pk=post.pk).exists()


def test_post_of_another_hall_is_not_found(client, outsider):
    response = client.post(reverse("staff:post-take", args=["east", outsider.posts.get().pk]))

    assert response.status_code == HTTPStatus.NOT_FOUND


def test_post_of_management_is_given_by_administrators_only(client, admin, clerk):
    client.force_login(admin)

    client.post(reverse("staff:posts", args=["east"]), {"username": "clerk", "role": "management"})

    assert clerk.posts.filter(role="management", hall=None).exists()


def test_reviews_of_a_month_are_saved_together(client, person):
    url = reverse("staff:reviews", args=["east"]) + "?month=2026-02"

    client.post(url, {f"p{person.pk}-enthusiasm": "4", f"p{person.pk}-skill": "5"})

    review = PerformanceReview.objects.get()
    assert (review.month, review.enthusiasm, review.skill) == (date(2026, 2, 1), 4, 5)


def test_review_with_one_grade_is_refused_and_none_are_saved(client, hall, person):
    other = make.employee(hall, "E2")
    sent = {f"p{person.pk}-enthusiasm": "4", f"p{other.pk}-enthusiasm": "3", f"p{other.pk}-skill": "3"}

    response = client.post(reverse("staff:reviews", args=["east"]) + "?month=2026-02", sent)

    assert response.status_code == 422
    assert not PerformanceReview.objects.exists()


def test_review_is_forgotten_when_both_grades_are_emptied(client, person):
    PerformanceReview.objects.create(employee=person, month=date(2026, 2, 1), enthusiasm=1, skill=1)

    client.post(reverse("staff:reviews", args=["east"]) + "?month=2026-02", {})

    assert not PerformanceReview.objects.exists()
    assert AuditEntry.objects.get().act == "performancereview-removed"


def absence(person, **changes):
    return {"employee": person.pk, "kind": "annual", "first_day": "2026-03-02", "state": "approved"} | changes


def test_absence_that_the_manager_enters_is_approved_unless_she_says_otherwise(client):
    form = client.get(reverse("staff:absence-new", args=["east"])).context["form"]

    assert form["state"].value() == "approved"


def test_choice_that_is_still_to_be_made_is_named_in_words(client):
    form = client.get(reverse("staff:absence-new", args=["east"])).context["form"]

    assert next(iter(form["employee"].field.choices)) == ("", "choose …")


def test_absence_of_a_single_day_needs_no_last_day(client, person, manager):
    client.post(reverse("staff:absence-new", args=["east"]), absence(person))

    row = Absence.objects.get()
    assert (row.first_day, row.last_day, row.decided_by) == (date(2026, 3, 2), date(2026, 3, 2), manager)
    assert row.decided_at


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last_day": "2026-03-01"}, "last_day"),
        ({"start": "10:00"}, "end"),
        ({"start": "10:00", "end": "09:00"}, "end"),
        ({"start": "10:00", "end": "11:00", "last_day": "2026-03-03"}, "last_day"),
        ({"first_day": "2026-03-10"}, "first_day"),
        ({"reason": "x" * 10_000}, "reason"),
    ],
)
def test_absence_with_a_fault_says_it_beside_the_field(client, person, changes, field):
    Absence.objects.create(employee=person, first_day="2026-03-09", last_day="2026-03-11")

    response = client.post(reverse("staff:absence-new", args=["east"]), absence(person, **changes))

    assert set(response.context["form"].errors) == {field}
    assert Absence.objects.count() == 1


@pytest.mark.parametrize(("verb", "state"), [("approve", "approved"), ("decline", "declined")])
def test_absence_is_decided_with_a_word_in_the_log(client, person, manager, verb, state):
    row = Absence.objects.create(employee=person, first_day="2026-03-09", last_day="2026-03-11")

    client.post(reverse(f"staff:absence-{verb}", args=["east", row.pk]), {"why": "as agreed"})

    row.refresh_from_db()
    assert (row.state, row.decided_by) == (state, manager)
    kept = AuditEntry.objects.get()
    assert {"state": state, "decided_by_id": manager.pk, "answer": "as agreed"}.items() <= kept.after.items()
    assert kept.why == "as agreed"
