"""A hall's people, demand and customers as workbooks: to look at, to fill in, to import again."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook

from staff.models import Employee, Hall

from ..imports import demandtable, peopletable
from ..models import Arrivals, Demand, TableImport
from ..needs.demand_table import clock
from .sheet import HEADING, LABEL, NOTE, PLAIN, TITLE, put, put_across, put_row, set_page, set_widths

HEAD_ROW, FIRST_ROW = 3, 4
WEEKS = 12


def people_workbook(hall: Hall) -> Workbook:
    """Everybody with a contract today or later."""
    stations = list(hall.stations.all())
    people = hall.employees.prefetch_related("skills").select_related("home_station").order_by("code")
    people = people.exclude(left_on__lt=hall.today())
    heads = [*map(str, peopletable.LABELS.values()), *(one.name for one in stations)]
    rows = ([*person_facts(one), *skills_of(one, [station.pk for station in stations])] for one in people)
    levels = " / ".join(str(label) for label in peopletable.LEVELS.values())
    note = _("Skills: %(levels)s. An empty cell leaves what stands; so does a row that is missing.") % {
        "levels": levels
    }
    return workbook(hall, _("People and skills"), note, heads, rows)


def person_facts(one: Employee) -> list[Any]:
    values = {name: getattr(one, name) for name in peopletable.LABELS}
    dates = {name: value.isoformat() if value else "" for name, value in values.items() if name.endswith("_on")}
    return [dates.get(name, peopletable.shown(value)) for name, value in values.items()]


def skills_of(one: Employee, stations: Iterable[int]) -> list[str]:
    levels = {skill.station_id: skill.level for skill in one.skills.all()}
    return [str(peopletable.LEVELS[levels.get(station, 0)]) for station in stations]


def demand_workbook(hall: Hall) -> Workbook:
    """Every kind of day: a row for an interval, a column for a station."""
    stations = list(hall.stations.all())
    lines: dict[tuple[Any, ...], dict[int, int]] = defaultdict(dict)
    for row in Demand.objects.filter(hall=hall).order_by("date", "day_type", "start", "end"):
        day = row.date.isoformat() if row.date else str(row.get_day_type_display())
        lines[day, row.start, row.end, row.is_peak, row.level][row.station_id] = row.needed
    heads = [*map(str, demandtable.LABELS.values()), *(one.name for one in stations)]
    rows = [
        [
            day,
            clock(start),
            clock(end),
            str(demandtable.YES if is_peak else demandtable.NO),
            str(demandtable.LEVELS[str(level)]),
            *(needed.get(one.pk) for one in stations),
        ]
        for (day, start, end, is_peak, level), needed in lines.items()
    ]
    kinds = " / ".join(str(kind.label) for kind in Demand.DayType if kind != "date")
    note = _("Kinds of day: %(kinds)s, or a date. A kind of day in the table replaces all that stood for it.") % {
        "kinds": kinds
    }
    return workbook(hall, _("Demand"), note, heads, rows)


def arrivals_workbook(hall: Hall) -> Workbook:
    """The customers of the last weeks, interval by interval."""
    since = hall.today() - timedelta(weeks=WEEKS)
    found = Arrivals.objects.filter(hall=hall, date__gte=since).select_related("station").order_by("date", "start")
    heads = [_("start"), _("end"), _("customers"), _("station")]
    timed = ("served", _("customers served")), ("handling_seconds", _("seconds of handling"))
    measured = [*timed, ("waiting_seconds", _("seconds of waiting"))] if any(row.served for row in found) else []
    heads += [head for _name, head in measured]
    rows = (
        [
            f"{row.date.isoformat()} {clock(row.start)}",
            clock((row.start + row.minutes) % 1440),
            row.count,
            row.station.name if row.station else "",
            *(getattr(row, name) for name, _head in measured),
        ]
        for row in found
    )
    note = _("A ticket machine’s own table can be imported as it is. An interval replaces what stood in it.")
    return workbook(hall, _("Customers"), note, heads, rows)


def workbook(hall: Hall, title: str, note: str, heads: list[str], rows: Iterable[list[Any]]) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    page = book.create_sheet(title)
    put_across(page, 1, 1, len(heads), f"{hall} · {title}", TITLE)
    put_across(page, 2, 1, len(heads), note, NOTE)
    put_row(page, HEAD_ROW, 1, heads, HEADING)
    for number, values in enumerate(rows, start=FIRST_ROW):
        for column, value in enumerate(values, start=1):
            put(
                page,
                number,
                column,
                value or None if value == "" else value,
                PLAIN if isinstance(value, int) else LABEL,
            )
    page.freeze_panes = page.cell(FIRST_ROW, 2)
    set_widths(page, dict.fromkeys(range(1, len(heads) + 1), 16))
    set_page(page, rows=f"{HEAD_ROW}:{HEAD_ROW}", footer=title)
    return book


WORKBOOKS = {
    TableImport.What.PEOPLE: people_workbook,
    TableImport.What.DEMAND: demand_workbook,
    TableImport.What.ARRIVALS: arrivals_workbook,
}
"""What stands of each kind, as a workbook to fill in and import."""
