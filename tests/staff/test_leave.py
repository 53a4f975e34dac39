"""Leave from asking to the decision: who may do what in which state, and what is refused in which words."""

from contextlib import suppress
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from notices.askings import tell_askings
from notices.models import Notice
from staff.absences import NotAbsent, approve, ask, attach, decline, withdraw
from staff.attachments import attachment_of
from staff.models import Absence, AbsenceKind, AuditEntry, Employee, LeaveSettings, User
from staff.months import shifted
from staff.recorded import delete_row
from tests import make

pytestmark = pytest.mark.django_db

JPEG = b"\xff\xd8\xff\xe0" + b"0" * 40


@pytest.fixture
def ann(hall) -> Employee:
    return make.employee(hall, "ann", name="Ann", user=make.post(make.user("ann"), "clerk", hall))


@pytest.fixture
def monday(hall) -> date:
    """A Monday of the month after next, for which nothing is closed yet whatever today is."""
    first = shifted(hall.today().replace(day=1), 2)
    return first + timedelta(days=-first.weekday() % 7)


def leave(person: Employee, first: date, days: int = 1, **more) -> Absence:
    return Absence(employee=person, first_day=first, last_day=first + timedelta(days=days - 1), **more)


def photo(name: str = "note.jpg", content: bytes = JPEG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# --- asking ----------------------------------------------------------------------


def test_leave_is_asked_for_on_the_phone_once_though_pressed_twice(client, ann, monday, manager, duty):
    client.force_login(ann.user)
    form = {"kind": "annual", "first_day": monday, "last_day": monday + timedelta(1), "reason": "home", "file": photo()}

    answers = [client.post(reverse("staff:my-leave"), form | {"file": photo()}) for _ in range(2)]

    row = Absence.objects.get()
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (row.state, row.reason, row.files.get().name) == ("asked", "home", "note.jpg")
    page = client.get(reverse("staff:my-leave")).text
    assert "3 of 5 days left" in page
    assert (tell_askings(), tell_askings()) == (1, 0)
    assert Notice.objects.get().user == manager


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"first_day": -1}, "first_day"),
        ({"days": 30}, None),
        ({"kind": "marriage", "start": "09:00", "end": "10:00"}, "start"),
        ({"kind": "nonsense"}, "kind"),
        ({"start": "09:00"}, None),
        ({"days": -3}, None),
        ({"file": photo("note.jpg", b"MZ program")}, "file"),
        ({"twin": True}, "first_day"),
    ],
)
def test_what_cannot_be_is_refused_beside_the_field_and_nothing_is_lost(client, ann, monday, changes, field):
    client.force_login(ann.user)
    changes = dict(changes)
    first = ann.hall.today() - timedelta(1) if changes.pop("first_day", 0) else monday
    last = first + timedelta(days=changes.pop("days", 1) - 1)
    if changes.pop("twin", False):
        leave(ann, monday - timedelta(1), 3, kind="sick").save()
    before = Absence.objects.count()

    page = client.post(
        reverse("staff:my-leave"), {"kind": "annual", "first_day": first, "last_day": last, "reason": "kept"} | changes
    )

    assert page.status_code == 422
    assert set(page.context["form"].errors) == {field or "__all__"}
    assert "kept" in page.text
    assert Absence.objects.count() == before


def test_kind_that_managers_enter_is_not_offered(ann, monday):
    AbsenceKind.objects.create(hall=ann.hall, code="training", is_offered=False)

    with pytest.raises(NotAbsent) as refusal:
        ask(leave(ann, monday, kind="training"), by=ann.user)

    assert refusal.value.reason == "not_offered"


# --- every state, every role -------------------------------------------------------

