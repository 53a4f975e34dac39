"""All halls at a glance: how far each is with a month, and its summary's figures, in a fixed number of queries.

Figures come from the columns of summaries, never from rosters, so that thousands of halls and
twelve months of them are a few grouped queries.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import NullIf
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plans.rates import percent
from rosters.models import CycleStep, Roster, Step
from staff.models import Hall, Post
from staff.months import shifted

from .figures import Hours, cover_percent
from .models import Summary
from .totals import MOST_NAMED

MONTHS, LATEST = 12, 6
# In percent of what is needed.
SHORT_BELOW = 90
# In percent of the overtime that a hall's rules allow.
NEAR_LIMIT = 80

# Halls that know their stage and summary; no type says what was annotated.
Annotated = Any


class Stage(TextChoices):
    """How far a hall is with a month."""

    NOT_BEGUN = "not_begun", pgettext_lazy("stage of a month", "not begun")
    DRAFT = "draft", pgettext_lazy("stage of a month", "draft")
    IN_REVIEW = "in_review", pgettext_lazy("stage of a month", "in review")
    PUBLISHED = "published", pgettext_lazy("stage of a month", "published")
    SENT = "sent", pgettext_lazy("stage of a month", "summary sent")
    CLOSED = "closed", pgettext_lazy("stage of a month", "closed")


# The steps that the overview draws, and how many of them are done at each stage.
STEPS = (Step.BUILD, Step.REVIEW, Step.PUBLISH, Step.SUMMARY)
STEPS_DONE = {
    Stage.NOT_BEGUN: 0,
    Stage.DRAFT: 1,
    Stage.IN_REVIEW: 2,
    Stage.PUBLISHED: 3,
    Stage.SENT: 4,
    Stage.CLOSED: 4,
}


class Order(TextChoices):
    """What halls can be sorted by; figures begin with what needs a look."""

    NAME = "name", pgettext_lazy("order of halls", "Name")
    COVER = "cover", _("Least cover")
    OVERTIME = "overtime", _("Most overtime")
    COMPLETION = "completion", _("Least completed")


ORDERS: dict[str, list[Any]] = {
    Order.NAME: [],
    Order.COVER: [F("missing_share").desc(nulls_last=True)],
    Order.OVERTIME: [F("sent__overtime_minutes").desc(nulls_last=True)],
    Order.COMPLETION: [F("done_share").asc(nulls_last=True)],
}


def halls_in(halls: QuerySet[Hall], month: date, now: datetime) -> Annotated:
    """The halls with their `stage`, `is_late` and the columns of their summary in force, as `sent__…`."""
    late_steps = CycleStep.objects.filter(hall=OuterRef("pk"), month=month).late_at(now)
    return halls.annotate(
        sent=FilteredRelation("summaries", condition=Q(summaries__month=month, summaries__replaced_at__isnull=True)),
        own=FilteredRelation("rosters", condition=Q(rosters__month=month)),
        stage=Case(
            When(own__state=Roster.State.CLOSED, then=Value(Stage.CLOSED)),
            When(sent__isnull=False, then=Value(Stage.SENT)),
            When(own__state=Roster.State.PUBLISHED, then=Value(Stage.PUBLISHED)),
            When(own__state=Roster.State.IN_REVIEW, then=Value(Stage.IN_REVIEW)),
            When(own__isnull=False, then=Value(Stage.DRAFT)),
            default=Value(Stage.NOT_BEGUN),
        ),
        is_late=Case(
            When(Exists(late_steps), then=Value(True)),
            When(sent__days_late__gt=0, then=Value(True)),
            default=Value(False),
        ),
        missing_share=share("sent__missing_minutes", "sent__needed_minutes"),
        done_share=share("sent__plan_completed", "sent__plan_due"),
    )


def found_in(halls: Annotated, *, words: str, stage: str, is_late: bool, sort: str) -> Annotated:
    """Those called so, at that stage, late, in that order, as their `COLUMNS`; what is empty asks for nothing."""
    if words:
        halls = halls.filter(Q(name__icontains=words) | Q(code__icontains=words))
    if stage:
        halls = halls.filter(stage=stage)
    if is_late:
        halls = halls.filter(is_late=True)
    return halls.order_by(*ORDERS[sort], "name", "pk").values_list(*COLUMNS)


def share(part: str, whole: str) -> ExpressionWrapper:
    return ExpressionWrapper(F(part) * 1.0 / NullIf(F(whole), Value(0)), output_field=FloatField())


COLUMNS = (
    "pk", "code", "name", "stage", "is_late", "sent__number", "sent__people", "sent__overtime_minutes",
    "sent__needed_minutes", "sent__missing_minutes", "sent__plan_due", "sent__plan_completed", "sent__days_late",
    "sent__cover_by_day",
)  # fmt: skip


@dataclass(frozen=True)
class Glance:
    """The figures of a month that the overview shows: of one hall, or of many together."""

    people: int = 0
    overtime: int = 0
    needed: int = 0
    missing: int = 0
    plan_due: int = 0
    plan_completed: int = 0

    @property
    def cover(self) -> float | None:
        return cover_percent(self.needed, self.needed - self.missing)

    @property
    def is_short(self) -> bool:
        """Whether so much is missing that somebody should look."""
        return self.cover is not None and self.cover < SHORT_BELOW

    @property
    def completion(self) -> float | None:
        return percent(self.plan_completed, self.plan_due)


@dataclass(frozen=True)
class Overdue:
    """The first step of a hall's month that is late and not done, and for how many days."""

    step: Step
    days: int


