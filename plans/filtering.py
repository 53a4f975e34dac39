"""Which occurrences of a hall a list shows, as its address asks."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from staff.models import Hall
from staff.months import day_in

from .models import Occurrence, PlanTask
from .models.occurrences import OccurrenceQuerySet, State
from .spans import Span

NOBODY = "-"
OVERDUE, WAITING, UNNAMED = "overdue", "waiting", "unnamed"


@dataclass(frozen=True)
class Wanted:
    """A month, quarter, year or day of a hall's plan, narrowed to a task, a state or a person; empty is all.

    What is overdue, waits to be assessed or has nobody is shown whatever its month, so that nothing is forgotten.
    """

    hall: Hall
    span: Span
    day: date | None = None
    task: str = ""
    state: str = ""
    person: str = ""

    @classmethod
    def of(cls, query: QueryDict, hall: Hall, *, with_people: bool) -> "Wanted":
        """What the address says, as far as it makes sense; people only for those who may ask for them."""
        texts = {name: query.get(name, "")[:100] for name in ("task", "state", "person")}
        day = day_in(query.get("day", ""))
        month = day_in(f"{query.get('month', '')}-01") or day or hall.today()
        return cls(
            hall,
            Span.around(month, query.get("span", "")),
            day,
            texts["task"],
            texts["state"],
            texts["person"] if with_people else "",
        )

    def rows(self) -> OccurrenceQuerySet:
        rows = Occurrence.objects.filter(hall=self.hall).with_state([self.hall]).select_related("task")
        if not self.is_of_any_month:
            first, last = (self.day, self.day) if self.day else (self.span.first, self.span.last)
            rows = rows.filter(due_on__range=(first, last))
        if self.task:
            rows = rows.filter(task__code=self.task)
        if self.state:
            rows = self._in_state(rows)
        if self.person:
            rows = rows.filter(answerable_name="" if self.person == NOBODY else self.person)
        return rows.order_by("due_on", "task__code", "pk")

    @property
    def is_of_any_month(self) -> bool:
        return self.state in (OVERDUE, WAITING, UNNAMED)

    @property
    def is_waiting(self) -> bool:
        return self.state == WAITING

    def _in_state(self, rows: OccurrenceQuerySet) -> OccurrenceQuerySet:
        if self.state == UNNAMED:
            return rows.unnamed(self.hall.today())
        if self.is_waiting:
            return rows.waiting()
        return rows.overdue() if self.state == OVERDUE else rows.in_state(self.state)

    def choices(self) -> dict[str, Any]:
        """What the list can be narrowed to."""
        codes = dict(PlanTask.objects.filter(hall=self.hall).order_by("valid_from").values_list("code", "name"))
        return {
            "tasks": sorted(codes.items(), key=lambda item: item[1]),
            "states": State.choices,
            "today": self.hall.today(),
        }
