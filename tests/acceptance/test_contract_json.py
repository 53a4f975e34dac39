"""What `build_roster --json` says, recomputed from that JSON alone: nothing of the product is asked."""

import json
from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import call_command

from staff.models import Hall
from tests import make

Told = dict[str, Any]
Span = tuple[datetime, datetime]

STANDARD_DAY, OVERTIME_A_DAY, OVERTIME_A_MONTH = 480, 180, 2160
REST = timedelta(hours=11)
ONE_DAY = timedelta(days=1)


# --- reading the JSON --------------------------------------------------------


def moment(text: str) -> datetime:
    """The hall's clock, whatever its offset from UTC is that day."""
    at = datetime.fromisoformat(text)
    assert at.tzinfo, text
    return at.replace(tzinfo=None)


def days_of(told: Told) -> list[date]:
    first = date.fromisoformat(told["month"] + "-01")
    return [day for n in range(31) if (day := first + n * ONE_DAY).month == first.month]


def clock(text: str) -> time:
    return time.fromisoformat(text)


def on_clock(day: date, start: str, end: str) -> Span:
    """A shift's part on a day; an end not after its start is of the next day."""
    begins = datetime.combine(day, clock(start))
    ends = datetime.combine(day, clock(end))
    return begins, ends if ends > begins else ends + ONE_DAY


def segments_of(told: Told, row: Told) -> list[Span]:
    """When the person of an assignment is there, by the shift of its code and times."""
    shift = next(
        shift
        for shift in told["shifts"]
        if shift["code"] == row["shift"] and on_clock_of(row, shift) == (moment(row["start"]), moment(row["end"]))
    )
    parts: list[Span] = []
    for start, end in shift["segments"]:
        span = on_clock(date.fromisoformat(row["date"]), start, end)
        while parts and span[0] < parts[-1][1]:
            span = span[0] + ONE_DAY, span[1] + ONE_DAY
        parts.append(span)
    return parts


def on_clock_of(row: Told, shift: Told) -> Span:
    return on_clock(date.fromisoformat(row["date"]), shift["start"], shift["end"])


def history_of(told: Told) -> list[Told]:
    """The last days of the month before, as assignments."""
    rows = []
    for row in told["history"]:
        shift = next(shift for shift in told["shifts"] if shift["code"] == row["shift"])
        start, end = on_clock(date.fromisoformat(row["date"]), shift["start"], shift["end"])
        times = {"start": f"{start.isoformat()}Z", "end": f"{end.isoformat()}Z", "paid_minutes": shift["paid_minutes"]}
        rows.append(row | times)
    return rows


def by_person(told: Told) -> dict[str, list[Told]]:
    """Everybody's shifts in order, history first."""
    rows = sorted(history_of(told) + told["assignments"], key=lambda row: row["date"])
    return {person["code"]: [row for row in rows if row["employee"] == person["code"]] for person in told["employees"]}


# --- the hard rules ----------------------------------------------------------


def faults_of(told: Told) -> list[str]:
    """Every hard rule of law and contract that the roster breaks, in words."""
    faults = [*cell_faults(told)]
    for person in told["employees"]:
        rows = by_person(told)[person["code"]]
        faults += [f"{person['code']}: {fault}" for fault in (*rest_faults(told, rows), *week_faults(told, rows))]
        faults += [f"{person['code']}: {fault}" for fault in overtime_faults(told, person, rows)]
    return faults


def cell_faults(told: Told) -> list[str]:
    days = {day.isoformat() for day in days_of(told)}
    cells = Counter((row["employee"], row["date"]) for row in told["assignments"])
    leave = {(row["employee"], row["date"]) for row in told["leave"]}
    stations = {person["code"]: person["stations"] or person["manager"] for person in told["employees"]}
    return [
        *(f"{cell} twice" for cell, count in cells.items() if count > 1),
        *(f"{cell} on leave" for cell in cells if cell in leave),
        *(f"{cell} is no cell of the month" for cell in cells if not stations.get(cell[0]) or cell[1] not in days),
    ]


def rest_faults(told: Told, rows: list[Told]) -> list[str]:
    first = days_of(told)[0].isoformat()
    return [
        f"no rest before {later['date']}"
        for earlier, later in pairwise(rows)
        if later["date"] >= first and moment(later["start"]) - moment(earlier["end"]) < REST
    ]


