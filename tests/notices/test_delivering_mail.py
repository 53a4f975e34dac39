"""Mail to a real mail server, which is busy, strict, silent, gone, and back again."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from notices import delivering
from notices.delivering import ATTEMPTS, LOST_AFTER, Sweep, sweep_deliveries, wait_after
from notices.models import Delivery, Preferences
from notices.retrying import try_again
from tests.listeners import MailServer, listening
from tests.notices.events import make_due, pass_time, states, tell_of

pytestmark = pytest.mark.django_db

CLAIM = "0" * 32


def test_mail_waits_for_others_and_goes_out_with_them_as_one(hall, ann, mail_server):
    tell_of(ann, hall=hall, key="one")
    pass_time(minutes=2)
    tell_of(ann, hall=hall, key="two", kind="swap_asked", facts={"person": "Bob"})

    assert sweep_deliveries() == 0
    pass_time(minutes=1)
    assert sweep_deliveries() == 1

    (mail,) = mail_server.mails
    assert mail["Subject"] == "2 notices"
    assert states() == [("sent", 1), ("sent", 1)]


def test_mail_is_in_the_readers_language_as_text_and_as_html(hall, ann, bob, mail_server, settings):
    settings.BASE_URL = "https://rosters.example.com"
    tell_of(ann, bob, hall=hall)
    make_due()

    sweep_deliveries()

    mails = {mail["To"]: mail for mail in mail_server.mails}
    assert mails["ann@example.com"]["Subject"] == "The roster for March 2026 is published"
    assert mails["bob@example.com"]["Subject"] == "2026年3月排班表已发布"
    assert mails["bob@example.com"]["From"] == "East Gate <scheduling@localhost>"
    for mail in mails.values():
        for kind in ("plain", "html"):
            body = mail.get_body((kind,)).get_content()
            assert mail["Subject"] in body
            assert "https://rosters.example.com/me/" in body
            assert "https://rosters.example.com/notices/preferences/" in body


def test_words_of_people_are_only_text_in_a_mail(hall, ann, mail_server):
    tell_of(ann, hall=hall, kind="swap_asked", facts={"person": "<b>Bob</b>\r\nBcc: all@example.com"})
    make_due()

    sweep_deliveries()

    (mail,) = mail_server.mails
    assert mail["Bcc"] is None
    assert mail["Subject"] == "<b>Bob</b> Bcc: all@example.com asks you to swap"
    assert "&lt;b&gt;Bob" in mail.get_body(("html",)).get_content()
    assert "<b>Bob" in mail.get_body(("plain",)).get_content()


def test_swept_again_nothing_is_sent_again(hall, ann, mail_server):
    tell_of(ann, hall=hall)
    make_due()

    assert [sweep_deliveries(), sweep_deliveries()] == [1, 0]


def test_busy_server_gets_the_mail_later(hall, ann, mail_server):
    mail_server.mood = "busy"
    tell_of(ann, hall=hall)
    make_due()

    sweep_deliveries()
    sweep_deliveries()

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.error) == ("waiting", 1, "451 later")
    mail_server.mood = "well"
    pass_time(minutes=1)
    sweep_deliveries()
    assert len(mail_server.mails) == 1
    assert states() == [("sent", 2)]


def test_address_that_the_server_refuses_is_given_up_at_once_and_the_next_is_served(hall, ann, mail_server):
    mail_server.mood = "strict"
    tell_of(ann, hall=hall)
    make_due()

    sweep_deliveries()

    assert Delivery.objects.get().error == "550 nobody of that name"
    assert states() == [("failed", 1)]


@pytest.mark.parametrize("mood", ["silent", "forgetful"])
def test_server_that_does_not_answer_keeps_the_mail_waiting(hall, ann, mail_server, mood):
    mail_server.mood = mood
    tell_of(ann, hall=hall)
    make_due()

    sweep_deliveries()

    assert states() == [("waiting", 1)]
    assert Delivery.objects.get().error


def test_server_that_is_gone_is_asked_once_a_sweep_and_gets_everything_when_it_is_back(hall, ann, bob, settings):
    with listening(MailServer()) as server:
        port = server.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    tell_of(ann, bob, hall=hall)
    make_due()

    sweep_deliveries()

    assert sorted(states()) == [("waiting", 0), ("waiting", 1)]
    with listening(MailServer(port)) as server:
        make_due()
        sweep_deliveries()
        assert sorted(mail["To"] for mail in server.mails) == ["ann@example.com", "bob@example.com"]


def test_delivery_is_given_up_after_its_last_attempt(hall, ann, mail_server):
    mail_server.mood = "busy"
    tell_of(ann, hall=hall)
    Delivery.objects.update(attempts=ATTEMPTS - 1)
    make_due()

    sweep_deliveries()

    assert states() == [("failed", ATTEMPTS)]


def test_waits_grow_to_hours_and_last_longer_than_a_day():
    waits = [wait_after(n) for n in range(1, ATTEMPTS)]

    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(minutes=1), timedelta(hours=4))
    assert sum(waits, timedelta()) > timedelta(days=1)


def die_while_sending(handed_as: str | None) -> None:
    """As it stands when a worker has died: after it noted that the mail leaves, or before."""
    Delivery.objects.update(
        state="sending", claim=CLAIM, claimed_at=timezone.now(), attempts=1, handed_as=handed_as, sent_at=None
    )


def test_mail_of_a_worker_that_died_before_it_left_is_sent_by_the_next(hall, ann, mail_server):
    tell_of(ann, hall=hall)
    die_while_sending(handed_as=None)

    assert sweep_deliveries() == 0
    pass_time(minutes=LOST_AFTER.seconds // 60 + 1)
    assert sweep_deliveries() == 1

    assert states() == [("sent", 2)]


def test_mail_of_a_worker_that_died_after_it_left_is_sent_again_only_when_somebody_says_so(
    hall, ann, manager, mail_server
):
    tell_of(ann, hall=hall)
    make_due()
    sweep_deliveries()
    die_while_sending(handed_as=CLAIM)

    pass_time(minutes=LOST_AFTER.seconds // 60 + 1)
    sweep_deliveries()
    sweep_deliveries()

    assert states() == [("unsure", 1)]
    assert len(mail_server.mails) == 1
    assert try_again(Delivery.objects.get(), by=manager)
    sweep_deliveries()
    assert len(mail_server.mails) == 2
    assert len({mail["Message-ID"] for mail in mail_server.mails}) == 1
    assert states() == [("sent", 1)]


def test_mail_that_may_have_arrived_goes_again_as_it_was_whatever_else_is_due(hall, ann, mail_server):
    mail_server.mood = "forgetful"
    tell_of(ann, hall=hall)
    make_due()
    sweep_deliveries()

    mail_server.mood = "well"
    tell_of(ann, hall=hall, key="another")
    make_due()
    sweep_deliveries()

    first, *later = [mail["Message-ID"] for mail in mail_server.mails]
    assert len(later) == 2
    assert later.count(first) == 1
    assert states() == [("sent", 2), ("sent", 1)]


def test_worker_that_dies_with_every_attempt_is_not_followed_for_ever(hall, ann, mail_server):
    tell_of(ann, hall=hall)
    Delivery.objects.update(state="sending", claim=CLAIM, claimed_at=timezone.now(), attempts=ATTEMPTS)
    pass_time(minutes=LOST_AFTER.seconds // 60 + 1)

    sweep_deliveries()

    assert states() == [("failed", ATTEMPTS)]
    assert mail_server.mails == []


def test_mail_comes_when_quiet_hours_are_over(hall, ann, mail_server):
    Preferences.objects.create(user=ann, quiet_from=time(22), quiet_to=time(7))
    tell_of(ann, hall=hall)
    night, morning = (datetime(2026, 11, 30, hour, tzinfo=UTC) for hour in (15, 23))
    Delivery.objects.update(next_at=night)

    assert Sweep(now=night).run() == 0
    assert Delivery.objects.get().next_at == morning
    assert Sweep(now=morning - timedelta(minutes=1)).run() == 0
    assert Sweep(now=morning).run() == 1


@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}])
def test_mail_that_nobody_can_get_any_more_is_dropped(hall, ann, mail_server, change):
    tell_of(ann, hall=hall)
    make_due()
    type(ann).objects.filter(pk=ann.pk).update(**change)

    assert sweep_deliveries() == 0

    assert states() == [("dropped", 1)]


def test_mail_switched_off_meanwhile_is_not_sent(hall, ann, mail_server):
    tell_of(ann, hall=hall)
    make_due()
    Preferences.objects.create(user=ann, by_mail=False)

    sweep_deliveries()

    assert mail_server.mails == []
    assert states() == [("dropped", 1)]


def test_sweep_that_takes_too_long_leaves_the_rest_to_the_next(hall, ann, bob, mail_server, monkeypatch):
    monkeypatch.setattr(delivering, "SWEEP_SECONDS", -1)
    tell_of(ann, bob, hall=hall)
    make_due()

    assert sweep_deliveries() == 0
    assert states() == [("waiting", 0), ("waiting", 0)]
