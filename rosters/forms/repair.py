from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from staff.forms.fields import DayField
from staff.models import Employee

from ..models import Repair, Roster, ShiftType
from ..repairs.repairing import Event

What = Repair.What
NEEDS: dict[str, tuple[str, ...]] = {
    What.AWAY: ("employee", "first", "last"),
    What.CLOSED: ("shift_type", "first", "last"),
    What.DEMAND: ("first", "last"),
}


class RepairForm(forms.Form):
    """What has happened to a roster; `event` holds it when the form is valid."""

    what = forms.ChoiceField(label=_("What happened"), choices=What.choices, initial=What.NOW, widget=forms.RadioSelect)
    employee = forms.ModelChoiceField(
        Employee.objects.none(),
        label=_("Who is away"),
        to_field_name="code",
        required=False,
        help_text=_("She is put on sick leave when you accept; another kind of leave is entered in set-up first."),
    )
    shift_type = forms.ModelChoiceField(ShiftType.objects.none(), label=_("Which shift is closed"), required=False)
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)

    def __init__(self, *args: Any, roster: Roster, **more: Any) -> None:
        super().__init__(*args, **more)
        self.roster = roster
        self._offer("employee", roster.hall.employees.all())
        self._offer("shift_type", ShiftType.objects.whole().filter(hall=roster.hall))

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows
        field.empty_label = "–"

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        for name in NEEDS.get(facts.get("what", ""), ()):
            if facts.get(name) is None and name not in self.errors:
                self.add_error(name, _("This is needed here."))
        first, last = facts.get("first"), facts.get("last")
        if first and last and not self.errors:
            self._refuse_days(first, last)
        return facts

    def _refuse_days(self, first: date, last: date) -> None:
        if last < first:
            self.add_error("last", _("The last day is before the first."))
        elif last < self.roster.month or first > self.roster.last_day:
            self.add_error("first", _("These days are not in this month."))

    @property
    def event(self) -> Event:
        facts = self.cleaned_data
        needed = NEEDS.get(facts["what"], ())
        return Event(facts["what"], **{name: facts[name] for name in needed})