ACTS = {
    "withdraw": lambda row, user: withdraw(row, by=user),
    "approve": lambda row, user: approve(row, by=user, why="as agreed"),
    "decline": lambda row, user: decline(row, by=user, why="too many"),
}
OUTCOMES = {
    ("withdraw", "asked", "ann"): "withdrawn",
    ("withdraw", "approved", "ann"): "withdrawn",
    ("withdraw", "withdrawn", "ann"): "withdrawn",
    ("approve", "asked", "manager"): "approved",
    ("approve", "asked", "admin"): "approved",
    ("approve", "approved", "manager"): "approved",
    ("approve", "approved", "admin"): "approved",
    ("decline", "asked", "manager"): "declined",
    ("decline", "asked", "admin"): "declined",
    ("decline", "declined", "manager"): "declined",
    ("decline", "declined", "admin"): "declined",
}


def test_every_role_does_in_every_state_what_it_may_and_nothing_else(
    ann, monday, manager, duty, clerk, supervisor, department, outsider, admin
):
    users: dict[str, User] = {
        "ann": ann.user,
        "manager": manager,
        "duty": duty,
        "clerk": clerk,
        "supervisor": supervisor,
        "department": department,
        "outsider": outsider,
        "admin": admin,
    }
    wrong = []
    for (act, state), (role, user) in product(product(ACTS, Absence.State.values), users.items()):
        row = leave(ann, monday, state=state)
        row.save()
        with suppress(NotAbsent):
            ACTS[act](row, user)
        row.refresh_from_db()
        if row.state != (expected := OUTCOMES.get((act, state, role), state)):
            wrong.append(f"{act} by {role} of {state}: {row.state} instead of {expected}")
        row.delete()

    assert wrong == []


def test_duty_manager_decides_where_the_kind_lets_her_and_nobody_about_her_own(hall, monday, duty, manager):
    AbsenceKind.objects.create(hall=hall, code="personal", approver="duty_manager")
    mine = make.employee(hall, "dot", user=duty)
    other = leave(make.employee(hall, "bob"), monday, kind="personal")
    own = leave(mine, monday, kind="personal")
    other.save()
    own.save()

    approve(other, by=duty)
    with pytest.raises(NotAbsent) as refusal:
        approve(own, by=duty)

    assert Absence.objects.get(pk=other.pk).state == "approved"
    assert refusal.value.reason == "own"


@pytest.mark.parametrize(
    ("reason", "prepare"),
    [
        ("beyond", {"days": 30}),
        ("no_document", {"kind": "sick"}),
        ("full", {"full": True}),
    ],
)
def test_what_speaks_against_leave_needs_a_reason(ann, monday, manager, reason, prepare):
    if prepare.get("full"):
        LeaveSettings.objects.create(hall=ann.hall, most_on_workdays=1)
        leave(make.employee(ann.hall, "bob"), monday, state="approved").save()
    row = leave(ann, monday, prepare.get("days", 1), kind=prepare.get("kind", "annual"))
    row.save()

    with pytest.raises(NotAbsent) as refusal:
        approve(row, by=manager)
    approve(row, by=manager, why="her wedding")

    assert refusal.value.reason == reason
    kept = AuditEntry.objects.get(act="absence-changed")
    assert (kept.after["state"], kept.why) == ("approved", "her wedding")


def test_declining_needs_a_reason_that_she_reads(client, ann, monday, manager):
    row = leave(ann, monday)
    row.save()

    with pytest.raises(NotAbsent):
        decline(row, by=manager, why=" ")
    decline(row, by=manager, why="three are away")
    client.force_login(ann.user)

    assert "three are away" in client.get(reverse("staff:my-leave")).text


# --- documents ----------------------------------------------------------------------


def test_document_is_for_its_person_and_those_who_approve(client, ann, monday, manager, duty, clerk, outsider, hall):
    row = leave(ann, monday, kind="sick")
    row.save()
    file = attach(row, attachment_of(photo()), by=ann.user)
    url = reverse("staff:leave-file", args=[file.pk])

    seen = {}
    for user in (ann.user, manager, duty, clerk, outsider):
        client.force_login(user)
        seen[user.username] = client.get(url).status_code
    client.force_login(ann.user)
    answer = client.get(url)

    assert seen == {"ann": 200, "manager": 200, "duty": 403, "clerk": 403, "outsider": 404}
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == JPEG