def week_faults(told: Told, rows: list[Told]) -> list[str]:
    """More than six days in a row, or a Monday-to-Sunday week without a free day."""
    worked = {date.fromisoformat(row["date"]) for row in rows}
    days = days_of(told)
    in_a_row = [day for day in days if all(day - n * ONE_DAY in worked for n in range(7))]
    sundays = [day for day in days if day.weekday() == 6]
    restless = [day for day in sundays if not any(is_free(day - n * ONE_DAY, rows, worked) for n in range(7))]
    return [f"seven days to {day}" for day in in_a_row] + [f"no day of rest to {day}" for day in restless]


def is_free(day: date, rows: list[Told], worked: set[date]) -> bool:
    """No shift begins on the day, and none of the day before runs into it."""
    eve = [moment(row["end"]) for row in rows if row["date"] == (day - ONE_DAY).isoformat()]
    return day not in worked and not any(end > datetime.combine(day, time()) for end in eve)


def overtime_faults(told: Told, person: Told, rows: list[Told]) -> list[str]:
    """Beyond eight hours a day, or beyond the contract in weeks that end or begin in the month."""
    own = [row for row in rows if row["date"] >= days_of(told)[0].isoformat()]
    long = [row["date"] for row in own if row["paid_minutes"] > STANDARD_DAY + OVERTIME_A_DAY]
    total = sum(max(0, row["paid_minutes"] - STANDARD_DAY) for row in own)
    weeks: dict[date, int] = defaultdict(int)
    for row in rows:
        day = date.fromisoformat(row["date"])
        weeks[day - day.weekday() * ONE_DAY] += row["paid_minutes"]
    first = days_of(told)[0]
    full = max(person["weekly_minutes"], 2400)
    beyond = sum(max(0, paid - full) for monday, paid in weeks.items() if monday + 6 * ONE_DAY >= first)
    faults = [f"too long on {day}" for day in long]
    return faults + [f"{over} minutes of overtime" for over in (total, beyond) if over > OVERTIME_A_MONTH]


# --- cover, managers, handovers ----------------------------------------------


def instants(told: Told, rows: list[Told]) -> list[datetime]:
    """The moments between which neither demand nor the people there change."""
    edges = {moment(row[side]) for row in told["demand"] + told["open"] + rows for side in ("start", "end")}
    edges |= {edge for row in told["assignments"] for span in segments_of(told, row) for edge in span}
    return sorted(edges)


def presence(told: Told) -> list[tuple[datetime, datetime, str]]:
    rows = [(row, segments_of(told, row)) for row in told["assignments"]]
    spans = [(start, end, row["employee"]) for row, parts in rows for start, end in parts]
    eve = [(moment(row["start"]), moment(row["end"]), row["employee"]) for row in history_of(told)]
    return spans + eve


def most_placed(people: list[set[str]], heads: list[str]) -> int:
    """The size of a largest matching of people to heads wanted, by augmenting paths."""
    taken: dict[int, int] = {}

    def place(person: int, seen: set[int]) -> bool:
        for head, station in enumerate(heads):
            if station in people[person] and head not in seen:
                seen.add(head)
                if head not in taken or place(taken[head], seen):
                    taken[head] = person
                    return True
        return False

    return sum(place(person, set()) for person in range(len(people)))


def missing_heads(told: Told, *, sample: int = 1) -> list[tuple[datetime, int, int]]:
    """(moment, heads missing by our count, heads missing as told), of every so many moments."""
    stations = {person["code"]: set(person["stations"]) for person in told["employees"]}
    there, found = presence(told), []
    for at in instants(told, told["shortfalls"])[::sample]:
        heads = [row["station"] for row in told["demand"] if holds(row, at) for _ in range(row["needed"])]
        people = [stations[code] for start, end, code in there if start <= at < end]
        said = sum(row["needed"] - row["have"] for row in told["shortfalls"] if holds(row, at))
        found.append((at, len(heads) - most_placed(people, heads), said))
    return found


def holds(row: Told, at: datetime) -> bool:
    return moment(row["start"]) <= at < moment(row["end"])


def unmanaged(told: Told) -> list[datetime]:
    """The moments inside opening hours at which nobody on duty is a manager."""
    managers = {person["code"] for person in told["employees"] if person["manager"]}
    there = [(start, end) for start, end, code in presence(told) if code in managers]
    return [
        at
        for at in instants(told, told["manager_gaps"])
        if any(holds(row, at) for row in told["open"]) and not any(start <= at < end for start, end in there)
    ]


def handovers_of(told: Told) -> int:
    edges = {edge for start, end, _ in presence(told) for edge in (start, end)}
    return sum(1 for row in told["open"] for edge in edges if moment(row["start"]) < edge < moment(row["end"]))


