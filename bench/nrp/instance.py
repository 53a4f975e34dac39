"""One instance of the benchmark, read from its file; a malformed file is refused with the line.

A day is its place in the horizon, counted from 0; day 0 is a Monday. Lengths are minutes.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

HORIZON, SHIFTS, STAFF = "SECTION_HORIZON", "SECTION_SHIFTS", "SECTION_STAFF"
DAYS_OFF, ON, OFF = "SECTION_DAYS_OFF", "SECTION_SHIFT_ON_REQUESTS", "SECTION_SHIFT_OFF_REQUESTS"
COVER = "SECTION_COVER"
SECTIONS = (HORIZON, SHIFTS, STAFF, DAYS_OFF, ON, OFF, COVER)

MOST = 999_999_999
MOST_DAYS = 3660
DAY_MINUTES = 1440


@dataclass(frozen=True)
class Shift:
    """A shift of one day; `barred_next` may not follow it on the next day."""

    id: str
    minutes: int
    barred_next: frozenset[str]


@dataclass(frozen=True)
class Staff:
    """One person and her limits over the horizon; `least_rest` is days off in a row."""

    id: str
    shift_most: dict[str, int]
    most_minutes: int
    least_minutes: int
    most_run: int
    least_run: int
    least_rest: int
    most_weekends: int
    days_off: frozenset[int]


@dataclass(frozen=True)
class Request:
    """The weight is paid when the wish for (or against) this shift is not met."""

    staff: str
    day: int
    shift: str
    weight: int


@dataclass(frozen=True)
class Cover:
    """People needed in one shift of one day, and the price of each missing and each beyond."""

    day: int
    shift: str
    needed: int
    under: int
    over: int


@dataclass(frozen=True)
class Instance:
    """One instance; every id in it is known and every day lies in the horizon."""

    name: str
    days: int
    shifts: tuple[Shift, ...]
    staff: tuple[Staff, ...]
    on: tuple[Request, ...]
    off: tuple[Request, ...]
    cover: tuple[Cover, ...]


class Malformed(ValueError):
    """The file is not of the format: where, and what was wanted there."""

    def __init__(self, name: str, line: int, why: str) -> None:
        super().__init__(f"{name}, line {line}: {why}")
        self.name, self.line, self.why = name, line, why


@dataclass(frozen=True)
class Line:
    """The fields of one line with something in it, and where it stands."""

    file: str
    number: int
    fields: tuple[str, ...]

    def refused(self, why: str) -> Malformed:
        return Malformed(self.file, self.number, why)

    def sized(self, what: str, least: int, most: int) -> tuple[str, ...]:
        """The fields, when there are as many as wanted; empty ones at the end do not count."""
        if not least <= len(self.fields) <= most:
            wanted = str(most) if least == most else f"{least} to {most}"
            raise self.refused(f"{wanted} fields wanted ({what}), {len(self.fields)} found")
        return self.fields

    def number_in(self, text: str, what: str, least: int = 0, most: int = MOST) -> int:
        is_whole = text.isascii() and text.isdigit() and len(text) <= len(str(MOST))
        if not is_whole or not least <= int(text) <= most:
            raise self.refused(f"{what}: a whole number from {least} to {most} wanted, not {text!r}")
        return int(text)

    def day_in(self, text: str, days: int) -> int:
        return self.number_in(text, "day in the horizon", 0, days - 1)

    def known(self, text: str, what: str, ids: Collection[str]) -> str:
        if text not in ids:
            raise self.refused(f"unknown {what} {text!r}")
        return text

    def fresh(self, text: str, what: str, ids: Collection[str]) -> str:
        """A new id: not empty, not taken, without the marks that separate ids."""
        if not text or set(text) & set("|="):
            raise self.refused(f"{what}: an id without | and = wanted, not {text!r}")
        if text in ids:
            raise self.refused(f"{what} {text!r} a second time")
        return text


@dataclass(frozen=True)
class Section:
    """The lines below one heading."""

    heading: Line
    lines: list[Line]

    def filled(self, what: str) -> list[Line]:
        """The lines, of which there must be at least one."""
        if not self.lines:
            raise self.heading.refused(f"at least one {what} wanted below {self.heading.fields[0]}")
        return self.lines


def read(source: str | Path) -> Instance:
    """The instance in a file, or in a text of several lines; Malformed says what is wrong and where."""
    if isinstance(source, str) and "\n" in source:
        return parse(source, "text")
    path = Path(source)
    return parse(decoded(path.read_bytes(), path.name), path.name)


def decoded(data: bytes, name: str) -> str:
    """The bytes as text; a mark of UTF-8 at the beginning is no part of it."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Malformed(name, line, "text in UTF-8 wanted") from None


def parse(text: str, name: str) -> Instance:
    sections = sections_of(text, name)
    days = read_horizon(sections[HORIZON])
    shifts = read_shifts(sections[SHIFTS])
    shift_ids = {shift.id for shift in shifts}
    staff = read_staff(sections[STAFF], sections[DAYS_OFF], shift_ids, days)
    ids = {person.id for person in staff}
    return Instance(
        name=Path(name).stem,
        days=days,
        shifts=shifts,
        staff=staff,
        on=tuple(read_requests(sections[ON], ids, shift_ids, days)),
        off=tuple(read_requests(sections[OFF], ids, shift_ids, days)),
        cover=tuple(read_cover(sections[COVER], shift_ids, days)),
    )


