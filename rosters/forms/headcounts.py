from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from staff.forms.fields import CHANGED_MEANWHILE, with_value

from ..models import ShiftType
from ..needs.demand_table import DayKind
from ..needs.headcount_table import Cell, HeadcountTable


@dataclass(frozen=True)
class Row:
    """One shift type as the page shows it."""

    shift: ShiftType
    cells: list[forms.BoundField]


class HeadcountForm(forms.Form):
    """Every cell of the table; an empty one wants no number."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, table: HeadcountTable):
        super().__init__(data)
        self.table = table
        self.fields["seen"].initial = table.version
        for shift_type in table.shift_types:
            for kind in table.kinds:
                self._add_field(shift_type, kind)

    def _add_field(self, shift_type: ShiftType, kind: DayKind) -> None:
        label = f"{shift_type} {kind.label}"
        number = {"inputmode": "numeric", "size": 2, "maxlength": 3, "autocomplete": "off", "aria-label": label}
        self.fields[name_of(shift_type.pk, kind)] = forms.IntegerField(
            label=label,
            min_value=0,
            max_value=200,
            required=False,
            initial=self.table.cells.get((shift_type.pk, kind)),
            widget=forms.TextInput(number),
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if "seen" in self.data and self.cleaned_data.get("seen") != self.table.version:
            self.data = with_value(self.data, "seen", self.table.version)
            self.add_error(None, CHANGED_MEANWHILE)
        return cleaned

    def rows(self) -> Iterator[Row]:
        for shift_type in self.table.shift_types:
            yield Row(shift_type, [self[name_of(shift_type.pk, kind)] for kind in self.table.kinds])

    def chosen(self) -> dict[Cell, int]:
        """What a valid form asks for."""
        cells = [(row.pk, kind) for row in self.table.shift_types for kind in self.table.kinds]
        numbers = {cell: self.cleaned_data[name_of(*cell)] for cell in cells}
        return {cell: number for cell, number in numbers.items() if number is not None}


def name_of(shift_type: int, kind: DayKind) -> str:
    return f"n-{shift_type}-{kind.key}"


def kinds_sent(data: Any) -> list[DayKind]:
    """The kinds of day of the cells that were sent, also those of which nothing stands yet."""
    names = [name.split("-", 2) for name in data if name.startswith("n-")]
    found = dict.fromkeys(DayKind.from_key(parts[2]) for parts in names if len(parts) == 3)
    return [kind for kind in found if kind]
