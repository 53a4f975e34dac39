"""A month as pages, API and workbook show it: the whole, its halls side by side, and the month before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from django.core.cache import cache
from django.db.models import QuerySet

from rosters.grids.grid import Grid, grid_of
from rosters.models import Publication, Roster
from rosters.month import load_month
from rosters.publications.published import Standing, month_in, publication_of, snapshot_in
from staff.models import Hall
from staff.months import last_day_of, shifted

from .counting import count_month
from .figures import Figures, Json, from_json, to_json
from .models import Summary
from .totals import total_of

# Reading and adding up the figures of two thousand halls takes half a second.
SUMMED_ANEW = 50
SUM_KEPT_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class Part:
    """One hall of a report; `number` None where it was counted just now, `before` None without a month before."""

    hall: Hall
    figures: Figures
    before: Figures | None = None
    number: int | None = None
    version: int | None = None
    made_at: datetime | None = None


@dataclass(frozen=True)
class Report:
    """The month of one hall, or (`hall` None) of many; `missing` are halls that have nothing to show."""

    month: date
    figures: Figures
    parts: list[Part]
    before: Figures | None = None
    number: int | None = None
    made_at: datetime | None = None
    missing: list[Hall] = field(default_factory=list)
    hall: Hall | None = None

    @property
    def codes(self) -> list[str]:
        """The shift types of all halls."""
        return sorted(self.figures.shifts)


def report_of(summary: Summary) -> Report:
    """A summary as it was frozen, a department's with the halls that it counted; five queries at most."""
    if summary.hall:
        return report_of_parts(summary.month, [summary], missing=[], whole=summary, hall=summary.hall)
    parts = list(summary.parts.select_related("hall").order_by("hall__name", "hall"))
    counted = {part.hall_id for part in parts}
    missing = [hall for hall in Hall.objects.all() if hall.pk not in counted]
    return report_of_parts(summary.month, parts, missing=missing, whole=summary)


def whole_of(month: date, summary: Summary | None, parts: QuerySet[Summary]) -> Report | None:
    """A month of many halls without its parts: as the department's summary has it, else the sum of theirs.

    None while no hall has a summary.
    """
    if summary:
        figures = from_json(summary.figures)
    elif (found := sum_of(month, parts)) is not None:
        figures = found
    else:
        return None
    before = Summary.objects.in_force().of_department().filter(month=shifted(month, -1)) if summary else None
    data = before.values_list("figures", flat=True).first() if before is not None else None
    number, made_at = (summary.number, summary.made_at) if summary else (None, None)
    return Report(month, figures, [], from_json(data) if data else None, number, made_at)


def sum_of(month: date, parts: QuerySet[Summary]) -> Figures | None:
    """What the halls' summaries come to; of many halls it is worked out once, until another number is made."""
    kept = parts.order_by("pk").values_list("figures", flat=True)
    few = list(kept[: SUMMED_ANEW + 1])
    if len(few) <= SUMMED_ANEW:
        return added_up(month, few) if few else None
    numbers = ",".join(map(str, parts.order_by("pk").values_list("pk", flat=True)))
    key = f"reports-sum-{month}-{sha256(numbers.encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        found = to_json(added_up(month, kept))
        cache.set(key, found, SUM_KEPT_SECONDS)
    return from_json(found)


def added_up(month: date, kept: Iterable[Json]) -> Figures:
    return total_of([from_json(data) for data in kept], last_day_of(month).day)


def report_of_parts(
    month: date,
    summaries: Iterable[Summary],
    *,
    missing: list[Hall],
    whole: Summary | None = None,
    hall: Hall | None = None,
) -> Report:
    """The halls' summaries together; with a `whole` its figures, else their sum. `hall` is the only one asked for."""
    summaries = list(summaries)
    before = before_of(month, [row.hall_id for row in summaries])
    parts = [part_of(row, before.get(row.hall_id or 0)) for row in summaries if row.hall]
    return Report(
        month=month,
        figures=from_json(whole.figures) if whole else together(parts, month),
        parts=parts,
        before=together_before(parts, month),
        number=whole.number if whole else None,
        made_at=whole.made_at if whole else None,
        missing=missing,
        hall=hall,
    )


def part_of(summary: Summary, before: Figures | None) -> Part:
    assert summary.hall is not None
    figures = from_json(summary.figures)
    return Part(summary.hall, figures, before, summary.number, summary.version, summary.made_at)


def report_now(month: date, halls: Iterable[Hall]) -> Report:
    """The halls' summaries, and where there is none yet their roster counted as it stands."""
    halls = list(halls)
    kept = {row.hall_id: row for row in Summary.objects.in_force().filter(month=month, hall__in=halls)}
    rosters = {row.hall_id: row for row in rosters_of(month, halls) if row.hall_id not in kept}
    before = before_of(month, [hall.pk for hall in halls])
    parts = []
    for hall in halls:
        if summary := kept.get(hall.pk):
            summary.hall = hall
            parts.append(part_of(summary, before.get(hall.pk)))
        elif roster := rosters.get(hall.pk):
            publication = publication_of(roster)
            figures = count_month(roster, publication)
            parts.append(Part(hall, figures, before.get(hall.pk), None, publication.number if publication else None))
    shown = {part.hall.pk for part in parts}
    missing = [hall for hall in halls if hall.pk not in shown]
    only = halls[0] if len(halls) == 1 else None
    return Report(month, together(parts, month), parts, together_before(parts, month), missing=missing, hall=only)


def rosters_of(month: date, halls: Iterable[Hall]) -> Iterable[Roster]:
    return Roster.objects.filter(month=month, hall__in=list(halls)).select_related("hall__rule_settings")


def together(parts: list[Part], month: date) -> Figures:
    return total_of([part.figures for part in parts], last_day_of(month).day)


def together_before(parts: list[Part], month: date) -> Figures | None:
    """The month before of those halls that have one; None where none has."""
    known = [part.before for part in parts if part.before]
    return total_of(known, last_day_of(shifted(month, -1)).day) if known else None


def before_of(month: date, halls: Iterable[int | None]) -> dict[int, Figures]:
    """What the halls' summaries of the month before say, by primary key; one query."""
    rows = Summary.objects.in_force().filter(month=shifted(month, -1), hall__in=[pk for pk in halls if pk])
    return {row.hall_id: from_json(row.figures) for row in rows if row.hall_id}


# --- the rosters themselves --------------------------------------------------


def grids_of(report: Report) -> Iterator[tuple[Part, Grid]]:
    """Each hall's roster in the version that was counted, one after another; why people are away is left out."""
    rosters = {row.hall_id: row for row in rosters_of(report.month, [part.hall for part in report.parts])}
    for part in report.parts:
        if roster := rosters.get(part.hall.pk):
            yield part, grid_of_version(roster, part.version)


def grid_of_version(roster: Roster, version: int | None) -> Grid:
    """The roster as that version has it, as it stands without one."""
    publication = Publication.objects.filter(roster=roster, number=version).first() if version else None
    if publication is None:
        return grid_of(roster, discreet=True)
    publication.roster = roster
    shown = snapshot_in(publication)
    month = month_in(publication, load_month(roster))
    return grid_of(roster, month, discreet=True, standing=Standing(publication, shown, shown))