def sections_of(text: str, name: str) -> dict[str, Section]:
    """All seven, each once, in any order."""
    sections: dict[str, Section] = {}
    current = None
    for line in lines_of(text, name):
        if line.fields[0].startswith("SECTION_"):
            current = opened(line, sections)
        elif current is None:
            raise line.refused(f"a section wanted before anything else: {', '.join(SECTIONS)}")
        else:
            current.lines.append(line)
    if missing := [section for section in SECTIONS if section not in sections]:
        last = text.count("\n") + (not text.endswith("\n"))
        raise Malformed(name, last, f"the file ends without {', '.join(missing)}")
    return sections


def opened(line: Line, sections: dict[str, Section]) -> Section:
    """The section which this heading begins, noted among the others."""
    (heading,) = line.sized("the section alone", 1, 1)
    if heading not in SECTIONS:
        raise line.refused(f"unknown section {heading!r}; there are {', '.join(SECTIONS)}")
    if heading in sections:
        raise line.refused(f"{heading} a second time, first in line {sections[heading].heading.number}")
    sections[heading] = Section(line, [])
    return sections[heading]


def lines_of(text: str, name: str) -> Iterator[Line]:
    """The lines that say something: not the empty ones, not the comments."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(plain.split("\n"), start=1):
        if line.strip().startswith("#"):
            continue
        fields = [field.strip() for field in line.split(",")]
        while fields and not fields[-1]:
            fields.pop()
        if fields:
            yield Line(name, number, tuple(fields))
        elif line.strip():
            raise Malformed(name, number, "only commas")


def read_horizon(section: Section) -> int:
    first, *more = section.filled("number of days")
    if more:
        raise more[0].refused(f"one number of days wanted, and line {first.number} has it")
    (text,) = first.sized("days", 1, 1)
    return first.number_in(text, "days of the horizon", 1, MOST_DAYS)


def read_shifts(section: Section) -> tuple[Shift, ...]:
    ids: dict[str, Line] = {}
    for line in section.filled("shift"):
        fields = line.sized("id, minutes, shifts barred next", 2, 3)
        ids[line.fresh(fields[0], "shift", ids)] = line
    return tuple(read_shift(line, ids) for line in section.lines)


def read_shift(line: Line, ids: Collection[str]) -> Shift:
    """A shift; those that may not follow it may stand further below."""
    id, minutes, *barred = line.fields
    followers = barred[0].split("|") if barred else []
    return Shift(
        id=id,
        minutes=line.number_in(minutes, "minutes of the shift", 1, DAY_MINUTES),
        barred_next=frozenset(line.known(other.strip(), "shift", ids) for other in followers),
    )


def read_staff(section: Section, days_off: Section, shifts: Collection[str], days: int) -> tuple[Staff, ...]:
    rows: dict[str, Line] = {}
    for line in section.filled("person"):
        fields = line.sized(
            "id, most of each shift, most minutes, least minutes, most shifts in a row, least shifts in a row, "
            "least days off in a row, most weekends",
            8,
            8,
        )
        rows[line.fresh(fields[0], "person", rows)] = line
    off = read_days_off(days_off, rows, days)
    return tuple(read_person(line, shifts, days, off[id]) for id, line in rows.items())


def read_person(line: Line, shifts: Collection[str], days: int, days_off: frozenset[int]) -> Staff:
    id, most, *numbers = line.fields
    names = ("most_minutes", "least_minutes", "most_run", "least_run", "least_rest", "most_weekends")
    limits = {name: line.number_in(number, name.replace("_", " ")) for name, number in zip(names, numbers, strict=True)}
    return Staff(id=id, shift_most=read_shift_most(line, most, shifts, days), days_off=days_off, **limits)


def read_shift_most(line: Line, text: str, shifts: Collection[str], days: int) -> dict[str, int]:
    """How often of each shift at most; one that is not named has no limit of its own."""
    limits: dict[str, int] = {}
    for part in text.split("|") if text else []:
        shift, equals, most = (piece.strip() for piece in part.partition("="))
        if not equals:
            raise line.refused(f"shift=most wanted, not {part!r}")
        line.known(shift, "shift", shifts)
        if shift in limits:
            raise line.refused(f"shift {shift!r} a second time")
        limits[shift] = line.number_in(most, f"most of shift {shift}")
    return dict.fromkeys(sorted(shifts), days) | limits


def read_days_off(section: Section, staff: Collection[str], days: int) -> dict[str, frozenset[int]]:
    """The days off of everybody, none for those without a line."""
    off: dict[str, frozenset[int]] = dict.fromkeys(staff, frozenset())
    seen: set[str] = set()
    for line in section.lines:
        id, *texts = line.fields
        line.known(id, "person", staff)
        if id in seen:
            raise line.refused(f"days off of {id!r} a second time")
        seen.add(id)
        off[id] = frozenset(line.day_in(text, days) for text in texts)
    return off


def read_requests(section: Section, staff: Collection[str], shifts: Collection[str], days: int) -> Iterator[Request]:
    for line in section.lines:
        person, day, shift, weight = line.sized("person, day, shift, weight", 4, 4)
        yield Request(
            staff=line.known(person, "person", staff),
            day=line.day_in(day, days),
            shift=line.known(shift, "shift", shifts),
            weight=line.number_in(weight, "weight"),
        )


def read_cover(section: Section, shifts: Collection[str], days: int) -> Iterator[Cover]:
    seen: set[tuple[int, str]] = set()
    for line in section.lines:
        day, shift, needed, under, over = line.sized("day, shift, needed, weight under, weight over", 5, 5)
        cover = Cover(
            day=line.day_in(day, days),
            shift=line.known(shift, "shift", shifts),
            needed=line.number_in(needed, "people needed"),
            under=line.number_in(under, "weight under"),
            over=line.number_in(over, "weight over"),
        )
        if (cover.day, cover.shift) in seen:
            raise line.refused(f"cover of shift {shift!r} on day {day} a second time")
        seen.add((cover.day, cover.shift))
        yield cover
