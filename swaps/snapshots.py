"""How the roster stood when a swap was asked for, and what has changed since; for those who decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from staff.models import Employee

from .models import SwapRequest
from .proposals import Proposal
from .standing import Standing, standing_on

AROUND = 7

Seen = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Changed:
    """A cell that holds something else than when the swap was asked for; texts are codes of shifts or days off."""

    name: str
    date: date
    before: str
    after: str


def seen_of(standing: Standing, proposal: Proposal) -> Seen:
    """Everybody on the days concerned, and those who take part a week around them, by person and day."""
    seen: Seen = {}
    own = {person.pk for person in proposal.people}
    for (pk, day), value in standing.drafted.items():
        if day in proposal.days or (pk in own and is_near(day, proposal.days)):
            seen.setdefault(str(pk), {})[day.isoformat()] = value.text
    return seen


def is_near(day: date, days: Iterable[date]) -> bool:
    return any(abs((day - other).days) <= AROUND for other in days)


def changed_since(
    swap: SwapRequest, standing: Standing | None = None, hall_people: Iterable[Employee] | None = None
) -> list[Changed]:
    """What stands otherwise than it did when the swap was asked for, by day and name.

    `standing` and `hall_people` spare reading what stands around its days, and who is in the hall.
    """
    days = sorted({cell.date for cell in swap.all_cells})
    standing = standing or standing_on(swap.hall, days, AROUND)
    seen: Seen = swap.judged.get("cells", {})
    if hall_people is None:
        hall_people = Employee.objects.filter(hall=swap.hall)
    people = {str(person.pk): person for person in hall_people}
    own = {str(part.employee_id) for part in swap.all_parts}
    places = {(pk, day) for pk, days_seen in seen.items() for day in days_seen}
    places |= {
        (str(pk), day.isoformat())
        for pk, day in standing.drafted
        if day in days or (str(pk) in own and is_near(day, days))
    }
    found = []
    for pk, text in places:
        day = date.fromisoformat(text)
        before, after = (seen.get(pk, {}).get(text, ""), standing_text(standing, pk, day))
        if shown(before) != shown(after) and pk in people:
            found.append(Changed(people[pk].name, day, before, after))
    return sorted(found, key=lambda one: (one.date, one.name))


def standing_text(standing: Standing, pk: str, day: date) -> str:
    value = standing.drafted.get((int(pk), day))
    return value.text if value else ""


def shown(text: str) -> str:
    """An empty cell and a day off are one to whoever looks."""
    return text or "rest"
