"""What a hall has said of the words in its sheets, kept for the next one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from staff.audit import record
from staff.models import AbsenceKind, Employee, Hall, User

from ..edits.values import CellValue, NotEditable, value_of
from ..models import SheetWord
from .days import plain

LONGEST = 100
LEAVE = "leave:"


@dataclass(frozen=True)
class Leave:
    """An absence, by the code of its kind; it is on record elsewhere, and never put into a cell."""

    kind: str

    @property
    def key(self) -> str:
        return LEAVE + self.kind


Person = Employee | None
Meaning = CellValue | Leave | None
"""What a text in a cell means; None is nothing at all."""


def kept_as(text: str) -> str:
    """The text as it is remembered."""
    return plain(text)[:LONGEST]


def told_of(hall: Hall) -> tuple[dict[str, Person], dict[str, Meaning]]:
    """Texts that mean somebody, and texts that mean something in a cell; None means nobody and nothing."""
    words = list(hall.sheet_words.select_related("employee__home_station", "shift_type"))
    people = {word.text: word.employee for word in words if word.of == SheetWord.Of.PERSON}
    return people, {word.text: meaning_kept(word) for word in words if word.of == SheetWord.Of.VALUE}


def meaning_kept(word: SheetWord) -> Meaning:
    if word.absence:
        return Leave(word.absence)
    return CellValue(word.shift_type, word.day_off) if word.shift_type or word.day_off else None


def meaning_of(hall: Hall, key: str) -> CellValue | Leave:
    """What pages and programs name by this key; raises NotEditable where the hall has no such thing."""
    if not key.startswith(LEAVE):
        return value_of(hall, key)
    leave = Leave(key.removeprefix(LEAVE))
    if leave.kind not in AbsenceKind.of(hall):
        raise NotEditable("unknown_value")
    return leave


@transaction.atomic
def remember(hall: Hall, people: Mapping[str, Person], values: Mapping[str, Meaning], *, by: User | None) -> None:
    """Keep what these texts mean in the hall's sheets from now on."""
    for text, employee in people.items():
        keep(hall, SheetWord.Of.PERSON, text, {"employee": employee}, by=by)
    for text, meaning in values.items():
        value = meaning if isinstance(meaning, CellValue) else CellValue()
        absence = meaning.kind if isinstance(meaning, Leave) else ""
        facts = {"shift_type": value.shift_type, "day_off": value.day_off, "absence": absence}
        keep(hall, SheetWord.Of.VALUE, text, facts, by=by)


def keep(hall: Hall, of: str, text: str, facts: Mapping[str, Any], *, by: User | None) -> None:
    place: dict[str, Any] = {"hall": hall, "of": of, "text": kept_as(text)}
    before = SheetWord.objects.filter(**place).first()
    if before and all(getattr(before, name) == fact for name, fact in facts.items()):
        return
    SheetWord.objects.update_or_create(**place, defaults=facts)
    after = " ".join(str(fact) for fact in facts.values() if fact)
    record("sheet_word_kept", by=by, hall=hall, subject=text, after=after)
