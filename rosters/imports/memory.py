"""What a hall has said of the words in its sheets, kept for the next one."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from staff.audit import record
from staff.models import Employee, Hall, User

from ..edits.values import CellValue
from ..models import SheetWord
from .days import plain

Person = Employee | None
LONGEST = 100


def told_of(hall: Hall) -> tuple[dict[str, Person], dict[str, CellValue | None]]:
    """Texts that mean somebody, and texts that mean something in a cell; None means nobody and nothing."""
    people: dict[str, Person] = {}
    values: dict[str, CellValue | None] = {}
    for word in hall.sheet_words.select_related("employee__home_station", "shift_type"):
        if word.of == SheetWord.Of.PERSON:
            people[word.text] = word.employee
        else:
            values[word.text] = CellValue(word.shift_type, word.day_off) if word.shift_type or word.day_off else None
    return people, values


@transaction.atomic
def remember(
    hall: Hall, people: Mapping[str, Person], values: Mapping[str, CellValue | None], *, by: User | None
) -> None:
    """Keep what these texts mean in the hall's sheets from now on."""
    for text, employee in people.items():
        keep(hall, SheetWord.Of.PERSON, text, {"employee": employee}, by=by)
    for text, value in values.items():
        facts = {"shift_type": value.shift_type if value else None, "day_off": value.day_off if value else ""}
        keep(hall, SheetWord.Of.VALUE, text, facts, by=by)


def keep(hall: Hall, of: str, text: str, facts: Mapping[str, Any], *, by: User | None) -> None:
    place: dict[str, Any] = {"hall": hall, "of": of, "text": plain(text)[:LONGEST]}
    before = SheetWord.objects.filter(**place).first()
    if before and all(getattr(before, name) == fact for name, fact in facts.items()):
        return
    SheetWord.objects.update_or_create(**place, defaults=facts)
    after = " ".join(str(fact) for fact in facts.values() if fact)
    record("sheet_word_kept", by=by, hall=hall, subject=text, after=after)
