"""A summary is frozen and sent once; what changes later is the next number, with the differences named."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from notices.delivering import sweep_deliveries
from notices.models import Attachment, Delivery, Notice
from reports import sending
from reports.figures import from_json
from reports.making import NotSendable, make_summary
from reports.models import Summary
from reports.renewing import renew_all
from reports.sending import send_changes, send_summary
from reports.wording import changes_in_words, reason_of
from rosters.models import CycleStep, Step
from staff.models import AuditEntry
from staff.models.audit import Unchangeable
from tests import make

from .conftest import MARCH, NOW, entry, on, staffed

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)


def give_day_off(roster, day: int) -> None:
    """The first person no longer works on that day, and staff know it."""
    roster.assignments.filter(date=on(day)).order_by("employee__code").first().delete()
    make.publish(roster, at=NOW)


def deliver_now() -> None:
    Delivery.objects.update(next_at=NOW)
    sweep_deliveries()


def test_summary_is_sent_once_however_often_it_is_asked_for(hall, manager):
    roster = staffed(hall)

    first = send_summary(MARCH, hall=hall, now=NOW)
    give_day_off(roster, 2)
    second = send_summary(MARCH, hall=hall, now=LATER)

    assert first == second == Summary.objects.get()
    assert (first.number, first.version, first.sent_at, second.sent_at) == (1, 1, NOW, NOW)
    assert [notice.user for notice in Notice.objects.all()] == [manager]
    assert AuditEntry.objects.filter(act="summary_sent").count() == 1


def test_quiet_change_of_a_summary_that_nobody_was_told_of_is_told(hall, manager):
    staffed(hall)
    make_summary(MARCH, hall=hall, now=NOW)  # and the worker dies before it is sent

    summary = send_changes(MARCH, hall=hall, now=LATER, quietly=True)

    assert (summary.number, summary.sent_at) == (1, LATER)
    assert [notice.user for notice in Notice.objects.all()] == [manager]


def test_summary_that_was_made_but_not_sent_is_sent_the_next_time(hall, manager, monkeypatch):
    staffed(hall)
    with monkeypatch.context() as broken:
        broken.setattr(sending, "deliver", lambda summary, now: None)  # the worker dies before
        send_summary(MARCH, hall=hall, now=NOW)

    send_summary(MARCH, hall=hall, now=LATER)

    assert Summary.objects.get().sent_at == LATER
    assert Notice.objects.count() == 1


def test_changes_make_the_next_number_and_are_named(hall, manager):
    roster = staffed(hall)
    first = send_summary(MARCH, hall=hall, now=NOW)
    before = from_json(first.figures)
    give_day_off(roster, 2)

    second = send_changes(MARCH, hall=hall, now=LATER, by=manager)

    first.refresh_from_db()
    assert from_json(first.figures) == before
    assert (first.replaced_at, second.number, second.replaced_at, second.by) == (LATER, 2, None, manager)
    said = changes_in_words(second.differences)
    assert "Version of the roster: 1 → 2" in said
    assert "Hours planned: 511.5 h → 503.5 h" in said
    assert "Shifts L: 33 → 32" in said
    assert Notice.objects.order_by("at").last().words.title == "The summary of March 2026 has changed: number 2"


def test_nothing_changed_sends_nothing(hall, manager):
    staffed(hall)
    first = send_summary(MARCH, hall=hall, now=NOW)

    assert send_changes(MARCH, hall=hall, now=LATER) == first
    assert Notice.objects.count() == 1


def test_hall_that_has_published_nothing_is_refused(hall):
    make.roster(hall)

    with pytest.raises(NotSendable) as refusal:
        send_summary(MARCH, hall=hall, now=NOW)

    assert reason_of(refusal.value.facts) == "This hall has published no roster for the month. Publish it first."
    assert not Summary.objects.exists()


def test_department_without_any_hall_is_refused(hall):
    with pytest.raises(NotSendable) as refusal:
        send_summary(MARCH, now=NOW)

    assert refusal.value.facts == {"reason": "no_halls"}


def test_summary_cannot_be_changed_or_deleted(hall):
    staffed(hall)
    summary = send_summary(MARCH, hall=hall, now=NOW)

    with pytest.raises(Unchangeable):
        summary.save()
    with pytest.raises(Unchangeable):
        summary.delete()


def test_department_sums_its_halls_and_mails_the_workbook_to_each_reader_in_her_language(hall, elsewhere, department):
    for one in (hall, elsewhere):
        staffed(one)
        send_summary(MARCH, hall=one, now=NOW)
    type(department).objects.filter(pk=department.pk).update(email="department@example.com", language="en")
    chinese = make.post(make.user("chinese", email="zh@example.com", language="zh-hans"), "management")

    summary = send_summary(MARCH, now=NOW)
    send_summary(MARCH, now=LATER)
    deliver_now()
    deliver_now()

    assert from_json(summary.figures).people == 6
    assert set(summary.parts.all()) == set(Summary.objects.of_halls())
    by_reader = {message.to[0]: message for message in mail.outbox}
    assert len(mail.outbox) == 2
    assert by_reader["department@example.com"].subject == "The summary of March 2026 is there"
    assert by_reader["zh@example.com"].subject == "2026年3月的月度汇总已生成"
    name, content, _kind = by_reader["zh@example.com"].attachments[0]
    assert name == "summary-2026-03-1.xlsx"
    assert load_workbook(BytesIO(content)).sheetnames[:2] == ["汇总封面", "计入的营业厅"]
    assert Notice.objects.get(user=chinese).url == reverse("reports:month", args=[MARCH])


def test_workbook_that_is_too_large_is_a_link(hall, department, monkeypatch):
    staffed(hall)
    send_summary(MARCH, hall=hall, now=NOW)
    type(department).objects.filter(pk=department.pk).update(email="department@example.com", language="en")
    monkeypatch.setattr(sending, "LARGEST_ATTACHMENT", 1000)

    send_summary(MARCH, now=NOW)
    deliver_now()

    (message,) = mail.outbox
    assert message.attachments == []
    assert "The workbook is too large for a mail. Download it from the page." in message.body
    assert reverse("reports:month", args=[MARCH]) in message.body


def test_department_has_a_next_number_when_a_hall_has_one(hall, elsewhere, department):
    rosters = [staffed(one) for one in (hall, elsewhere)]
    for one in (hall, elsewhere):
        send_summary(MARCH, hall=one, now=NOW)
    send_summary(MARCH, now=NOW)
    give_day_off(rosters[0], 2)
    send_changes(MARCH, hall=hall, now=LATER)

    second = send_changes(MARCH, now=LATER)

    assert second.number == 2
    assert changes_in_words(second.differences)[0] == "Summary of East Gate, number: 1 → 2"
    assert send_changes(MARCH, now=LATER) == second


# --- by itself ---------------------------------------------------------------


def test_summary_of_another_version_is_renewed_by_itself_once_a_day_and_nobody_is_told(hall, manager):
    roster = staffed(hall)
    send_summary(MARCH, hall=hall, now=NOW)
    give_day_off(roster, 2)
    told = Notice.objects.count()

    counts = [renew_all(NOW + timedelta(hours=hours)) for hours in (1, 25, 26)]

    assert counts == [0, 1, 0]
    assert Summary.objects.in_force().get().number == 2
    assert Notice.objects.count() == told


def test_closed_month_is_looked_at_once_more(hall):
    staffed(hall)
    send_summary(MARCH, hall=hall, now=NOW)
    closed = {"due_at": LATER, "done_at": LATER}
    CycleStep.objects.create(hall=hall, month=MARCH, step=Step.CLOSE, **closed)
    entry(hall.employees.first(), on(31), "earned", 60)

    assert renew_all(LATER + timedelta(minutes=1)) == 1
    assert "Put into time banks: 0 h → 1 h" in changes_in_words(Summary.objects.in_force().get().differences)
    assert renew_all(LATER + timedelta(minutes=2)) == 0


def test_closed_month_without_changes_is_looked_at_only_once(hall, django_assert_max_num_queries):
    staffed(hall)
    send_summary(MARCH, hall=hall, now=NOW)
    CycleStep.objects.create(hall=hall, month=MARCH, step=Step.CLOSE, due_at=LATER, done_at=LATER)

    assert renew_all(LATER + timedelta(minutes=1)) == 0
    with django_assert_max_num_queries(2):
        assert renew_all(LATER + timedelta(minutes=2)) == 0


def test_department_is_sent_what_its_halls_have_changed_once_a_week(hall, department):
    roster = staffed(hall)
    send_summary(MARCH, hall=hall, now=NOW)
    send_summary(MARCH, now=NOW)
    give_day_off(roster, 2)

    counts = [renew_all(NOW + timedelta(days=days)) for days in (2, 3, 8, 9)]

    assert counts == [1, 0, 1, 0]
    assert Summary.objects.of_department().in_force().get().number == 2
    assert Notice.objects.filter(user=department).count() == 2


def test_attachments_go_when_nobody_waits_for_them(hall, department):
    type(department).objects.filter(pk=department.pk).update(email="department@example.com")
    staffed(hall)
    send_summary(MARCH, hall=hall, now=NOW)
    send_summary(MARCH, now=NOW)
    soon, later = timezone.now() + timedelta(days=1), timezone.now() + timedelta(days=40)

    assert not Attachment.objects.unneeded(soon).exists()
    assert not Attachment.objects.unneeded(later).exists()
    Delivery.objects.update(state="failed")  # and sent again when somebody asks for it
    assert not Attachment.objects.unneeded(later).exists()
    Delivery.objects.update(state="waiting")
    deliver_now()
    assert Attachment.objects.unneeded(later).exists()


def test_hall_that_sends_late_is_in_the_departments_next_number_the_day_after(hall, elsewhere, department):
    for one in (hall, elsewhere):
        staffed(one)
    send_summary(MARCH, hall=hall, now=NOW)
    send_summary(MARCH, now=NOW)
    send_summary(MARCH, hall=elsewhere, now=NOW + timedelta(hours=2))

    counts = [renew_all(NOW + timedelta(hours=hours)) for hours in (3, 25, 26)]

    assert counts == [0, 1, 0]
    second = Summary.objects.of_department().in_force().get()
    assert changes_in_words(second.differences)[0] == "Summary of West Gate, number: – → 1"


# --- whom it has not reached --------------------------------------------------------------------


def test_reader_whom_the_mail_has_not_reached_is_named_and_sent_it_again(client, hall, elsewhere, department):
    department.email = "department@example.com"
    department.save()
    staffed(hall)
    send_summary(MARCH, hall=hall, now=NOW)
    send_summary(MARCH, now=NOW)
    pages = [reverse("reports:reports") + "?month=2026-03", reverse("reports:month", args=[MARCH])]
    client.force_login(department)
    assert [client.get(page).context["unreached"] for page in pages] == [[], []]

    Delivery.objects.update(state=Delivery.State.FAILED, attempts=16, error="SMTP 550")
    for page in pages:
        assert [str(one.notice.recipient) for one in client.get(page).context["unreached"]] == [str(department)]
        assert "SMTP 550" in client.get(page).content.decode()

    assert client.post(reverse("reports:again", args=[MARCH])).status_code == 303
    deliver_now()
    assert [client.get(page).context["unreached"] for page in pages] == [[], []]
    assert [message.to for message in mail.outbox] == [["department@example.com"]]


def test_cycle_says_whom_the_halls_summary_has_not_reached(client, hall, manager):
    manager.email = "manager@example.com"
    manager.save()
    staffed(hall)
    send_summary(MARCH, hall=hall, now=NOW)
    Delivery.objects.update(state=Delivery.State.FAILED, attempts=16, error="SMTP 550")
    client.force_login(manager)

    page = client.get(reverse("reports:cycle", args=[hall.code, MARCH]))

    assert [one.notice.user for one in page.context["unreached"]] == [manager]
    client.post(reverse("reports:hall-again", args=[MARCH, hall.code]))
    assert Delivery.objects.get().state == Delivery.State.WAITING
    assert AuditEntry.objects.filter(act="delivery_tried_again", by=manager).count() == 1