@dataclass(frozen=True)
class HallGlance:
    """A line of the overview; `glance` None while the hall has sent nothing of the month.

    `days` is the cover of each day in percent, None where nobody is needed; `trend` that of twelve months;
    `spread` what lies between the highest and the lowest mean week of a person, in minutes.
    `days_late` are those of a publication that came late, `overdue` is what is late still.
    """

    code: str
    name: str
    stage: Stage
    is_late: bool
    days_late: int
    glance: Glance | None
    days: list[float | None]
    trend: list[float | None]
    managers: list[str]
    overdue: Overdue | None
    spread: float | None = None

    @property
    def states(self) -> list[str]:
        """Whether each of `STEPS` is done, late or waiting."""
        done = STEPS_DONE[self.stage]
        states = ["done" if place < done else "waiting" for place in range(len(STEPS))]
        if self.overdue and done < len(STEPS):
            states[done] = "late"
        return states


def lines_of(rows: Iterable[tuple[Any, ...]], month: date, now: datetime) -> list[HallGlance]:
    """The halls of one page, given by their `COLUMNS`, with managers, twelve months' cover and what is late."""
    rows = list(rows)
    halls = [row[0] for row in rows]
    trends, managers, overdue = trends_of(halls, month), managers_of(halls), overdue_of(halls, month, now)
    spreads = spreads_of(halls, month)
    lines = [line_of(row, trends[row[0]], managers[row[0]], overdue.get(row[0])) for row in rows]
    return [replace(line, spread=spreads.get(row[0])) for line, row in zip(lines, rows, strict=True)]


def line_of(
    row: tuple[Any, ...], trend: list[float | None], managers: list[str], overdue: Overdue | None
) -> HallGlance:
    _pk, code, name, stage, is_late, number, *amounts, days_late, days = row
    glance = Glance(*amounts) if number is not None else None
    return HallGlance(code, name, Stage(stage), is_late, days_late or 0, glance, days or [], trend, managers, overdue)


def spreads_of(halls: Iterable[int], month: date) -> dict[int, float]:
    """How far the mean weeks of a hall's people are apart, as its summary has it."""
    rows = Summary.objects.in_force().filter(hall__in=list(halls), month=month).order_by()
    weeks = rows.values_list("hall", "figures__hours__lowest_week", "figures__hours__highest_week")
    return {hall: Hours(0, lowest, highest).spread for hall, lowest, highest in weeks}


def managers_of(halls: Iterable[int]) -> dict[int, list[str]]:
    """The names of each hall's managers."""
    posts = Post.objects.filter(hall__in=list(halls), role=Post.Role.MANAGER, user__is_active=True)
    names: dict[int, list[str]] = defaultdict(list)
    for hall, name in posts.order_by("user__name", "pk").values_list("hall", "user__name"):
        names[hall].append(name)
    return names