# --- the tests ---------------------------------------------------------------


@pytest.fixture
def told(hall: Hall, capsys: pytest.CaptureFixture[str]) -> Told:
    """A built month of a small hall, open past midnight, in which nobody leaves the floor for a meal."""
    hall.opening_hours.update(closes=time(1), closes_next_day=True)
    counter, floor = make.station(hall), make.station(hall, "floor", "Floor")
    make.employee(hall, "ann", stations=(counter, floor), is_manager=True)
    make.employee(hall, "bob", stations=(counter,))
    make.employee(hall, "cat", stations=(floor,))
    make.shift_type(hall)
    make.shift_type(hall, "N", start=time(16), end=time(1), ends_next_day=True, kind="night")
    make.shift_type(hall, "S", start=time(10), end=time(23), gap_start=time(14), gap_end=time(18), kind="middle")
    for station in (counter, floor):
        for day_type in ("weekday", "weekend"):
            make.demand(station, day_type=day_type, start=600, end=1320)
    return command(capsys, "build_roster", "east", "2027-02", "--seconds", "2")


def command(capsys: pytest.CaptureFixture[str], *arguments: str) -> Told:
    """The one JSON object on standard output."""
    capsys.readouterr()
    call_command(*arguments, "--json")
    return json.loads(capsys.readouterr().out)


# National Day and Spring Festival with their swapped weekends, and a month after a year's end.
@pytest.mark.once
@pytest.mark.parametrize(("today", "month"), [("2026-09-10", "2026-10"), ("2027-01-05", "2027-02")])
def test_built_demo_month_holds_by_its_json_alone(db, capsys, monkeypatch, today, month):
    monkeypatch.setattr(Hall, "today", lambda hall, now=None: date.fromisoformat(today))
    call_command("demo", "--staff", "10", "--today", today, "--force")

    for hall in Hall.objects.all():
        built = command(capsys, "build_roster", hall.code, month, "--seconds", "1")

        assert built["assignments"]
        assert faults_of(built) == []
        assert [at for at, ours, told in missing_heads(built, sample=5) if ours > told] == []
        assert [at for at in unmanaged(built) if not any(holds(gap, at) for gap in built["manager_gaps"])] == []
        assert handovers_of(built) == built["handovers"]
        assert sum(rule["penalty"] for rule in built["rules"]) == built["penalty"] >= built["bound"]
        assert command(capsys, "check_roster", hall.code, month) == built


def test_short_heads_and_manager_gaps_are_exactly_those_of_the_json(told):
    short = [(at, ours) for at, ours, _ in missing_heads(told) if ours]
    assert short
    assert short == [(at, said) for at, _, said in missing_heads(told) if said]

    without = unmanaged(told)
    assert without
    gaps = told["manager_gaps"]
    assert without == [at for at in instants(told, gaps) if any(holds(gap, at) for gap in gaps)]
    assert handovers_of(told) == told["handovers"]
    assert faults_of(told) == []


def test_recount_finds_what_is_made_wrong(told):
    night = cell("bob", 3, "N", "16:00", 4, "01:00")
    morning = cell("bob", 4, "D", "09:00", 4, "18:00")
    week = [cell("bob", day, "D", "09:00", day, "18:00") for day in range(2, 9)]

    def found(*rows: Told, **more: Any) -> list[str]:
        return faults_of(told | {"assignments": list(rows)} | more)

    assert found(night) == []
    assert found(night, night)[0] == "('bob', '2027-02-03') twice"
    assert found(night, morning) == ["bob: no rest before 2027-02-04"]
    assert found(*week) == ["bob: seven days to 2027-02-08"]
    assert found(*week[:5], cell("bob", 7, "N", "16:00", 8, "01:00")) == []
    assert found(night, leave=[{"employee": "bob", "date": "2027-02-03"}]) == ["('bob', '2027-02-03') on leave"]
    assert found(night | {"paid_minutes": 661}) == ["bob: too long on 2027-02-03"]
    assert found(*(row | {"paid_minutes": 660} for row in week[::2])) == []


def cell(employee: str, day: int, shift: str, start: str, end_day: int, end: str) -> Told:
    on, to = f"2027-02-{day:02}", f"2027-02-{end_day:02}"
    times = {"start": f"{on}T{start}:00+08:00", "end": f"{to}T{end}:00+08:00", "paid_minutes": 480}
    return {"employee": employee, "date": on, "shift": shift, "pinned": False} | times
