"""What the texts in the cells of a sheet mean in a hall."""

import re
from collections.abc import Iterable, Mapping

from ..edits.reading import Words
from ..edits.values import CellValue
from ..models import ShiftType
from .days import plain
from .people import Ambiguous

DAY = 24 * 60
CLOCK = r"(\d{1,2})(?:[:.时點点h](\d{2})?)?"
TIMES = re.compile(rf"{CLOCK}\s*(?:-|~|–|—|－|至|到)+\s*(?:次日|翌日)?\s*{CLOCK}")
TOGETHER = re.compile(r"(\d{2})(\d{2})\s*[-~–—至到]\s*(\d{2})(\d{2})")


class Meanings:
    """A hall's words for shifts and days off, its times, and what it has said of other texts (None: nothing)."""

    def __init__(self, shift_types: Iterable[ShiftType], told: Mapping[str, CellValue | None] | None = None) -> None:
        self.shift_types = list(shift_types)
        self.words = Words(self.shift_types)
        self.told = told or {}
        self.own = {plain(text) for row in self.shift_types for text in (row.code, row.name)}

    def is_ignored(self, text: str) -> bool:
        return self.told.get(plain(text), self) is None

    def is_leave(self, text: str) -> bool:
        return self.words.is_leave(text)

    def is_known(self, text: str) -> bool:
        """Whether it is something that stands in cells, not whether it is clear what."""
        if plain(text) in self.told or self.is_leave(text):
            return True
        try:
            self.value(text)
        except Ambiguous as doubt:
            return doubt.why != "not-understood"
        return True

    def value(self, text: str) -> CellValue:
        """What the text means; raises Ambiguous."""
        if own := self.told.get(plain(text)):
            return own
        if found := self.word(text) or self.word(plain(text).removesuffix("班")):
            return found
        if times := times_in(text):
            return self.shift_at(*times)
        raise Ambiguous("not-understood")

    def word(self, text: str) -> CellValue | None:
        """A figure is no shift because its key happens to be one, a shift's code or name is."""
        is_figure = plain(text).isdecimal() and plain(text) not in self.own
        return None if is_figure or not plain(text) else self.words.value(text)

    def shift_at(self, start: int, end: int) -> CellValue:
        found = [row for row in self.shift_types if (row.span[0], row.span[1] % DAY) == (start, end % DAY)]
        if len(found) == 1:
            return CellValue(found[0])
        raise Ambiguous("more-than-one-shift" if found else "no-shift-at-these-times")


def times_in(text: str) -> tuple[int, int] | None:
    """Start and end in minutes of a text such as 8:30-17:30."""
    found = TIMES.fullmatch(plain(text)) or TOGETHER.fullmatch(plain(text))
    if not found:
        return None
    hours = [int(part or 0) for part in found.groups()]
    start, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    return (start, end) if max(start, end) <= DAY and max(hours[1], hours[3]) < 60 else None