def overdue_of(halls: Iterable[int], month: date, now: datetime) -> dict[int, Overdue]:
    """What is late in each hall and can still be done."""
    rows = CycleStep.objects.filter(hall__in=list(halls), month=month, done_at__isnull=True).late_at(now)
    found: dict[int, Overdue] = {}
    for hall, step, due in rows.order_by("due_at").values_list("hall", "step", "due_at"):
        found.setdefault(hall, Overdue(Step(step), (now - due).days))
    return found


def last_sent(summaries: QuerySet[Summary], month: date) -> QuerySet[Summary]:
    """The halls of the month that were the last to send their summaries."""
    rows = summaries.filter(month=month, hall__isnull=False, sent_at__isnull=False).order_by("-sent_at", "-pk")
    return rows.select_related("hall").defer("figures", "differences")[:LATEST]


@dataclass(frozen=True)
class NearLimit:
    """Somebody with much overtime in the month, and the most that her hall allows; in minutes."""

    code: str
    hall: str
    person: str
    minutes: int
    most: int

    @property
    def percent(self) -> float:
        return min(100.0, percent(self.minutes, self.most) or 100.0)

    @property
    def is_near(self) -> bool:
        return self.percent >= NEAR_LIMIT


def most_overtime(summaries: QuerySet[Summary], month: date) -> list[NearLimit]:
    """Who has the most overtime in all these halls: all of them are in the few halls whose first has the most."""
    rows = summaries.filter(month=month, most_overtime_minutes__gt=0).order_by("-most_overtime_minutes", "pk")
    found = [
        NearLimit(code, hall, *one)
        for code, hall, people in rows.values_list("hall__code", "hall__name", "most_overtime")[:MOST_NAMED]
        for one in people
    ]
    return sorted(found, key=lambda one: -one.minutes)[:MOST_NAMED]


def months_to(month: date) -> list[date]:
    return [shifted(month, n - MONTHS + 1) for n in range(MONTHS)]


def trends_of(halls: Iterable[int], month: date) -> dict[int, list[float | None]]:
    """Cover of each hall in the twelve months to this one; None where it has no summary."""
    months = months_to(month)
    rows = Summary.objects.in_force().filter(hall__in=list(halls), month__range=(months[0], month)).order_by()
    found: dict[tuple[int, date], float | None] = {
        (hall, day): cover_percent(needed, needed - missing)
        for hall, day, needed, missing in rows.values_list("hall", "month", "needed_minutes", "missing_minutes")
    }
    return defaultdict(list, {hall: [found.get((hall, day)) for day in months] for hall in {pk for pk, _day in found}})


@dataclass(frozen=True)
class MonthGlance:
    """One month of all the halls together, and how many of them it counts."""

    month: date
    halls: int
    glance: Glance


def months_of(summaries: QuerySet[Summary], month: date) -> list[MonthGlance]:
    """The twelve months to this one, of all these summaries in force; one grouped query."""
    months = months_to(month)
    columns = {
        "people": Sum("people"),
        "overtime": Sum("overtime_minutes"),
        "needed": Sum("needed_minutes"),
        "missing": Sum("missing_minutes"),
        "due": Sum("plan_due"),
        "completed": Sum("plan_completed"),
    }
    rows = summaries.filter(month__range=(months[0], month)).order_by().values("month")
    counted = rows.annotate(halls=Count("pk"), **columns).values_list("month", "halls", *columns)
    found = {day: MonthGlance(day, halls, Glance(*amounts)) for day, halls, *amounts in counted}
    return [found.get(day, MonthGlance(day, 0, Glance())) for day in months]


def counts_of(rows: Annotated) -> tuple[dict[Stage, int], int]:
    """How many halls are at each stage, and how many are late; one query."""
    stages: dict[Stage, int] = dict.fromkeys(Stage, 0)
    late = 0
    counted = rows.order_by().values_list("stage", "is_late").annotate(n=Count("pk"))
    for stage, is_late, n in counted:
        stages[Stage(stage)] += n
        late += n if is_late else 0
    return stages, late
