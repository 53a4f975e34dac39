"""Forms on kinds of absence, people's own allowances, and how many may be away."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import AbsenceKind, Allowance, Employee, Hall, LeaveSettings
from .fields import SetupForm


class KindForm(SetupForm):
    """A kind as the hall has it, or without one the department; a usual one keeps its code."""

    class Meta:
        model = AbsenceKind
        fields = [
            "code",
            "name",
            "is_offered",
            "days_a_year",
            "counts_every_day",
            "is_paid",
            "may_be_hours",
            "needs_attachment",
            "approver",
        ]

    def __init__(self, *args: Any, hall: Hall | None, is_new: bool, **more: Any) -> None:
        super().__init__(*args, hall=hall, **more)
        if not is_new:
            del self.fields["code"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code in AbsenceKind.of(self.hall):
            raise forms.ValidationError(_("There is a kind with this code already."))
        return code


class LeaveSettingsForm(SetupForm):
    class Meta:
        model = LeaveSettings
        fields = ["most_on_workdays", "most_on_rest_days", "most_on_holidays"]


class AllowanceForm(forms.Form):
    """Days a year of each person and each kind with an allowance; empty is as many as everybody."""

    def __init__(self, *args: Any, hall: Hall, people: list[Employee], year: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.people, self.year = people, year
        kinds = [kind for kind in AbsenceKind.of(hall).values() if not kind.is_lieu and kind.is_offered]
        self.kinds = [kind for kind in kinds if kind.days_a_year is not None]
        rows = Allowance.objects.filter(employee__in=people, year=year)
        self.known = {(row.employee_id, row.kind): row.days for row in rows}
        for person in people:
            for kind in self.kinds:
                self.fields[name_of(person, kind)] = forms.DecimalField(
                    label=f"{person.name} {kind}",
                    required=False,
                    min_value=0,
                    max_value=366,
                    max_digits=4,
                    decimal_places=1,
                    initial=self.known.get((person.pk, kind.code)),
                    widget=forms.NumberInput(
                        {"placeholder": kind.days_a_year, "step": "0.5", "aria-label": f"{person.name} {kind}"}
                    ),
                )

    @property
    def rows(self) -> list[tuple[Employee, list[forms.BoundField]]]:
        return [(person, [self[name_of(person, kind)] for kind in self.kinds]) for person in self.people]

    @property
    def chosen(self) -> dict[tuple[int, str], Decimal | None]:
        """What is wanted now, by person and kind, as far as it differs from what stands."""
        wanted = {
            (person.pk, kind.code): self.cleaned_data[name_of(person, kind)]
            for person in self.people
            for kind in self.kinds
        }
        return {key: days for key, days in wanted.items() if days != self.known.get(key)}


def name_of(person: Employee, kind: AbsenceKind) -> str:
    return f"days_{person.pk}_{kind.code}"
