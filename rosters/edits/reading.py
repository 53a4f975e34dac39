"""What a text from a spreadsheet says of a cell: a shift's code or name, a day off, leave, or nothing known."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils.translation import override

from staff.models import Absence

from ..grids.marks import ABSENCE_MARKS, DAY_OFF_MARKS, OTHER_MARK
from ..models import Assignment, ShiftType
from .values import LIEU, REST, CellValue

DayOff = Assignment.DayOff

# As people write them in their sheets, besides what this program writes itself.
REST_WORDS = {"休", "休息", "公休", "off", "o", "x", "×", "-", "–", "—", "/", "rest"}
REST_WORDS |= {"轮休", "輪休", "例休", "双休", "雙休", "周休", "週休", "休班"}
LIEU_WORDS = {"调休", "調休", "补休", "補休", "调", "調"}
LEAVE_WORDS = {
    *(
        "假",
        "请假",
        "請假",
        "年",
        "年休",
        "年休假",
        "病",
        "病假",
        "事",
        "事假",
        "婚假",
        "产假",
        "產假",
        "陪产假",
        "陪產假",
    ),
    *("丧假", "喪假", "探亲假", "探親假", "工伤", "工傷", "育儿假", "育兒假", "休假", "培训", "培訓", "出差"),
}
SEPARATORS = re.compile(r"[\s,，、;；|>→]+")


class Words:
    """The texts that mean something in a hall's cells."""

    def __init__(self, shift_types: Iterable[ShiftType]):
        own = list(shift_types)
        self.values: dict[str, CellValue] = {}
        self._learn(REST, REST_WORDS | said_in_all_languages(DayOff.REST))
        self._learn(LIEU, LIEU_WORDS | said_in_all_languages(DayOff.LIEU))
        # A hall's own words go before those of everybody, codes before names before keys.
        for name in ("letter", "name", "code"):
            for row in own:
                self._learn(CellValue(row), {getattr(row, name)})
        self.leave = {plain(word) for word in leave_words()} - self.values.keys()

    def _learn(self, value: CellValue, words: Iterable[str]) -> None:
        self.values |= {plain(word): value for word in words}

    def value(self, text: str) -> CellValue | None:
        """What the text says; None when it says nothing known."""
        return self.values.get(plain(text))

    def is_leave(self, text: str) -> bool:
        return plain(text) in self.leave

    def sequence(self, text: str) -> Iterator[CellValue | str]:
        """The values of a pattern such as 早早中中休休, or of words apart; a piece that is not known as it is."""
        for piece in filter(None, SEPARATORS.split(text)):
            known = self.value(piece)
            yield from [known] if known else self._letters(plain(piece))

    def _letters(self, text: str) -> Iterator[CellValue | str]:
        longest = max(map(len, self.values))
        while text:
            sizes = range(min(longest, len(text)), 0, -1)
            size = next((n for n in sizes if text[:n] in self.values), 0)
            yield self.values[text[:size]] if size else text[0]
            text = text[size or 1 :]


def plain(text: str) -> str:
    """The text without what looks the same: width, case, spaces around it."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def said_in_all_languages(day_off: DayOff) -> set[str]:
    found = set()
    for language, _ in settings.LANGUAGES:
        with override(language):
            found |= {str(DAY_OFF_MARKS[day_off]), str(day_off.label)}
    return found


def leave_words() -> set[str]:
    """Leave is not entered in the roster: its words are known so that this can be said."""
    found = set(LEAVE_WORDS)
    for language, _ in settings.LANGUAGES:
        with override(language):
            found |= {str(mark) for mark in (*ABSENCE_MARKS.values(), OTHER_MARK)}
            found |= {str(kind.label) for kind in Absence.Kind}
    return found
