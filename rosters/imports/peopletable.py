"""A hall's people with their skills from a table: what would change, and changing it."""

import copy
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.models import Employee, Hall, Skill, Station, User
from staff.people import set_skills
from staff.recorded import facts_of, fingerprint, record_change

from .columns import BadCell, Line, Table, in_every_language, read_table
from .days import plain
from .found import Rest
from .moments import NoMoment, date_in
from .sheets import Sheet, Value

LABELS: dict[str, Any] = {
    "code": pgettext_lazy("of an employee", "code"),
    "name": pgettext_lazy("of an employee", "name"),
    "home_station": _("home station"),
    "is_manager": pgettext_lazy("of an employee", "manager on site"),
    "is_protected": _("protected"),
    "hired_on": _("hired on"),
    "left_on": _("last day"),
    "weekly_minutes": _("Contract hours a week"),
}
ALSO = {
    "员工编号": "code",
    "員工編號": "code",
    "员工": "name",
    "离职日期": "left_on",
    "離職日期": "left_on",
    "周工时": "weekly_minutes",
    "现场经理": "is_manager",
    "現場經理": "is_manager",
}
YES, NO = _("yes"), _("no")
NONE = pgettext_lazy("level of a skill", "no")
LEVELS = {0: NONE} | {level.value: level.label for level in Skill.Level}
SKILL = "skill:"


PersonKept = dict[str, Any]
"""One person of an applied table: `pk`, what was `before` (None for a new one) and `after`, as `standing` has it."""


@dataclass
class PersonChange:
    """One person as the table has her; `fields` are label, before and after of what differs."""

    rest: Rest
    person: Employee
    is_new: bool
    levels: dict[int, int]
    fields: list[tuple[str, str, str]] = field(default_factory=list)


class PeoplePlan:
    """What a table would change among the hall's people. Empty cells and people who are not in it stay as they are."""

    def __init__(self, hall: Hall, sheets: Iterable[Sheet]) -> None:
        self.hall = hall
        self.stations: list[Station] = list(hall.stations.all())
        self.words = {"flags": in_every_language({"1": YES, "0": NO}), "levels": in_every_language(LEVELS_BY_TEXT)}
        self.table: Table = read_table(sheets, self._heads(), {"code"})
        self.people = by_code(hall.employees.prefetch_related("skills"))
        self.changes: list[PersonChange] = []
        self.unplaced: list[Rest] = []
        self.unchanged = 0
        seen: set[str] = set()
        for line in self.table.lines:
            code = plain(line.text("code"))
            try:
                self._take(line, code, is_twice=code in seen)
            except (BadCell, NoMoment) as error:
                self.unplaced.append(Rest(line.rest.sheet, line.rest.place, line.rest.text, str(error)))
            seen.add(code)

    @property
    def ignored(self) -> list[Rest]:
        return self.table.ignored

    @property
    def seen(self) -> str:
        """Differs whenever what would change does."""
        return fingerprint([[one.person.code, one.fields] for one in self.changes])

    def _heads(self) -> dict[str, str]:
        by_station = {f"{SKILL}{one.pk}": one.name for one in self.stations}
        return in_every_language(LABELS | by_station) | ALSO

    def _take(self, line: Line, code: str, *, is_twice: bool) -> None:
        if not code or is_twice:
            raise BadCell("another-row-says-person" if code else "no-code")
        known = self.people.get(line.text("code")) or self.people.get(code)
        person = copy.copy(known) if known else Employee(hall=self.hall, code=line.text("code"))
        before = {name: shown(getattr(person, name)) for name in LABELS} if known else dict.fromkeys(LABELS, "")
        for name in LABELS.keys() - {"code"}:
            if line.text(name):
                setattr(person, name, READERS[name](self, line.values[name]))
        if not known and not (person.name and person.hired_on):
            raise BadCell("new-person-lacks")
        self._check(person)
        levels, skills = self._levels(line, known)
        fields = [(str(LABELS[name]), before[name], shown(getattr(person, name))) for name in LABELS if name != "code"]
        fields = [one for one in fields if one[1] != one[2]] + skills
        if fields:
            self.changes.append(PersonChange(line.rest, person, known is None, levels, fields))
        else:
            self.unchanged += 1

    def _check(self, person: Employee) -> None:
        try:
            person.full_clean(exclude=["user"])
        except ValidationError as error:
            raise BadCell(" ".join(error.messages)) from error

    def _levels(self, line: Line, known: Employee | None) -> tuple[dict[int, int], list[tuple[str, str, str]]]:
        """Levels by station afterwards, and what differs in words."""
        levels = {skill.station_id: skill.level for skill in known.skills.all()} if known else {}
        fields = []
        for station in self.stations:
            if not (text := line.text(f"{SKILL}{station.pk}")):
                continue
            level = level_in(text, self.words["levels"])
            before = levels.pop(station.pk, 0)
            if level:
                levels[station.pk] = level
            if level != before:
                fields.append((station.name, str(LEVELS[before]), str(LEVELS[level])))
        return levels, fields

    @transaction.atomic
    def apply(self, *, by: User, name: str) -> list[PersonKept]:
        """Put every change in force; gives what taking it back needs."""
        return [self._put(one, by, name) for one in self.changes]

    def _put(self, one: PersonChange, by: User, name: str) -> PersonKept:
        known = None if one.is_new else Employee.objects.get(pk=one.person.pk)
        before = standing(known) if known else None
        facts = facts_of(known) if known else None
        one.person.save()
        record_change(one.person, facts, by=by, hall=self.hall, why=name)
        set_skills(one.person, one.levels, by=by)
        written = Employee.objects.get(pk=one.person.pk)  # the change's own row remembers the skills from before
        return {"pk": one.person.pk, "before": before, "after": standing(written)}


