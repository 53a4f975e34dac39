"""The figures of a month, each defined once. Amounts of work are minutes."""

from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from plans.rates import percent

Json = dict[str, Any]
Row = TypeVar("Row")


@dataclass(frozen=True)
class Hours:
    """Paid minutes planned in the month, and the lowest and highest mean week of a person."""

    planned: int = 0
    lowest_week: float = 0.0
    highest_week: float = 0.0

    @property
    def spread(self) -> float:
        """How much longer the highest mean week is than the lowest."""
        return round(self.highest_week - self.lowest_week, 1)


@dataclass(frozen=True)
class Overtime:
    """Minutes beyond what is paid as usual: those paid, by rate in percent, and those put into time banks."""

    paid: dict[str, int] = field(default_factory=dict)
    banked: int = 0

    @property
    def total(self) -> int:
        return sum(self.paid.values()) + self.banked


@dataclass(frozen=True)
class Bank:
    """What the month's entries put into (+) and took out of (-) the time banks, and what is owed at its end."""

    earned: int = 0
    taken: int = 0
    expired: int = 0
    corrected: int = 0
    paid_out: int = 0
    balance: int = 0


@dataclass(frozen=True)
class HourCover:
    """Minutes of heads in one hour of the day, over the month: needed, and of those needed, there."""

    hour: int
    needed: int
    had: int

    @property
    def missing(self) -> int:
        return self.needed - self.had

    @property
    def percent(self) -> float | None:
        return cover_percent(self.needed, self.had)


@dataclass(frozen=True)
class DayCover:
    """Minutes of heads on one day: needed, and of those needed, there."""

    needed: int = 0
    had: int = 0

    @property
    def percent(self) -> float | None:
        return cover_percent(self.needed, self.had)


@dataclass(frozen=True)
class PersonOvertime:
    """Somebody's overtime in the month, and the most that her hall's rules allow."""

    name: str
    minutes: int
    most: int


@dataclass(frozen=True)
class Managers:
    """Minutes in which the halls are open, and those of them in which no manager is on site; the same in days."""

    open_minutes: int = 0
    alone_minutes: int = 0
    open_days: int = 0
    days_alone: int = 0

    @property
    def presence(self) -> float | None:
        """Of the open time, what a manager is there for, in percent."""
        return cover_percent(self.open_minutes, self.open_minutes - self.alone_minutes)


@dataclass(frozen=True)
class Swaps:
    """Requests whose earliest day lies in the month, by what became of them; emergencies among them."""

    asked: int = 0
    approved: int = 0
    declined: int = 0
    emergencies: int = 0


@dataclass(frozen=True)
class Share:
    """So many of a number: wishes granted, confirmations given, work of the plan completed, targets met."""

    whole: int = 0
    part: int = 0

    @property
    def percent(self) -> float | None:
        return percent(self.part, self.whole)


@dataclass(frozen=True)
class Quality:
    """The checker's penalty, and by rule the violations and the penalty; the same of the month before, None without."""

    penalty: int = 0
    rules: dict[str, tuple[int, int]] = field(default_factory=dict)
    penalty_before: int | None = None
    rules_before: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Publishing:
    """How many halls published by the day their cycle sets, how many later, how many not yet; `days_late` at worst."""

    on_time: int = 0
    late: int = 0
    waiting: int = 0
    days_late: int = 0


@dataclass(frozen=True)
class TaskFigures:
    """One task of the service plan: its figure and target, and of several halls how many reach theirs.

    A rate is `part` out of `whole`; summaries kept before these were have none.
    """

    code: str
    name: str
    is_percent: bool
    figure: float | None
    target: float | None
    halls: int = 1
    met: int = 0
    part: int = 0
    whole: int = 0


@dataclass(frozen=True)
class Figures:
    """A month in figures, of one hall or of many together.

    `shifts` counts shifts worked by code; `absences` counts whole days of approved absence by
    kind, `absent_minutes` what is given in hours. `cover` has the hours of the day at which
    somebody is needed, `days_cover` the days of the month. `most_overtime` names the few people
    who have the most of it; summaries kept before these two were have neither. `handovers` are
    moments at which somebody comes or goes while it is open.
    """

    days: int
    halls: int = 1
    people: int = 0
    hours: Hours = Hours()
    shifts: dict[str, int] = field(default_factory=dict)
    overtime: Overtime = Overtime()
    bank: Bank = Bank()
    absences: dict[str, int] = field(default_factory=dict)
    absent_minutes: int = 0
    cover: tuple[HourCover, ...] = ()
    days_cover: tuple[DayCover, ...] = ()
    most_overtime: tuple[PersonOvertime, ...] = ()
    managers: Managers = Managers()
    handovers: int = 0
    swaps: Swaps = Swaps()
    wishes: Share = Share()
    quality: Quality = Quality()
    publishing: Publishing = Publishing()
    confirmations: Share = Share()
    plan: Share = Share()
    targets: Share = Share()
    checks: Share = Share()
    tasks: tuple[TaskFigures, ...] = ()

    @property
    def mean_week(self) -> float:
        """Paid minutes of a person in a week of the month, on average."""
        return round(self.a_week(self.hours.planned), 1)

    @cached_property
    def mean_shifts(self) -> dict[str, float]:
        """How often a person works each shift type in a week, on average."""
        return {code: round(self.a_week(count), 2) for code, count in sorted(self.shifts.items())}

    def a_week(self, amount: int) -> float:
        return amount * 7 / self.days / self.people if self.people else 0.0

    @property
    def needed(self) -> int:
        return sum(hour.needed for hour in self.cover)

    @property
    def had(self) -> int:
        return sum(hour.had for hour in self.cover)

    @property
    def missing(self) -> int:
        return self.needed - self.had

    @property
    def covered(self) -> float | None:
        return cover_percent(self.needed, self.had)

    @property
    def handovers_a_day(self) -> float:
        """Of an open day of a hall, on average."""
        return round(self.handovers / self.managers.open_days, 1) if self.managers.open_days else 0.0

    @property
    def absent_days(self) -> int:
        return sum(self.absences.values())


def cover_percent(whole: int, part: int) -> float | None:
    """With one decimal, and below 100 while a minute is missing; None when there is nothing to cover."""
    found = percent(part, whole)
    return min(found, 99.9) if found is not None and part < whole else found


# --- kept --------------------------------------------------------------------


def to_json(figures: Figures) -> Json:
    """All that `from_json` needs to give the same figures again."""
    return asdict(figures)


def from_json(data: Json) -> Figures:
    """The figures as they were kept."""
    nested: Json = {name: kind(**data[name]) for name, kind in PARTS.items() if name in data}
    quality = data["quality"]
    rules = {name: {rule: tuple(pair) for rule, pair in quality[name].items()} for name in ("rules", "rules_before")}
    nested["quality"] = Quality(**quality | rules)
    nested["cover"] = tuple(HourCover(**row) for row in data["cover"])
    nested["days_cover"] = tuple(DayCover(**row) for row in data.get("days_cover", ()))
    nested["most_overtime"] = tuple(PersonOvertime(**row) for row in data.get("most_overtime", ()))
    nested["tasks"] = tuple(TaskFigures(**row) for row in data["tasks"])
    return Figures(**data | nested)


PARTS: dict[str, Any] = {
    "hours": Hours,
    "overtime": Overtime,
    "bank": Bank,
    "managers": Managers,
    "swaps": Swaps,
    "wishes": Share,
    "publishing": Publishing,
    "confirmations": Share,
    "plan": Share,
    "targets": Share,
    "checks": Share,
}
