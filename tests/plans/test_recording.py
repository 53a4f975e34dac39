"""Records add up, corrections keep the old value, and what cannot be is refused in words."""

import random
from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from notices.models import Notice
from plans.assessing import NotAssessable, confirm, excuse, send_back
from plans.models import Occurrence, Record
from plans.recording import Entry, NotRecordable, correct, record
from staff.attachments import LARGEST, NotAttachable, attachment_of
from tests import make
from tests.plans.conftest import TODAY
from tests.together import at_once

pytestmark = pytest.mark.django_db
MONDAY, SUNDAY = date(2026, 3, 9), date(2026, 3, 15)


@pytest.fixture(autouse=True)
def _today(set_today):
    """All of these tests begin on the same day."""


@pytest.fixture
def week(hall):
    return make.occurrence(make.plan_task(hall), MONDAY, SUNDAY)


def again(row: Occurrence) -> Occurrence:
    return Occurrence.objects.with_state([row.hall]).get(pk=row.pk)


def reason_of(act) -> str:
    with pytest.raises((NotRecordable, NotAssessable)) as refusal:
        act()
    return refusal.value.facts["reason"]


def test_records_of_a_period_add_up(week, clerk):
    record(week, Entry(8, 10), by=clerk)
    record(week, Entry(5, 10), by=clerk)

    row = again(week)
    assert (row.value, row.base, row.percent, row.is_met) == (13, 20, 65.0, False)


def test_correction_keeps_the_old_value_and_its_day(week, clerk, set_today):
    old = record(week, Entry(8, 10, note="first"), by=clerk)
    set_today(SUNDAY + timedelta(days=1))

    new = correct(old, Entry(9, 10), by=clerk)

    row = again(week)
    assert (row.value, row.base, row.completed_on) == (9, 10, TODAY)
    assert Record.objects.get(pk=old.pk).value == 8
    assert (new.replaces, new.date, new.is_late) == (old, TODAY, False)


def test_record_is_corrected_once(week, clerk):
    old = record(week, Entry(8, 10), by=clerk)
    correct(old, Entry(9, 10), by=clerk)

    assert reason_of(lambda: correct(old, Entry(1, 10), by=clerk)) == "replaced"
    assert again(week).value == 9


@pytest.mark.django_db(transaction=True)
def test_record_corrected_by_several_at_once_is_corrected_once(transactional_db):
    hall = make.hall()
    week = make.occurrence(make.plan_task(hall), MONDAY, SUNDAY)
    clerk = make.post(make.user("clerk"), "clerk", hall)
    old = record(week, Entry(8, 10), by=clerk)

    def fix() -> str:
        try:
            correct(old, Entry(9, 10), by=clerk)
        except NotRecordable as refusal:
            return refusal.facts["reason"]
        return "corrected"

    assert sorted(at_once(fix)) == ["corrected", *["replaced"] * 3]
    assert again(week).value == 9


@pytest.mark.django_db(transaction=True)
def test_records_made_at_once_are_all_counted(transactional_db):
    hall = make.hall()
    week = make.occurrence(make.plan_task(hall), MONDAY, SUNDAY)
    clerk = make.post(make.user("clerk"), "clerk", hall)

    at_once(lambda: record(week, Entry(1, 2), by=clerk))

    assert (again(week).value, again(week).base) == (4, 8)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [(Entry(11, 10), "above"), (Entry(-1, 10), "negative"), (Entry(0, -1), "negative")],
)
def test_figures_that_cannot_be_are_refused_and_nothing_is_lost(week, clerk, entry, reason):
    record(week, Entry(8, 10), by=clerk)

    assert reason_of(lambda: record(week, entry, by=clerk)) == reason
    assert (again(week).value, again(week).base) == (8, 10)


def test_rate_of_nothing_is_no_rate(week, clerk):
    record(week, Entry(0, 0), by=clerk)

    row = again(week)
    assert (row.percent, row.is_met) == (None, None)
    assert row.completed_on == TODAY


@pytest.mark.parametrize(("value", "is_met"), [(0, True), (1, False)])
def test_nothing_may_happen_of_what_is_counted_to_zero(hall, clerk, value, is_met):
    row = make.occurrence(make.plan_task(hall, measure="zero", target=None, period="daily"), TODAY)

    record(row, Entry(value), by=clerk)

    assert again(row).is_met is is_met


