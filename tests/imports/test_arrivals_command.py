"""`import_arrivals` as other programs call it."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from rosters.models import Arrivals
from staff.models import AuditEntry
from tests import make

from . import files

DAY = date(2026, 3, 9)
COUNTS = [["timestamp", "count"], ["2026-03-09 09:00", 4], ["2026-03-09 09:30", 6]]
TICKETS = [
    ["取号时间", "叫号时间", "办结时间", "业务类型"],
    ["2026-03-09 09:02", "2026-03-09 09:05", "2026-03-09 09:11", "Counter"],
]


@pytest.fixture
def file(tmp_path):
    def write(lines, name="counts.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(files.xlsx(lines) if name.endswith("xlsx") else files.text(encoding, lines))
        return str(path)

    return write


def run(capsys, path, hall="east"):
    call_command("import_arrivals", path, "--hall", hall, "--json")
    (line,) = capsys.readouterr().out.splitlines()
    return json.loads(line)


def stands(**asked):
    rows = Arrivals.objects.filter(**asked).order_by("date", "start", "station__code")
    return list(rows.values_list("start", "minutes", "count"))


def test_counts_are_taken_in_and_told(hall, file, capsys):
    told = run(capsys, file([*COUNTS, ["soon", 3], ["合计", 13]]))

    assert stands(hall=hall, date=DAY, station=None) == [(540, 30, 4), (570, 30, 6)]
    assert (told["status"], told["kind"], told["minutes"], told["customers"]) == ("applied", "counts", 30, 10)
    assert told["ignored"] == [{"cell": "A1", "rule": "heading"}, {"cell": "A5", "rule": "closing-row"}]
    assert told["unplaced"] == [{"cell": "A4", "text": "soon 3", "why": "no time of day"}]
    assert told["rows"] == told["placed"] + len(told["ignored"]) + len(told["unplaced"])
    assert AuditEntry.objects.get().act == "arrivals_taken_in"


def test_file_read_twice_changes_nothing_more(hall, file, capsys):
    run(capsys, file(COUNTS))

    told = run(capsys, file(COUNTS))

    assert (told["written"], told["replaced"], told["unchanged"]) == (0, 0, 2)
    assert stands() == [(540, 30, 4), (570, 30, 6)]
    assert AuditEntry.objects.count() == 1


def test_interval_is_replaced_and_not_doubled(hall, file, capsys):
    counter = make.station(hall)
    run(capsys, file(COUNTS))

    told = run(capsys, file([[*COUNTS[0], "station"], ["2026-03-09 09:00", 9, "counter"]]))

    assert (told["written"], told["replaced"]) == (1, 2)
    assert stands(station=counter) == [(540, 60, 9)]
    assert stands() == [(540, 60, 9)] == stands(date=DAY)


def test_tickets_in_a_workbook_know_station_and_times(hall, file, capsys):
    make.station(hall)

    told = run(capsys, file([*TICKETS, ["2026-03-09 09:20", "", "", "宽带"]], "tickets.xlsx"))

    assert told["services"] == [{"text": "Counter", "station": "counter"}, {"text": "宽带", "station": None}]
    row = Arrivals.objects.get(station__code="counter")
    assert (row.start, row.count, row.served, row.handling_seconds, row.waiting_seconds) == (540, 1, 1, 360, 180)
    assert stands(station=None) == [(555, 15, 1)]


def test_quarter_without_tickets_replaces_what_was_counted_there(hall, file, capsys):
    run(capsys, file(COUNTS))

    run(capsys, file(TICKETS, encoding="gb18030"))

    assert stands() == [(540, 15, 1)]


def test_row_that_cuts_through_a_longer_interval_is_unplaced(hall, file, capsys):
    run(capsys, file([COUNTS[0], ["2026-03-09 09:00", 40], ["2026-03-09 10:00", 50]]))

    told = run(capsys, file([*COUNTS[:1], ["2026-03-09 09:30", 6], ["2026-03-09 11:00", 7]]))

    assert [one["cell"] for one in told["unplaced"]] == ["A2"]
    assert stands() == [(540, 60, 40), (600, 60, 50), (660, 30, 7)]


def test_another_halls_customers_stay(hall, elsewhere, file, capsys):
    run(capsys, file(COUNTS), "west")

    run(capsys, file(COUNTS))

    assert stands(hall=elsewhere) == stands(hall=hall)


def test_months_of_tickets_is_taken_in(hall, file, capsys):
    days = [f"2026-{month:02}-{day:02}" for month in (1, 2) for day in range(1, 29)]
    lines = [[f"{day} {hour:02}:{minute:02}:00"] for day in days for hour in range(9, 18) for minute in range(0, 60, 3)]

    told = run(capsys, file([["取号时间"], *lines]))

    assert told["placed"] == len(lines) == 10080
    assert Arrivals.objects.count() == len(days) * 36


@pytest.mark.parametrize("content", [b"", b"timestamp,count\n", b"nothing,of,use\n", b"\xd0\xcf\x11\xe0junk"])
def test_file_without_customers_is_refused_with_3(hall, tmp_path, capsys, content):
    (tmp_path / "bad.csv").write_bytes(content)

    with pytest.raises(CommandError) as refused:
        call_command("import_arrivals", str(tmp_path / "bad.csv"), "--hall", "east", "--json")

    assert refused.value.returncode == 3
    assert json.loads(capsys.readouterr().out)["status"] == "refused"


def test_file_of_too_many_cells_is_refused(hall, file, settings, monkeypatch, capsys):
    monkeypatch.setattr("rosters.needs.arrivals.MOST_CELLS", 3)

    with pytest.raises(CommandError, match="Split it by month") as refused:
        call_command("import_arrivals", file(COUNTS), "--hall", "east")

    assert refused.value.returncode == 3


@pytest.mark.parametrize(("name", "hall_code"), [("none.csv", "east"), ("counts.csv", "nowhere")])
def test_wrong_usage_ends_with_2(hall, file, tmp_path, name, hall_code):
    file(COUNTS)

    with pytest.raises(CommandError) as wrong:
        call_command("import_arrivals", str(tmp_path / name), "--hall", hall_code)

    assert wrong.value.returncode == 2
