import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from staff.forms.fields import CHANGED_MEANWHILE, with_value
from staff.models import Skill
from staff.models.halls import DAY

from ..needs.demand_table import DemandTable, Interval, Line

LEVELS = [(0, _("any")), *Skill.Level.choices]
CELL = re.compile(r"n-(?P<station>\d{1,18})-(?P<start>\d{1,4})")


@dataclass(frozen=True)
class Row:
    """One interval as the page shows it."""

    interval: Interval
    cells: list[forms.BoundField]
    peak: forms.BoundField
    level: forms.BoundField
    total: int


class DemandForm(forms.Form):
    """Every cell of a table; `fill` gives what it shows at first, unless that is what stands."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    step = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, table: DemandTable, fill: DemandTable | None = None, is_emptied: bool = False
    ):
        super().__init__(data)
        self.table = table
        self.fields["seen"].initial, self.fields["step"].initial = table.version, table.step
        source = fill or table
        self.lines = {
            interval: Line({}) if is_emptied else source.line_at(interval)
            for interval in table.intervals(asked_for(data))
        }
        for interval, line in self.lines.items():
            self._add_fields(interval, line)

    def _add_fields(self, interval: Interval, line: Line) -> None:
        for station in self.table.stations:
            label = f"{station.name} {interval.label}"
            number = {"inputmode": "numeric", "size": 2, "maxlength": 3, "autocomplete": "off", "aria-label": label}
            self.fields[f"n-{station.pk}-{interval.start}"] = forms.IntegerField(
                label=label,
                min_value=0,
                max_value=200,
                required=False,
                initial=line.needed.get(station.pk) or None,
                widget=forms.TextInput(number),
            )
        heard = {"aria-label": interval.label}
        self.fields[f"peak-{interval.start}"] = forms.BooleanField(
            label=_("peak"), required=False, initial=line.is_peak, widget=forms.CheckboxInput(heard)
        )
        self.fields[f"level-{interval.start}"] = forms.TypedChoiceField(
            label=_("level"),
            choices=LEVELS,
            coerce=int,
            empty_value="0",
            required=False,
            initial=line.level,
            widget=forms.Select(heard),
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for interval in self.lines:
            for station in self.table.stations:
                name = f"n-{station.pk}-{interval.start}"
                if self.cleaned_data.get(name) and not interval.is_open:
                    self.add_error(name, _("The hall is closed then. Empty the cell, or change the opening hours."))
        if "seen" in self.data and self.cleaned_data.get("seen") != self.table.version:
            self.data = with_value(self.data, "seen", self.table.version)
            self.add_error(None, CHANGED_MEANWHILE)
        return cleaned

    def rows(self) -> Iterator[Row]:
        for interval in self.lines:
            cells = [self[f"n-{station.pk}-{interval.start}"] for station in self.table.stations]
            total = sum(number_in(cell) for cell in cells)
            yield Row(interval, cells, self[f"peak-{interval.start}"], self[f"level-{interval.start}"], total)

    def station_hours(self) -> list[float]:
        """Hours of work a day that each station asks for."""
        return [
            sum(number_in(self[f"n-{station.pk}-{interval.start}"]) * interval.hours for interval in self.lines)
            for station in self.table.stations
        ]

    def all_hours(self) -> float:
        return sum(self.station_hours())

    def chosen(self) -> dict[Interval, Line]:
        """What a valid form asks for."""
        return {interval: self._line(interval) for interval in self.lines}

    def _line(self, interval: Interval) -> Line:
        facts = self.cleaned_data
        needed = {station.pk: facts[f"n-{station.pk}-{interval.start}"] or 0 for station in self.table.stations}
        return Line(needed, facts[f"peak-{interval.start}"], int(facts[f"level-{interval.start}"]))


def number_in(cell: forms.BoundField) -> int:
    value = str(cell.value() or "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 3 else 0


def asked_for(data: Any) -> list[int]:
    """The starts of filled cells that were sent, also those that the table does not have."""
    found = (CELL.fullmatch(name) for name in data or () if str(data[name]).strip() not in ("", "0"))
    return sorted({int(match["start"]) for match in found if match and int(match["start"]) < 2 * DAY})