def by_code(people: Iterable[Employee]) -> dict[str, Employee]:
    """People by their codes as they are written; looked at loosely where that can be one person's alone."""
    rows = list(people)
    alike = Counter(plain(one.code) for one in rows)
    return {plain(one.code): one for one in rows if alike[plain(one.code)] == 1} | {one.code: one for one in rows}


def standing(person: Employee) -> dict[str, Any]:
    """What a table can say of a person: columns, and level by station, as JSON keeps them."""
    fields: list[Any] = [Employee._meta.get_field(name) for name in LABELS]
    facts = facts_of(person)
    levels = {str(skill.station_id): skill.level for skill in person.skills.all()}
    return {"columns": {field.attname: facts[field.attname] for field in fields}, "levels": levels}


LEVELS_BY_TEXT = {str(level): label for level, label in LEVELS.items()}


def shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(YES if value else NO)
    if isinstance(value, int):
        return f"{Decimal(value) / 60:.2f}".rstrip("0").rstrip(".")
    return str(value) if value is not None else ""


def level_in(text: str, words: dict[str, str]) -> int:
    text = plain(text)
    if text in ("-", "—", "×", "0"):
        return 0
    if text in ("1", "2", "3"):
        return int(text)
    if text in words:
        return int(words[text])
    raise BadCell("no-level")


def flag_in(plan: PeoplePlan, value: Value) -> bool:
    text = plain(str(value)).removesuffix(".0")
    known = {
        "√": True,
        "✓": True,
        "true": True,
        "y": True,
        "1": True,
        "×": False,
        "false": False,
        "n": False,
        "0": False,
    }
    if text in known:
        return known[text]
    if text in plan.words["flags"]:
        return plan.words["flags"][text] == "1"
    raise BadCell("no-yes-or-no")


def hours_in(_plan: PeoplePlan, value: Value) -> int:
    try:
        minutes = Decimal(str(value)) * 60
        is_possible = 0 <= minutes <= 60 * 60  # "NaN" is a number until it is compared
    except ArithmeticError:
        is_possible = False
    if not is_possible:
        raise BadCell("no-hours")
    return int(minutes)


def station_in(plan: PeoplePlan, value: Value) -> Station:
    text = plain(str(value))
    found = next((one for one in plan.stations if text in (plain(one.code), plain(one.name))), None)
    if found is None:
        raise BadCell("no-station")
    return found


def day_in(_plan: PeoplePlan, value: Value) -> date:
    return date_in(value)


def text_in(_plan: PeoplePlan, value: Value) -> str:
    return str(value).strip()


READERS: dict[str, Callable[[PeoplePlan, Any], Any]] = {
    "name": text_in,
    "home_station": station_in,
    "is_manager": flag_in,
    "is_protected": flag_in,
    "hired_on": day_in,
    "left_on": day_in,
    "weekly_minutes": hours_in,
}
