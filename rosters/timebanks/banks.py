"""Time banks as they are shown: one person's ledger, and the balances of a hall."""

from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from staff.banking import Lot, choices_in, chosen, lots_of
from staff.models import Employee, Hall, TimeBankEntry, TimeBankSettings


@dataclass(frozen=True)
class LedgerLine:
    entry: TimeBankEntry
    balance: int


@dataclass(frozen=True)
class Ledger:
    """One person's time bank: every entry with the balance after it, newest first, and what is left of each credit."""

    employee: Employee
    lines: list[LedgerLine]
    lots: list[Lot]
    is_banked: bool
    settings: TimeBankSettings

    @property
    def balance(self) -> int:
        return self.lines[0].balance if self.lines else 0

    @property
    def next_to_expire(self) -> Lot | None:
        return next((lot for lot in self.lots if lot.expires_on), None)


def ledger_of(employee: Employee) -> Ledger:
    settings = TimeBankSettings.of(employee.hall)
    entries = list(employee.bank_entries.select_related("by").order_by("date", "pk"))
    balances = accumulate(entry.minutes for entry in entries)
    choice = chosen(employee, employee.hall.today().replace(day=1))
    return Ledger(
        employee=employee,
        lines=[LedgerLine(*one) for one in zip(entries, balances, strict=True)][::-1],
        lots=lots_of(entries, settings.expires_after_months),
        is_banked=settings.banks_unless_asked if choice is None else choice,
        settings=settings,
    )


@dataclass(frozen=True)
class Balance:
    """What one person of a hall is owed, and what of it goes first and when."""

    employee: Employee
    minutes: int
    next_to_expire: Lot | None
    is_banked: bool


def balances_of(hall: Hall) -> list[Balance]:
    """Everybody who is employed today or still has something in her bank; three queries."""
    today, settings = hall.today(), TimeBankSettings.of(hall)
    people = list(hall.employees.prefetch_related("bank_entries"))
    choices = choices_in(today.replace(day=1), people)
    balances = [balance_of(person, settings, choices.get(person.pk, settings.banks_unless_asked)) for person in people]
    return [one for one in balances if one.minutes or is_there(one.employee, today)]


def balance_of(person: Employee, settings: TimeBankSettings, is_banked: bool) -> Balance:
    entries = list(person.bank_entries.all())
    lots = lots_of(entries, settings.expires_after_months)
    first = next((lot for lot in lots if lot.expires_on), None)
    return Balance(person, sum(entry.minutes for entry in entries), first, is_banked)


def is_there(person: Employee, today: date) -> bool:
    return person.left_on is None or person.left_on >= today