def test_target_may_be_an_upper_bound(hall, clerk):
    row = make.occurrence(make.plan_task(hall, measure="count", target=3, bound="most", period="daily"), TODAY)

    record(row, Entry(4), by=clerk)

    assert again(row).is_met is False


def test_deliverable_needs_something_handed_in(hall, clerk):
    row = make.occurrence(make.plan_task(hall, measure="deliverable", target=None), MONDAY, SUNDAY)

    assert reason_of(lambda: record(row, Entry(), by=clerk)) == "nothing"
    record(row, Entry(link="https://example.com/report"), by=clerk)

    assert again(row).state == "done"


def test_record_before_the_period_and_after_its_grace_is_refused(hall, clerk):
    task = make.plan_task(hall, grace_days=2)
    coming = make.occurrence(task, SUNDAY + timedelta(days=1), SUNDAY + timedelta(days=7))
    gone = make.occurrence(task, date(2026, 3, 2), date(2026, 3, 8))

    assert reason_of(lambda: record(coming, Entry(1, 1), by=clerk)) == "early"
    assert reason_of(lambda: record(gone, Entry(1, 1), by=clerk)) == "closed"


def test_record_after_the_due_day_is_marked_late(hall, clerk):
    gone = make.occurrence(make.plan_task(hall, grace_days=5), date(2026, 3, 2), date(2026, 3, 8))

    row = record(gone, Entry(9, 10), by=clerk)

    assert row.is_late
    assert again(gone).state == "late"


def test_work_that_adds_up_is_open_until_it_is_due(week, clerk, set_today):
    record(week, Entry(9, 10), by=clerk)

    assert again(week).state == "open"
    set_today(SUNDAY)
    assert again(week).state == "done"


def test_work_that_nobody_did_is_overdue_and_then_missed(hall, set_today):
    row = make.occurrence(make.plan_task(hall, grace_days=2), date(2026, 3, 2), date(2026, 3, 9))

    assert (again(row).state, again(row).is_overdue) == ("open", True)
    set_today(date(2026, 3, 12))
    assert (again(row).state, again(row).is_overdue) == ("missed", False)


def test_confirmed_work_is_closed(week, clerk, supervisor):
    record(week, Entry(9, 10), by=clerk)
    confirm(week, by=supervisor)

    assert reason_of(lambda: record(week, Entry(1, 1), by=clerk)) == "confirmed"
    assert again(week).state == "done"


def test_work_sent_back_is_open_until_it_is_corrected(week, clerk, supervisor):
    old = record(week, Entry(9, 10), by=clerk)
    send_back(week, "Count again.", by=supervisor)
    assert (again(week).state, again(week).verdict) == ("open", "returned")

    correct(old, Entry(7, 10), by=clerk)

    assert (again(week).value, again(week).verdict) == (7, "")
    assert week.assessments.get().reason == "Count again."


def test_work_sent_back_after_its_grace_can_be_recorded_again(hall, clerk, supervisor, set_today):
    row = make.occurrence(make.plan_task(hall, period="daily", grace_days=1), TODAY)
    old = record(row, Entry(9, 10), by=clerk)
    set_today(TODAY + timedelta(days=20))

    send_back(row, "Count again.", by=supervisor)
    correct(old, Entry(5, 10), by=clerk)

    assert (again(row).value, again(row).state) == (5, "done")


def test_work_that_was_missed_can_be_opened_again_and_is_late(hall, clerk, supervisor, set_today):
    ann = make.employee(hall, "ann", user=clerk)
    row = make.occurrence(make.plan_task(hall, period="daily", grace_days=1), TODAY, answerable=ann)
    assert reason_of(lambda: send_back(row, "Too early.", by=supervisor)) == "unrecorded"
    set_today(TODAY + timedelta(days=20))
    assert reason_of(lambda: record(row, Entry(9, 10), by=clerk)) == "closed"

    send_back(row, "The figures came late.", by=supervisor)
    assert again(row).state == "open"
    record(row, Entry(9, 10), by=clerk)

    assert (again(row).value, again(row).state) == (9, "late")
    assert Notice.objects.get(kind="plan_returned").user == clerk


def test_excused_work_counts_neither_way(week, clerk, supervisor):
    excuse(week, "The line was down.", by=supervisor)

    assert again(week).state == "excused"
    assert reason_of(lambda: record(week, Entry(1, 1), by=clerk)) == "excused"


