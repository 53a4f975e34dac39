"""Who may ask for what, and until when: the latest a calendar day before the earlier shift, on the hall's clock."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rosters.edits.editing import CellValue
from staff.models import Employee, Hall, Post, User

from .models import SwapRequest, SwapSettings
from .models.settings import MIDNIGHT
from .proposals import Proposal


class NotSwappable(Exception):
    """A request, answer or decision that was refused; `facts` say why, for `wording.refusal_of`."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason)
        self.facts = {"reason": reason} | facts

    @property
    def reason(self) -> str:
        return str(self.facts["reason"])


def cut_off(hall: Hall, first_day: date, last_hour: int = MIDNIGHT) -> datetime:
    """Until when a swap whose earliest day this is may be asked for.

    24 is the midnight with which that day begins, whatever the clocks do that night.
    """
    zone = ZoneInfo(hall.time_zone)
    if last_hour == MIDNIGHT:
        return datetime.combine(first_day, time(), zone)
    return datetime.combine(first_day - timedelta(days=1), time(last_hour), zone)


def beginning(hall: Hall, cells: Iterable[tuple[date, CellValue]]) -> datetime:
    """When the earliest of these shifts begins."""
    zone = ZoneInfo(hall.time_zone)
    return min(
        datetime.combine(day, time(), zone) + timedelta(minutes=value.shift_type.span[0])
        for day, value in cells
        if value.shift_type
    )


def times_of(proposal: Proposal, settings: SwapSettings) -> tuple[datetime, datetime]:
    """Until when the proposal may be asked for, and when the first shift that it touches begins."""
    hall = proposal.people[0].hall
    held = [(move.date, value) for move in proposal.moves for value in (move.before, move.after)]
    return cut_off(hall, proposal.days[0], settings.last_hour), beginning(hall, held)


def leads(user: User, hall: Hall, settings: SwapSettings | None = None) -> bool:
    """Whether she decides on the hall's swaps: its manager, or a duty manager where the hall lets them."""
    if user.is_superuser:
        return True
    settings = settings or SwapSettings.of(hall)
    roles = [Post.Role.MANAGER] + [Post.Role.DUTY_MANAGER] * settings.duty_managers_decide
    return any(post.hall_id == hall.pk and post.role in roles for post in user.own_posts)


def refuse_asking(proposal: Proposal, settings: SwapSettings, now: datetime, *, emergency: bool, why: str) -> None:
    """Raise NotSwappable unless it can be asked for now."""
    cut_off_at, begins_at = times_of(proposal, settings)
    if now >= begins_at:
        raise NotSwappable("begun")
    if emergency and not why.strip():
        raise NotSwappable("emergency_without_reason")
    if now >= cut_off_at and not emergency:
        raise NotSwappable("too_late", until=cut_off_at)
    for person in proposal.people:
        refuse_person(person, proposal)


def refuse_person(person: Employee, proposal: Proposal) -> None:
    if person.hall_id != proposal.people[0].hall_id:
        raise NotSwappable("other_hall", name=person.name)
    for day in proposal.days:
        if not person.is_employed_on(day):
            raise NotSwappable("not_employed", name=person.name, date=day)


def refuse_asker(asker: Employee, hall: Hall, *, by: User, emergency: bool) -> None:
    """Everybody asks for herself; for others asks only who leads the hall, and as an emergency."""
    if emergency:
        if not leads(by, hall):
            raise NotSwappable("not_leading")
    elif asker.user_id != by.pk:
        raise NotSwappable("not_yours")


def refuse_decision(swap: SwapRequest, *, by: User) -> None:
    """Raise NotSwappable unless the decision is hers to take."""
    if not swap.is_part_of(by) and not leads(by, swap.hall):
        raise NotSwappable("not_leading")
    if swap.is_part_of(by) or swap.is_left_to_others_by(by):
        raise partiality_of(swap, by)


def partiality_of(swap: SwapRequest, user: User) -> NotSwappable:
    """Why somebody who leads the hall has to leave this decision to others."""
    if swap.is_part_of(user):
        return NotSwappable("own_request")
    return NotSwappable("spoken_for", names=[person.name for person in swap.spoken_for_by(user)])
