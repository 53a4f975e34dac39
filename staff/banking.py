"""The acts on time banks: booking what a month gives rise to, correcting, paying out, letting expire, choosing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from .audit import record
from .models import Employee, OvertimeChoice, TimeBankEntry, TimeBankSettings, User
from .months import last_day_of, shifted

Kind = TimeBankEntry.Kind


class NotBankable(Exception):
    """An entry that was refused: it would leave a balance below what the hall allows."""

    code = "below_limit"

    def __init__(self, employee: Employee, balance: int, most_owing: int) -> None:
        super().__init__(self.code)
        self.employee, self.balance, self.most_owing = employee, balance, most_owing

    @property
    def sentence(self) -> str:
        facts = {"name": self.employee, "balance": self.balance, "most": -self.most_owing}
        return _("The time bank of %(name)s holds %(balance)d minutes and may not go below %(most)d.") % facts


@dataclass(frozen=True)
class Lot:
    """Minutes put in on one date that are still there; `expires_on` is the last day they are."""

    day: date
    minutes: int
    expires_on: date | None


# --- what stands in a bank -----------------------------------------------------


def lots_of(entries: Iterable[TimeBankEntry], months: int) -> list[Lot]:
    """What is left of each credit, oldest first: whatever was taken out came from the oldest, whenever it was taken."""
    rows = sorted(entries, key=lambda entry: (entry.date, entry.pk or 0))
    owing = -sum(entry.minutes for entry in rows if entry.minutes < 0)
    lots = []
    for entry in (row for row in rows if row.minutes > 0):
        taken = min(entry.minutes, owing)
        owing -= taken
        if entry.minutes > taken:
            lots.append(Lot(entry.date, entry.minutes - taken, expiry_of(entry.date, months)))
    return lots


def expiry_of(day: date, months: int) -> date | None:
    """The last day of the month so many months later; none for 0, which is never."""
    return last_day_of(shifted(day.replace(day=1), months)) if months else None


def held(employee: Employee) -> Employee:
    """The employee with her hall, held so that no other entry is made until the transaction ends."""
    return Employee.objects.select_for_update(of=("self",)).select_related("hall").order_by().get(pk=employee.pk)


def room_of(employee: Employee) -> int:
    """How many minutes may be taken out of her bank; 0 when it is at the hall's limit or below."""
    return max(0, employee.bank_entries.all().total() + TimeBankSettings.of(employee.hall).most_owing_minutes)


# --- what a month gives rise to --------------------------------------------------


def settle(
    employee: Employee, *, month: date, kind: Kind, wanted: int, room: int, version: int, by: User | None
) -> int:
    """Make the month's entries of a kind add up to `wanted`, never taking out more than `room`.

    What was booked; the caller holds the employee.
    """
    booked = employee.bank_entries.filter(month=month, kind=kind).total()
    difference = max(wanted - booked, -room)
    if difference:
        employee.bank_entries.create(
            date=last_day_of(month), kind=kind, minutes=difference, month=month, version=version, by=by
        )
    return difference


# --- by hand ---------------------------------------------------------------------


@transaction.atomic
def correct(employee: Employee, *, minutes: int, why: str, by: User) -> TimeBankEntry:
    """Put minutes in (+) or take them out (-), for a reason that stays with the entry."""
    return book(employee, Kind.CORRECTED, minutes, why=why, by=by)


@transaction.atomic
def pay_out(employee: Employee, *, minutes: int, why: str, by: User) -> TimeBankEntry:
    """Take minutes out of her bank because they are paid with her wage instead."""
    return book(employee, Kind.PAID_OUT, -abs(minutes), why=why, by=by)


def book(employee: Employee, kind: Kind, minutes: int, *, why: str, by: User) -> TimeBankEntry:
    employee = held(employee)
    balance = employee.bank_entries.all().total()
    if minutes < 0 and -minutes > room_of(employee):
        raise NotBankable(employee, balance, TimeBankSettings.of(employee.hall).most_owing_minutes)
    entry = employee.bank_entries.create(
        date=employee.hall.today(), kind=kind, minutes=minutes, reason=why.strip(), by=by
    )
    facts = {"minutes": minutes, "balance": balance + minutes}
    record(
        f"bank_{kind}",
        by=by,
        hall=employee.hall,
        subject=employee.name,
        before={"balance": balance},
        after=facts,
        why=why,
    )
    return entry


# --- time ------------------------------------------------------------------------


@transaction.atomic
def expire(employee: Employee, *, by: User | None = None, today: date | None = None) -> int:
    """End what has been in her bank for longer than the hall keeps it; how many minutes."""
    employee = held(employee)
    today = today or employee.hall.today()
    lots = lots_of(employee.bank_entries.all(), TimeBankSettings.of(employee.hall).expires_after_months)
    over = sum(lot.minutes for lot in lots if lot.expires_on and lot.expires_on < today)
    if over:
        employee.bank_entries.create(date=today, kind=Kind.EXPIRED, minutes=-over, by=by)
        record("bank_expired", by=by, hall=employee.hall, subject=employee.name, after={"minutes": -over})
    return over


def expire_everywhere() -> int:
    """In every hall in which anything is owed for so long; how many people lost minutes."""
    kept: dict[int, int] = {}
    touched = 0
    owed = Employee.objects.filter(bank_entries__minutes__gt=0).select_related("hall").order_by("pk").distinct()
    for employee in owed:
        hall = employee.hall
        months = kept.setdefault(hall.pk, TimeBankSettings.of(hall).expires_after_months)
        since = shifted(hall.today().replace(day=1), -months)
        if months and employee.bank_entries.filter(date__lt=since, minutes__gt=0).exists():
            touched += bool(expire(employee))
    return touched


# --- pay or time off -------------------------------------------------------------


@transaction.atomic
def choose(employee: Employee, *, is_banked: bool, by: User) -> OvertimeChoice:
    """Have her overtime banked or paid from this month on; earlier months stay as they were chosen."""
    employee = held(employee)
    month = employee.hall.today().replace(day=1)
    before = chosen(employee, month)
    choice, _made = OvertimeChoice.objects.update_or_create(
        employee=employee, from_month=month, defaults={"is_banked": is_banked}
    )
    if before is not is_banked:
        words = {None: None, True: "banked", False: "paid"}
        after = words[is_banked]
        record("overtime_chosen", by=by, hall=employee.hall, subject=employee.name, before=words[before], after=after)
    return choice


def chosen(employee: Employee, month: date) -> bool | None:
    """What she has chosen for a month; None when she has left it to the hall."""
    rows = employee.overtime_choices.filter(from_month__lte=month).order_by("-from_month")
    return rows.values_list("is_banked", flat=True).first()


def choices_in(month: date, employees: Iterable[Employee]) -> dict[int, bool]:
    """What those who have chosen want of a month, by primary key; one query."""
    rows = OvertimeChoice.objects.filter(employee__in=employees, from_month__lte=month).order_by("from_month")
    return dict(rows.values_list("employee", "is_banked"))
