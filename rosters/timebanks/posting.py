"""Posting a month's overtime and time off in lieu to the time banks, once, and again only what differs."""

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from staff import audit, banking
from staff.models import Employee, TimeBankEntry, User
from staff.sweeping import sweep

from ..builds.writing import locked
from ..models import Posting, Publication, Roster
from ..publications.published import publication_of
from .overtime import HoursLine, HoursSheet, sheet_of

AT_ONCE = 50
Kind = TimeBankEntry.Kind


class NotPostable(Exception):
    """A posting that was refused; `code` is not_published or month_not_over."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def sentence(self) -> str:
        if self.code == "not_published":
            return _("Only what has been published is posted to the time banks.")
        return _("The month is not over yet. Its overtime can be posted after its last day.")


def hours_of(roster: Roster) -> HoursSheet | None:
    """The month's hours sheet as it stands now; none while staff cannot see the roster."""
    publication = publication_of(roster)
    if publication is None:
        return None
    choices = banking.choices_in(roster.month, Employee.objects.filter(hall=roster.hall_id))
    return sheet_of(roster, publication, choices)


@transaction.atomic
def post(roster: Roster, *, by: User | None) -> Posting:
    """Put what was earned and taken in the month, as last published, into the time banks.

    Posting again books only what has changed since. Time taken that would bring a bank
    below the hall's limit stays out, counted in `open_minutes`, until there is room.
    """
    roster = locked(roster)
    sheet = hours_of(roster)
    if sheet is None:
        raise NotPostable("not_published")
    if not roster.is_over:
        raise NotPostable("month_not_over")
    number = sheet.publication.number
    booked = [post_line(line, roster, number, by=by) for line in sorted(sheet.lines, key=lambda one: one.employee.pk)]
    moved, missing = sum(found for found, _short in booked), sum(short for _found, short in booked)
    facts = {"version": number, "open_minutes": missing, "by": by}
    posting, is_new = Posting.objects.update_or_create(roster=roster, defaults=facts | {"at": timezone.now()})
    if moved or is_new:
        after = {"version": number, "minutes": sum(line.banked - line.overtime.taken for line in sheet.lines)}
        audit.record("overtime_posted", by=by, hall=roster.hall, subject=f"{roster.month:%Y-%m}", after=after)
    return posting


def post_line(line: HoursLine, roster: Roster, version: int, *, by: User | None) -> tuple[int, int]:
    """How many minutes of a person's line were booked, either way, and how many had no room."""
    employee = banking.held(line.employee)
    moved = missing = 0
    for kind, wanted in ((Kind.EARNED, line.banked), (Kind.TAKEN, -line.overtime.taken)):
        room = banking.room_of(employee)
        booked = employee.bank_entries.filter(month=roster.month, kind=kind).total()
        found = banking.settle(
            employee, month=roster.month, kind=kind, wanted=wanted, room=room, version=version, by=by
        )
        moved += abs(found)
        missing += abs(wanted - booked - found)
    return moved, missing


def due() -> QuerySet[Roster]:
    """Published rosters whose version in force is not posted, the oldest first; some may not be over yet."""
    last = Publication.objects.filter(roster=OuterRef("pk")).order_by("-number").values("number")[:1]
    rosters = Roster.objects.filter(published_at__isnull=False).annotate(
        last_version=Subquery(last), posted_version=Coalesce(F("posting__version"), 0)
    )
    return rosters.filter(last_version__gt=F("posted_version")).select_related("hall").order_by("month", "pk")


def post_due() -> int:
    """Post the months that are over, so many at a time, each in a transaction of its own; how many."""
    waiting = [roster for roster in due() if roster.is_over][:AT_ONCE]
    return sweep(waiting, lambda roster: bool(post(roster, by=None)))
