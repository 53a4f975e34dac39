"""Leave that waits for a decision, as its approvers see it; and who is away on which day."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count

from staff.absences import kinds_decided_by
from staff.allowances import AllowanceBook, Balance
from staff.awaydays import AwayDay, away_days
from staff.models import Absence, AbsenceKind, Hall, User
from staff.models.absences import AbsenceQuerySet
from staff.months import last_day_of

from .leavecover import CoverBook, LeaveCover

MOST = 40


@dataclass(frozen=True)
class LeaveCard:
    """One request with everything that speaks for and against it; what `doubts` say needs a reason."""

    absence: Absence
    kind: AbsenceKind
    balances: list[Balance]
    cover: LeaveCover
    away: list[AwayDay]
    is_beyond: bool
    is_own: bool

    @property
    def most_away(self) -> int:
        """How many others are away on the fullest of its days."""
        return max((len(self._others(day)) for day in self.away), default=0)

    @property
    def others(self) -> list[str]:
        """The names of those who are away on any of its days."""
        return sorted({row.employee.name for day in self.away for row in self._others(day)})

    @property
    def full_days(self) -> list[date]:
        return [day.date for day in self.away if day.most is not None and len(self._others(day)) >= day.most]

    @property
    def lacks_document(self) -> bool:
        return self.kind.needs_attachment and not self.absence.files.all()

    @property
    def needs_reason(self) -> bool:
        return self.is_beyond or self.lacks_document or bool(self.full_days)

    def _others(self, day: AwayDay) -> list[Absence]:
        return [row for row in day.approved if row.employee_id != self.absence.employee_id]


@dataclass(frozen=True)
class LeavePage:
    """What waits for the reader in a hall; `more` have not been drawn up."""

    cards: list[LeaveCard] = field(default_factory=list)
    more: int = 0


def waiting_for(user: User, hall: Hall) -> AbsenceQuerySet:
    """Leave that she may decide about, what begins first first."""
    rows = Absence.objects.waiting().filter(employee__hall=hall, kind__in=kinds_decided_by(user, hall))
    return rows.select_related("employee__hall").prefetch_related("files").order_by("first_day", "pk")


def inboxes_of(user: User) -> list[tuple[Hall, int]]:
    """The halls in which she decides about leave, and how much of it waits for her; her own is for others.

    As many queries for many halls as for one.
    """
    kinds = AbsenceKind.of_each({post.hall for post in user.own_posts if post.hall})
    decided = {hall: codes for hall, own in kinds.items() if hall and (codes := kinds_decided_by(user, hall, own))}
    waiting = Absence.objects.waiting().filter(employee__hall__in=decided).exclude(employee__user=user)
    counts = waiting.order_by().values_list("employee__hall", "kind").annotate(n=Count("pk"))
    found = {(hall, kind): n for hall, kind, n in counts}
    return [
        (hall, sum(found.get((hall.pk, kind), 0) for kind in codes))
        for hall, codes in sorted(decided.items(), key=lambda item: str(item[0]))
    ]


def inbox_of(user: User) -> tuple[Hall, int] | None:
    """The hall in which most leave waits for her, and how much; None for somebody who decides about none."""
    return max(inboxes_of(user), key=lambda pair: pair[1], default=None)


def leave_page(user: User, hall: Hall) -> LeavePage:
    """The cards of a hall: as many queries as months that they touch, whatever their number."""
    waiting = list(waiting_for(user, hall)[: MOST + 1])
    return LeavePage(cards_of(waiting[:MOST], user, hall), len(waiting) - MOST if len(waiting) > MOST else 0)


def cards_of(rows: list[Absence], user: User, hall: Hall) -> list[LeaveCard]:
    if not rows:
        return []
    first, last = min(row.first_day for row in rows), max(row.last_day for row in rows)
    book = AllowanceBook(hall, {row.employee for row in rows}, first, last)
    away, covers = away_days(hall, first, last), CoverBook(hall)
    return [
        LeaveCard(
            absence=row,
            kind=book.kinds.get(row.kind) or AbsenceKind(code=row.kind, name=row.kind_name),
            balances=balances_of(row, book),
            cover=covers.cover(row),
            away=[away[day] for day in row.days] if row.is_whole_day else [],
            is_beyond=bool(book.beyond(row, row.employee)),
            is_own=row.employee.user_id == user.pk,
        )
        for row in rows
    ]


def balances_of(row: Absence, book: AllowanceBook) -> list[Balance]:
    """What is left without this request, of each year that it touches."""
    kind = book.kinds.get(row.kind)
    if kind is None:
        return []
    years = {row.first_day.year} if kind.is_lieu else {row.first_day.year, row.last_day.year}
    found = [book.balance(row.employee, kind, year, but=row) for year in sorted(years)]
    return [one for one in found if one.given is not None]


def weeks_of(hall: Hall, month: date) -> list[list[AwayDay | None]]:
    """The month by weeks from Monday, with nothing where a week reaches beyond it."""
    days: list[AwayDay | None] = [*([None] * month.weekday()), *away_days(hall, month, last_day_of(month)).values()]
    days += [None] * (-len(days) % 7)
    return [days[n : n + 7] for n in range(0, len(days), 7)]