def test_excuse_can_be_taken_back_while_there_is_time(client, week, clerk, supervisor):
    excuse(week, "The wrong week.", by=supervisor)
    client.force_login(supervisor)
    offered = client.get(reverse("plans:occurrence", args=["east", week.pk])).content.decode()

    send_back(week, "It can be done.", by=supervisor)
    record(week, Entry(9, 10), by=clerk)

    assert reverse("plans:occurrence-return", args=["east", week.pk]) in offered
    assert (again(week).verdict, again(week).value) == ("", 9)


def test_assessment_needs_a_record_a_reason_and_somebody_else(week, clerk, supervisor):
    assert reason_of(lambda: confirm(week, by=supervisor)) == "unrecorded"
    record(week, Entry(9, 10), by=supervisor)

    assert reason_of(lambda: confirm(week, by=supervisor)) == "own"
    assert reason_of(lambda: send_back(week, " ", by=clerk)) == "reason"


@pytest.mark.parametrize("seed", range(30))
def test_state_of_many_rows_is_the_state_of_each(hall, set_today, seed):
    chance = random.Random(seed)
    measure = chance.choice(["rate", "check", "zero", "deliverable", "count"])
    task = make.plan_task(hall, measure=measure, grace_days=chance.randrange(4))
    due = TODAY + timedelta(days=chance.randint(-6, 6))
    done = chance.choice([None, due, due + timedelta(days=1), due - timedelta(days=1)])
    verdict = chance.choice(["", "confirmed", "returned", "excused"])

    row = make.occurrence(task, due - timedelta(days=3), due, completed_on=done, verdict=verdict)

    assert again(row).state == row.state_on(TODAY)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def office(*inside: str) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name in inside:
            archive.writestr(name, "x")
    return buffer.getvalue()


def of_another_age(archive: bytes) -> bytes:
    """The archive with a version in its directory that no program can unpack yet."""
    place = archive.index(b"PK\x01\x02") + 6
    return archive[:place] + b"\xff" + archive[place + 1 :]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.JPG", b"\xff\xd8\xff\xe0" + b"0" * 20, "image/jpeg"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * 20, "image/png"),
        ("a.webp", b"RIFF0000WEBP" + b"0" * 20, "image/webp"),
        ("报告.pdf", b"%PDF-1.7 " + b"0" * 20, "application/pdf"),
        ("a.xlsx", office("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_file_is_known_by_its_content(name, content, kind):
    assert attachment_of(upload(name, content)).type == kind


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.jpg", b"<script>alert(1)</script>", "type"),
        ("a.svg", b"<svg onload='alert(1)'/>", "type"),
        ("a.jpg", b"%PDF-1.7 " + b"0" * 20, "name"),
        ("a.exe", b"\x89PNG\r\n\x1a\n" + b"0" * 20, "name"),
        ("a.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin"), "type"),
        ("a.docx", b"PK\x03\x04 not an archive", "type"),
        ("a.xlsx", of_another_age(office("xl/workbook.xml")), "type"),
        ("a.jpg", b"", "empty"),
        ("a.jpg", b"\xff\xd8\xff" + b"0" * LARGEST, "size"),
    ],
)
def test_file_that_is_not_what_it_says_is_refused(name, content, reason):
    with pytest.raises(NotAttachable) as refusal:
        attachment_of(upload(name, content))

    assert refusal.value.reason == reason


def test_correction_keeps_the_file_unless_another_comes(week, clerk):
    picture = attachment_of(upload("a.jpg", b"\xff\xd8\xff\xe0" + b"0" * 20))
    old = record(week, Entry(1, 2, attachment=picture), by=clerk)

    new = correct(old, Entry(2, 2), by=clerk)

    assert (new.file.name, new.file_name) == (old.file.name, "a.jpg")
    assert "a.jpg" not in old.file.name


def test_who_recorded_is_told_each_time_it_is_sent_back(week, clerk, supervisor):
    old = record(week, Entry(9, 10), by=clerk)
    send_back(week, "Count again.", by=supervisor)
    correct(old, Entry(8, 10), by=clerk)
    send_back(week, "And again.", by=supervisor)

    told = Notice.objects.filter(kind="plan_returned").order_by("key")
    assert [(one.user, one.facts["reason"]) for one in told] == [(clerk, "Count again."), (clerk, "And again.")]
