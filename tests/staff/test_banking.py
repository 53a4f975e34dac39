"""The ledger: append-only, its balance the sum of its entries, never below the hall's limit, oldest first."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staff import banking
from staff.banking import Lot, NotBankable, lots_of
from staff.models import AuditEntry, TimeBankEntry, TimeBankSettings
from staff.models.audit import Unchangeable
from tests import make
from tests.together import at_once

TODAY = date(2026, 3, 10)


@pytest.fixture
def ann(hall):
    return make.employee(hall, "ann")


def credit(person, minutes, when=TODAY):
    return TimeBankEntry.objects.create(employee=person, date=when, minutes=minutes)


def test_entry_is_never_changed_or_deleted(ann):
    entry = credit(ann, 60)

    for act in (entry.save, entry.delete, TimeBankEntry.objects.all().delete):
        with pytest.raises(Unchangeable):
            act()
    with pytest.raises(Unchangeable):
        TimeBankEntry.objects.update(minutes=1)


def test_correction_keeps_its_reason_and_is_in_the_log(ann, manager):
    entry = banking.correct(ann, minutes=90, why=" forgotten ", by=manager)

    assert (entry.kind, entry.minutes, entry.reason, entry.by) == ("corrected", 90, "forgotten", manager)
    log = AuditEntry.objects.get(act="bank_corrected")
    assert (log.before, log.after) == ({"balance": 0}, {"minutes": 90, "balance": 90})


@pytest.mark.parametrize("act", [banking.correct, banking.pay_out])
def test_balance_is_not_taken_below_zero(ann, manager, act):
    credit(ann, 60)

    with pytest.raises(NotBankable):
        act(ann, minutes=-61, why="x", by=manager)

    assert ann.bank_entries.all().total() == 60


def test_hall_may_allow_time_in_advance(hall, ann, manager):
    TimeBankSettings.objects.create(hall=hall, most_owing_minutes=120)

    banking.correct(ann, minutes=-120, why="x", by=manager)

    with pytest.raises(NotBankable):
        banking.correct(ann, minutes=-1, why="x", by=manager)


def test_oldest_minutes_are_taken_first_and_expire_by_the_month(ann):
    credit(ann, 100, date(2026, 1, 5))
    credit(ann, 50, date(2026, 2, 5))
    credit(ann, -120, date(2026, 2, 1))

    lots = lots_of(ann.bank_entries.all(), 12)

    assert lots == [Lot(date(2026, 2, 5), 30, date(2027, 2, 28))]


def test_minutes_expire_once_after_the_halls_months(hall, ann):
    TimeBankSettings.objects.create(hall=hall, expires_after_months=1)
    credit(ann, 100, date(2026, 1, 5))
    credit(ann, 50, date(2026, 2, 5))

    lost = [banking.expire(ann, today=day) for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 1))]

    assert lost == [0, 100, 0]
    assert ann.bank_entries.all().total() == 50


def test_minutes_never_expire_where_the_hall_says_so(hall, ann):
    TimeBankSettings.objects.create(hall=hall, expires_after_months=0)
    credit(ann, 100, date(2016, 1, 5))

    assert banking.expire_everywhere() == 0


def test_old_minutes_expire_everywhere_once(ann):
    credit(ann, 100, date(2016, 1, 5))

    assert [banking.expire_everywhere(), banking.expire_everywhere()] == [1, 0]
    assert ann.bank_entries.all().total() == 0


def test_choice_holds_from_this_month_on(hall, ann, manager):
    this = hall.today().replace(day=1)

    banking.choose(ann, is_banked=False, by=manager)
    banking.choose(ann, is_banked=False, by=manager)

    assert banking.chosen(ann, this) is False
    assert banking.chosen(ann, this - timedelta(days=1)) is None
    assert banking.choices_in(this, [ann]) == {ann.pk: False}
    assert AuditEntry.objects.filter(act="overtime_chosen").count() == 1


ACTS = st.lists(st.tuples(st.sampled_from(["correct", "pay_out", "expire"]), st.integers(-600, 600)), max_size=12)


@pytest.mark.django_db
@given(ACTS)
def test_balance_is_the_sum_whatever_was_done(acts):
    from django.db import transaction

    with transaction.atomic():
        ann, boss, expected = make.employee(make.hall("sum", "Sum"), "ann"), make.user("boss"), 0
        for act, minutes in acts:
            if act == "expire":
                expected -= banking.expire(ann, today=ann.hall.today() + timedelta(days=max(0, minutes)))
            elif minutes:
                with contextlib.suppress(NotBankable):
                    expected += getattr(banking, act)(ann, minutes=minutes, why="x", by=boss).minutes
            entries = list(ann.bank_entries.all())
            assert sum(entry.minutes for entry in entries) == expected >= 0
            assert sum(lot.minutes for lot in lots_of(entries, 12)) == expected
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_payments_at_the_same_moment_do_not_overdraw():
    ann, boss = make.employee(make.hall(), "ann"), make.user("boss")
    credit(ann, 100)

    def pay() -> int:
        try:
            return banking.pay_out(ann, minutes=60, why="x", by=boss).minutes
        except NotBankable:
            return 0

    assert sorted(at_once(pay)) == [-60, 0, 0, 0]
    assert ann.bank_entries.all().total() == 40
