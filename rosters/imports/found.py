"""What is found in a file: entries, and of every other cell why it is none. Pure Python."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from .sheets import Position, Sheet, Value, cell_name, text_of


@dataclass(frozen=True)
class Known:
    """What the hall knows: whether a text names a person of hers, or something that stands in cells."""

    is_person: Callable[[str], bool]
    is_value: Callable[[str], bool]


@dataclass(frozen=True)
class Entry:
    """What a cell says: this, of somebody with one of these names, on that day (None: there is no such day).

    `written` is what stands in the cell where that is a name, and what it says stands in a heading.
    """

    sheet: str
    place: Position
    text: str
    names: tuple[str, ...]
    day: date | None
    written: str = ""

    @property
    def cell(self) -> str:
        return cell_name(self.place)


@dataclass
class Found:
    """The entries of one layout on a sheet; what is neither entry nor unplaced is ignored by a rule.

    `blanks` are the empty cells of people's rows.
    """

    layout: str
    entries: list[Entry] = field(default_factory=list)
    blanks: list[Entry] = field(default_factory=list)
    unplaced: dict[Position, str] = field(default_factory=dict)
    ignored: dict[Position, str] = field(default_factory=dict)

    def rank(self, known: Known) -> tuple[int, int, int]:
        """How much of it the hall knows: what is read the right way round is known most."""
        sure = [one for one in self.entries if known.is_value(one.text)]
        named = sum(any(map(known.is_person, one.names)) for one in sure)
        return named, len(sure), len(self.entries)


@dataclass(frozen=True)
class Rest:
    """A cell that is no entry, and the rule or reason for it."""

    sheet: str
    place: Position
    text: str
    why: str

    @property
    def cell(self) -> str:
        return cell_name(self.place)


@dataclass
class Reading:
    """A whole file: what it says, and the cells that say nothing."""

    layouts: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    blanks: list[Entry] = field(default_factory=list)
    sheets: int = 0
    ignored: list[Rest] = field(default_factory=list)
    unplaced: list[Rest] = field(default_factory=list)

    @property
    def layout(self) -> str:
        kinds = dict.fromkeys(self.layouts)
        return next(iter(kinds)) if len(kinds) == 1 else "mixed" if kinds else "none"


def rest(sheet: Sheet, place: Position, why: str) -> Rest:
    return Rest(sheet.name, place, text_of(sheet.cells[place]), why)


def entry(sheet: Sheet, place: Position, value: Value, names: tuple[str, ...], day: date | None) -> Entry:
    return Entry(sheet.name, sheet.own(place), text_of(value), names, day)
