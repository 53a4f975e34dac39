"""What the texts in the cells of a sheet mean in a hall."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.conf import settings
from django.utils.translation import override

from staff.models import Absence, AbsenceKind

from ..edits.reading import Words
from ..edits.values import CellValue
from ..grids.marks import ABSENCE_MARKS
from ..models import ShiftType
from .days import plain
from .memory import Leave, Meaning, kept_as
from .people import Ambiguous

DAY = 24 * 60
CLOCK = r"(\d{1,2})(?:[:.时點点h](\d{2}|半)?)?"
TIMES = re.compile(rf"{CLOCK}\s*(?:-|~|–|—|－|至|到)+\s*(?:次日|翌日)?\s*{CLOCK}")
# What stands around times beside a name: 早班(8:30-17:30).
AROUND = " \n\t()[]【】·,、:"
TOGETHER = re.compile(r"(\d{2})(\d{2})\s*[-~–—至到]\s*(\d{2})(\d{2})")

KIND_WORDS = {
    Absence.Kind.ANNUAL: ["年", "年假", "年休", "年休假"],
    Absence.Kind.SICK: ["病", "病假"],
    Absence.Kind.PERSONAL: ["事", "事假"],
    Absence.Kind.MARRIAGE: ["婚假"],
    Absence.Kind.MATERNITY: ["产假", "產假"],
    Absence.Kind.TRAINING: ["培训", "培訓"],
}


class Meanings:
    """A hall's words for shifts, days off and kinds of absence, its times, and what it has said of other texts.

    Parts of shifts, worked on one day, are known by their codes alone.
    """

    def __init__(
        self,
        shift_types: Iterable[ShiftType],
        told: Mapping[str, Meaning] | None = None,
        kinds: Iterable[AbsenceKind] = (),
    ) -> None:
        known = list(shift_types)
        self.shift_types = [row for row in known if not row.part_of_id]
        self.parts = {plain(row.code): CellValue(row) for row in known if row.part_of_id}
        self.words = Words(self.shift_types)
        self.told = told or {}
        self.own = {plain(text) for row in self.shift_types for text in (row.code, row.name)}
        self.kinds = {kind.code: kind for kind in kinds}
        words = {word: self.kinds[code] for code, word in said_of_kinds() if code in self.kinds}
        self.kinds_by_name = words | {plain(str(kind)): kind for kind in self.kinds.values()}

    def is_ignored(self, text: str) -> bool:
        return self.told.get(kept_as(text), self) is None

    def is_leave(self, text: str) -> bool:
        """Whether it means an absence: as the hall has said, else by the word."""
        if kept_as(text) in self.told:
            return isinstance(self.told[kept_as(text)], Leave)
        is_kind = plain(text) in self.kinds_by_name and self.word(text) is None
        return is_kind or self.words.is_leave(text)

    def kind(self, text: str) -> AbsenceKind | None:
        """The kind of absence that it means, where that is clear."""
        own = self.told.get(kept_as(text))
        return self.kinds.get(own.kind) if isinstance(own, Leave) else self.kinds_by_name.get(plain(text))

    def is_known(self, text: str) -> bool:
        """Whether it is something that stands in cells, not whether it is clear what."""
        if kept_as(text) in self.told or self.is_leave(text):
            return True
        try:
            self.value(text)
        except Ambiguous as doubt:
            return doubt.why != "not-understood"
        return True

    def value(self, text: str, day: date | None = None) -> CellValue:
        """What the text means, on that day; raises Ambiguous."""
        if isinstance(own := self.told.get(kept_as(text)), CellValue):
            return self.in_use(own, day)
        if found := self.word(text) or self.word(plain(text).removesuffix("班")) or self.parts.get(plain(text)):
            return self.in_use(found, day)
        if times := times_in(text):
            return self.shift_at(*times, day)
        return self.named_with_times(text, day)

    def named_with_times(self, text: str, day: date | None) -> CellValue:
        """A shift's word with its times beside it, as headings have them; both have to mean the same."""
        found = TIMES.search(plain(text))
        if found is None:
            raise Ambiguous("not-understood")
        word = (plain(text)[: found.start()] + plain(text)[found.end() :]).strip(AROUND)
        named = self.word(word) or self.word(word.removesuffix("班"))
        if named is None or named.shift_type is None:
            raise Ambiguous("not-understood")
        value, times = self.in_use(named, day), times_in(found[0])
        if value.shift_type is None or times is None or not is_at(value.shift_type, *times):
            raise Ambiguous("name-and-times-disagree")
        return value

    def in_use(self, value: CellValue, day: date | None) -> CellValue:
        """The value; where its shift type is not in use on the day, the one that has its code then."""
        shift = value.shift_type
        if shift is None or day is None or shift.is_valid_on(day):
            return value
        then = (CellValue(row) for row in self.shift_types if row.code == shift.code and row.is_valid_on(day))
        return next(then, value)

    def word(self, text: str) -> CellValue | None:
        """A figure is no shift because its key happens to be one, a shift's code or name is."""
        is_figure = plain(text).isdecimal() and plain(text) not in self.own
        return None if is_figure or not plain(text) else self.words.value(text)

    def shift_at(self, start: int, end: int, day: date | None) -> CellValue:
        found = [row for row in self.shift_types if is_at(row, start, end)]
        found = [row for row in found if day is None or row.is_valid_on(day)] or found
        if len(found) == 1:
            return CellValue(found[0])
        raise Ambiguous("more-than-one-shift" if found else "no-shift-at-these-times")


def said_of_kinds() -> Iterator[tuple[str, str]]:
    """The usual kinds of absence by code and the words for them; 请假 and the like are none's."""
    for code, words in KIND_WORDS.items():
        yield from ((str(code), plain(word)) for word in words)
    for language, _ in settings.LANGUAGES:
        with override(language):
            for code, mark in ABSENCE_MARKS.items():
                yield from ((str(code), plain(str(word))) for word in (mark, code.label))


def is_at(row: ShiftType, start: int, end: int) -> bool:
    return (row.span[0], row.span[1] % DAY) == (start, end % DAY)


def times_in(text: str) -> tuple[int, int] | None:
    """Start and end in minutes of a text such as 8:30-17:30."""
    found = TIMES.fullmatch(plain(text)) or TOGETHER.fullmatch(plain(text))
    if not found:
        return None
    hours = [30 if part == "半" else int(part or 0) for part in found.groups()]
    start, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    return (start, end) if max(start, end) <= DAY and max(hours[1], hours[3]) < 60 else None
