"""The acts on time banks: booking what a month gives rise to, correcting, paying out, letting expire, choosing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from .audit import record
from .models import Employee, Hall, OvertimeChoice, TimeBankEntry, TimeBankSettings, User
from .months import last_day_of, shifted
from .sweeping import sweep

Kind = TimeBankEntry.Kind


class NotBankable(Exception):
    """An entry that was refused; `sentence` says why. `code` is below_limit or own."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code)
        self.code, self.sentence = code, sentence


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
    return (
        Employee.objects.select_for_update(of=("self",), no_key=True)
        .select_related("hall")
        .order_by()
        .get(pk=employee.pk)
    )


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
    refuse_booking(employee, balance, minutes, by=by)
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


def refuse_booking(employee: Employee, balance: int, minutes: int, *, by: User) -> None:
    if employee.user_id == by.pk:
        raise NotBankable("own", _("Nobody books in her own time bank; another manager can."))
    if minutes < 0 and -minutes > room_of(employee):
        most = -TimeBankSettings.of(employee.hall).most_owing_minutes
        facts = {"name": employee, "balance": balance, "most": most}
        raise NotBankable(
            "below_limit",
            _("The time bank of %(name)s holds %(balance)d minutes and may not go below %(most)d.") % facts,
        )


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
    return sweep(Hall.objects.filter(employees__bank_entries__isnull=False).distinct(), expire_hall)


def expire_hall(hall: Hall) -> int:
    months = TimeBankSettings.of(hall).expires_after_months
    if not months:
        return 0
    since = shifted(hall.today().replace(day=1), -months)
    late = Q(bank_entries__date__gte=since, bank_entries__minutes__gt=0)
    people = hall.employees.annotate(
        balance=Sum("bank_entries__minutes"), put_in_since=Sum("bank_entries__minutes", filter=late, default=0)
    )
    # As what is taken out is taken from the oldest, only what was put in since may be left.
    over = people.filter(balance__gt=F("put_in_since")).order_by("pk")
    return sweep(over, lambda employee: bool(expire(employee)))


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
