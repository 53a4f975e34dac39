"""The log in words: each entry a sentence, its facts by name, nothing by number or code."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from .acts import ROW_ACTS, of_every_app
from .models import Absence, AuditEntry, Employee

LONG = 8
# An employee's code and a date, with the date's month before them or not.
CELL = re.compile(r"(?:\d{4}-\d{2} )?(\S+) (\d{4}-\d{2}-\d{2})\b")
# A swap as the log names it: its first day, the codes of those who take part, its number.
SWAP = re.compile(r"(\d{4}-\d{2}-\d{2}) ((?:\S+ )+)(#\d+)")
# Keys that tell a reader nothing: of every row, of rows that have no name, and what the entry says itself.
SELF_EVIDENT = {"id", "hall_id", "build", "repair", "asked_at", "decided_at", "decided_by_id"}
# A hall may have kinds of its own, so that the column knows no choices.
KIND = Absence._meta.get_field("kind")


@dataclass(frozen=True)
class Fact:
    """One thing an act changed; empty where there was nothing."""

    name: str
    before: str
    after: str

    @property
    def stays(self) -> bool:
        """Whether the act changed something else about it: a pin, as long as the log kept values alone."""
        return self.before == self.after


@dataclass(frozen=True)
class Line:
    """An entry as people read it."""

    entry: AuditEntry
    who: str
    sentence: str
    facts: list[Fact]


def lines_of(entries: Iterable[AuditEntry]) -> list[Line]:
    """The entries in words; other rows that they speak of are read once a kind."""
    entries = list(entries)
    names = Names(entries)
    return [
        Line(entry, who_of(entry), sentence_of(entry.act, names.of_cells(entry.subject, entry)), names.facts(entry))
        for entry in entries
    ]


def who_of(entry: AuditEntry) -> str:
    return entry.by_name or _("the program")


def sentence_of(act: str, subject: str) -> str:
    """What was done, to what; an act that has no words yet is said as it is written."""
    known = of_every_app("ACTS").get(act)
    subject = str(of_every_app("VALUES").get(subject, subject))
    if known is not None:
        return str(known) % {"subject": subject}
    model, verb = model_of(act), act.rpartition("-")[2]
    if model is not None and verb in ROW_ACTS:
        return str(ROW_ACTS[verb]) % {"kind": model._meta.verbose_name, "subject": subject}
    return f"{act.replace('_', ' ').replace('-', ' ')}: {subject}"


def model_of(act: str) -> type[models.Model] | None:
    """The model whose row an act such as `employee-changed` is about."""
    return models_by_name().get(act.rpartition("-")[0])


def in_order(model: type[models.Model] | None, keys: Iterable[str]) -> list[str]:
    """The keys as the model has its fields: a database may keep them in another order. What is no field comes last."""
    fields = [field.attname for field in model._meta.concrete_fields] if model else []
    places = {name: place for place, name in enumerate(fields)}
    return sorted(keys, key=lambda key: places.get(key, len(places)))


@cache
def models_by_name() -> dict[str, type[models.Model]]:
    return {model._meta.model_name or "": model for model in apps.get_models()}


class Names:
    """Puts names in the place of primary keys, read once a model for all entries."""

    def __init__(self, entries: list[AuditEntry]) -> None:
        self.wanted: dict[type[models.Model], set[Any]] = {}
        self.known: dict[type[models.Model], dict[Any, str]] = {}
        self.halls = {entry.hall_id for entry in entries}
        self.codes: set[str] = set()
        self.people: dict[tuple[int, str], str] = {}
        for entry in entries:
            self.facts(entry)
            self.of_cells(entry.subject, entry)
        for model, keys in self.wanted.items():
            rows = model._base_manager.filter(pk__in=keys)
            self.known[model] = {row.pk: str(row) for row in rows}
        people = Employee.objects.filter(hall__in=self.halls, code__in=self.codes) if self.codes else ()
        self.people = {(person.hall_id, person.code): person.name for person in people}

    def facts(self, entry: AuditEntry) -> list[Fact]:
        """What stood before and after, name by name."""
        if not isinstance(entry.before, dict) and not isinstance(entry.after, dict):
            fact = Fact("", self.text(entry.before), self.text(entry.after))
            return [fact] if fact.before or fact.after else []
        before, after = (facts if isinstance(facts, dict) else {} for facts in (entry.before, entry.after))
        keys = [key for key in in_order(model_of(entry.act), {**before, **after}) if key not in SELF_EVIDENT]
        facts = [self.fact(entry, key, before.get(key), after.get(key)) for key in keys]
        return [fact for fact in facts if fact.before or fact.after]

    def fact(self, entry: AuditEntry, key: str, before: Any, after: Any) -> Fact:
        act = entry.act
        if act in of_every_app("KEYS"):
            choices = of_every_app("CHOICES").get(act)
            name = self.name(apps.get_model(of_every_app("KEYS")[act]), int(key))
            return Fact(name, *(self.chosen(choices, value) for value in (before, after)))
        if in_words := of_every_app("TEXTS").get(key):
            said = (in_words(value, partial(self.person, entry)) if value else "" for value in (before, after))
            return Fact(fact_name(key), *said)
        field = field_of(act, key)
        if field is None:
            return Fact(self.of_cells(fact_name(key), entry), self.text(before), self.text(after))
        return Fact(column_name(field), self.column(field, before), self.column(field, after))

    def of_cells(self, text: str, entry: AuditEntry) -> str:
        """A text that names a cell or a swap by employees' codes, with their names in the codes' place."""
        if swap := SWAP.fullmatch(text):
            people = _(", ").join(self.person(entry, code) for code in swap[2].split())
            return f"{swap[1]} {people} {swap[3]}"
        return CELL.sub(lambda cell: f"{self.person(entry, cell[1])} {cell[2]}", text)

    def person(self, entry: AuditEntry, code: str) -> str:
        """The name of the hall's employee with this code."""
        self.codes.add(code)
        return self.people.get((entry.hall_id, code), code)

    def column(self, field: Any, value: Any) -> str:
        """What a column holds: the other row's name, the words of a choice, or the value."""
        if value is None:
            return ""
        if field.related_model:
            keys = value if isinstance(value, list) else [value]
            return _(", ").join(self.name(field.related_model, key) for key in keys)
        words = dict(Absence.Kind.choices if field is KIND else field.flatchoices)
        return str(words.get(value, "")) or self.text(value)

    def chosen(self, choices: Any, value: Any) -> str:
        return self.text(value) if choices is None or value is None else str(dict(choices.choices).get(value, value))

    def name(self, model: type[models.Model], key: Any) -> str:
        self.wanted.setdefault(model, set()).add(key)
        return self.known.get(model, {}).get(key, f"#{key}")

    def text(self, value: Any) -> str:
        """A value that belongs to no column."""
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, str):
            return str(of_every_app("VALUES").get(value, value))
        if isinstance(value, list) and len(value) > LONG:
            return _("%(n)s entries") % {"n": len(value)}
        if isinstance(value, list):
            return _(", ").join(map(self.text, value))
        if isinstance(value, dict):
            return _("; ").join(f"{fact_name(key)}{_(': ')}{self.text(item)}" for key, item in value.items())
        return str(value)


def fact_name(key: str) -> str:
    """What a fact that is no column is called."""
    return str(of_every_app("FACTS").get(key, key.replace("_", " ")))


def column_name(field: Any) -> str:
    """What a column is called; one that no form shows has no name but in the log."""
    is_named = str(field.verbose_name) != field.name.replace("_", " ")
    return str(field.verbose_name) if is_named else fact_name(field.name)


def field_of(act: str, key: str) -> Any:
    """The column, or choice of many, that a fact of a row's act is about."""
    model = model_of(act)
    if model is None:
        return None
    by_attname = {field.attname: field for field in model._meta.concrete_fields}
    try:
        return by_attname.get(key) or model._meta.get_field(key)
    except FieldDoesNotExist:
        return None
