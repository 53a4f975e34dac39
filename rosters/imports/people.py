"""Who is meant by the names of a sheet."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from staff.models import Employee

from .days import plain
from .memory import Person, kept_as

NOTES = re.compile(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】|[*★☆#^]+|\d{7,}")
SERIAL = re.compile(r"\d{1,3}[.、)]?")
SERIAL_BEFORE = re.compile(r"^\d{1,3}[.、)\s]+")
PIECES = re.compile(r"[\s\-_/|]+")
LONGEST = 200
"""A longer text is a remark, and names nobody."""


class Ambiguous(Exception):
    """Names that fit nobody, or more than one; `why` says which."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class People:
    """A hall's people by code and by name, and what the hall has said of other texts (None: nobody)."""

    def __init__(self, employees: Iterable[Employee], told: Mapping[str, Person] | None = None) -> None:
        self.told = told or {}
        self.by_text: dict[str, set[Employee]] = defaultdict(set)
        for employee in employees:
            for text in (employee.code, employee.name):
                self.by_text[squeezed(text)].add(employee)

    def fitting(self, text: str) -> set[Employee]:
        """Everybody whom the text can mean: exactly, or without what is noted beside the name."""
        if own := self.told.get(kept_as(text)):
            return {own}
        if len(text) > LONGEST:
            return set()
        for variant in variants(text):
            if found := self.by_text.get(variant):
                return found
        parts = [squeezed(part) for part in PIECES.split(plain(text)) if not SERIAL.fullmatch(part)]
        pieces = [self.by_text[part] for part in parts if part in self.by_text]
        return set.intersection(*pieces) if pieces else set()

    def is_person(self, text: str) -> bool:
        return kept_as(text) in self.told or bool(self.fitting(text))

    def is_ignored(self, names: Iterable[str]) -> bool:
        """Whether the hall has said that this is nobody."""
        return any(self.told.get(kept_as(text), self) is None for text in names)

    def named(self, names: tuple[str, ...]) -> Employee:
        """The one person whom all of these texts fit that fit anybody; raises Ambiguous."""
        texts = [text for text in names if not SERIAL.fullmatch(text)] or list(names)
        found = [fitting for text in texts if (fitting := self.fitting(text))]
        if not found:
            raise Ambiguous("unknown-person")
        one = set.intersection(*found)
        if len(one) == 1:
            return one.pop()
        raise Ambiguous("name-and-code-disagree" if not one else "more-than-one-person")


def key_of(names: tuple[str, ...]) -> str:
    """The text by which a row's person is asked for: the one next to the days that is no number."""
    texts = [text for text in names if not SERIAL.fullmatch(text)]
    return (texts or list(names))[-1]


def variants(text: str) -> Iterator[str]:
    yield squeezed(text)
    bare = NOTES.sub("", plain(text))
    yield squeezed(bare)
    yield squeezed(SERIAL_BEFORE.sub("", bare))


def squeezed(text: str) -> str:
    """Chinese names are often spread out with spaces."""
    return re.sub(r"\s+", "", plain(text))