# --- the API ---------------------------------------------------------------------------


def test_programs_ask_and_decide_with_the_same_rights(client, ann, monday, manager, clerk):
    client.force_login(ann.user)
    facts = {"kind": "annual", "first_day": str(monday), "last_day": str(monday)}
    made = client.post(reverse("api:leave-list"), facts, content_type="application/json")
    url = reverse("api:leave-approve", args=[made.json()["id"]])

    own = client.post(url, content_type="application/json")
    client.force_login(clerk)
    stranger = client.post(url, content_type="application/json")
    client.force_login(manager)
    done = client.post(url, content_type="application/json")
    late = client.post(url.replace("approve", "decline"), {"why": "no"}, content_type="application/json")

    assert (made.status_code, own.status_code, stranger.status_code) == (201, 403, 404)
    assert (done.json()["state"], late.status_code, late.json()["code"]) == ("approved", 409, "decided")


def test_manager_neither_enters_nor_edits_her_own_leave_as_approved(client, hall, manager, monday):
    own = leave(make.employee(hall, "meg", user=manager), monday)
    own.save()
    form = {"employee": own.employee_id, "kind": "annual", "first_day": monday, "state": "approved"}
    body = {"employee": "meg", "kind": "annual", "first_day": f"{monday}", "last_day": f"{monday}", "state": "approved"}
    client.force_login(manager)

    pages = [
        client.post(reverse("staff:absence", args=["east", own.pk]), form),
        client.post(reverse("staff:absence-new", args=["east"]), form | {"first_day": monday + timedelta(1)}),
    ]
    api = "/api/v1/halls/east/absences/"
    answers = [
        client.patch(f"{api}{own.pk}/", {"state": "approved"}, "application/json"),
        client.post(api, body, "application/json"),
    ]

    assert [set(page.context["form"].errors) for page in pages] == [{"state"}, {"state"}]
    assert [(answer.status_code, set(answer.json())) for answer in answers] == [(400, {"state"})] * 2
    assert [row.state for row in Absence.objects.all()] == ["asked"]


def test_document_of_leave_that_is_deleted_is_gone_from_the_disk_too(
    ann, monday, manager, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.VAR_DIR = tmp_path
    row = leave(ann, monday, kind="sick")
    row.save()
    place = Path(attach(row, attachment_of(photo()), by=ann.user).file.path)
    assert place.exists()

    with django_capture_on_commit_callbacks(execute=True):
        delete_row(row, by=manager, hall=ann.hall)

    assert not place.exists()


def test_document_that_is_no_longer_on_the_disk_is_not_found(client, ann, monday, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    row = leave(ann, monday, kind="sick")
    row.save()
    document = attach(row, attachment_of(photo()), by=ann.user)
    Path(document.file.path).unlink()
    client.force_login(ann.user)

    assert client.get(f"/leave/documents/{document.pk}/").status_code == 404


def test_program_enters_leave_as_the_page_does(client, ann, manager, monday):
    client.force_login(manager)
    api, body = "/api/v1/halls/east/absences/", {"employee": "ann", "kind": "annual", "state": "approved"}
    days = {"first_day": f"{monday}", "last_day": f"{monday + timedelta(13)}"}

    silent = client.post(api, body | days, "application/json")
    reasoned = client.post(api, body | days | {"answer": "wedding abroad"}, "application/json")
    twin = client.post(api, body | days | {"answer": "again"}, "application/json")

    assert [(one.status_code, set(one.json())) for one in (silent, twin)] == [(400, {"answer"}), (400, {"first_day"})]
    assert (reasoned.status_code, Absence.objects.get().decided_by) == (201, manager)
