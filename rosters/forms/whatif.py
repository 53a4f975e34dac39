"""What if: the form that asks what could be different, any of it together."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from staff.forms.fields import DateInput, HoursField, TimeInput
from staff.models import Employee, Station

from ..models import Roster, RuleSettings, ShiftType
from ..whatifs.supposing import ClosedStation, MorePeople, OtherLimit, OtherTimes, with_times

# The hall's limits that can be asked about; those in minutes are asked for in hours.
LIMITS = ["days_in_a_row", "rest_minutes", "overtime_month_minutes"]


class WhatIfForm(forms.Form):
    """`asks` holds what is to be different when the form is valid."""

    like = forms.ModelChoiceField(
        Employee.objects.none(), label=_("One more like"), to_field_name="code", required=False,
        help_text=_("With the same contract, stations, skills and limits."),
    )  # fmt: skip
    count = forms.IntegerField(label=_("How many more"), min_value=1, max_value=5, initial=1, required=False)
    station = forms.ModelChoiceField(
        Station.objects.none(), label=_("A station closed"), to_field_name="code", required=False
    )
    first = forms.DateField(label=_("Closed from"), widget=DateInput, required=False)
    last = forms.DateField(label=_("Closed to"), widget=DateInput, required=False)
    shift_type = forms.ModelChoiceField(ShiftType.objects.none(), label=_("A shift with other times"), required=False)
    start = forms.TimeField(label=_("It begins"), widget=TimeInput, required=False)
    end = forms.TimeField(label=_("It ends"), widget=TimeInput, required=False)
    days_in_a_row = forms.IntegerField(label=_("Most working days in a row"), min_value=1, max_value=31, required=False)
    rest_minutes = HoursField(label=_("Rest between shifts, hours"), most=24, required=False)
    overtime_month_minutes = HoursField(label=_("Most overtime a month, hours"), most=31 * 24, required=False)

    def __init__(self, *args: Any, roster: Roster, rules: RuleSettings, **more: Any) -> None:
        super().__init__(*args, **more)
        self.roster, self.rules = roster, rules
        last = roster.last_day
        hall = roster.hall
        self._offer("like", hall.employees.employed_between(roster.month, last).select_related("home_station"))
        self._offer("station", hall.stations.all())
        self._offer("shift_type", ShiftType.objects.whole().filter(hall=hall).valid_between(roster.month, last))
        for name in LIMITS:
            amount = self.fields[name].prepare_value(getattr(rules, name))
            self.fields[name].help_text = _("Now %(amount)s") % {"amount": amount}

    @classmethod
    def in_minutes(cls, facts: Mapping[str, Any], *, roster: Roster, rules: RuleSettings) -> "WhatIfForm":
        """The form as a program fills it in: what the page asks for in hours comes in minutes."""
        hours = {name: round(facts[name] / 60, 2) for name in LIMITS if name.endswith("_minutes") and name in facts}
        return cls({**facts, **hours}, roster=roster, rules=rules)

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset, field.empty_label = rows, "–"

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("station"):
            self._clean_days(facts)
        if facts.get("shift_type"):
            self._clean_times(facts)
        if not self.errors and not any(self._asks(facts)):
            raise ValidationError(_("Say what would be different: at least one of these."))
        return facts

    def _clean_days(self, facts: dict[str, Any]) -> None:
        first, last = facts.get("first"), facts.get("last") or facts.get("first")
        if "first" in self.errors or "last" in self.errors:
            return
        if not (first and last and self.roster.month <= first <= last <= self.roster.last_day):
            self.add_error("first", _("Choose days of this month, the first before the last."))

    def _clean_times(self, facts: dict[str, Any]) -> None:
        row = facts["shift_type"]
        if facts.get("start") is None and facts.get("end") is None:
            self.add_error("start", _("Say when it would begin or end."))
            return
        try:
            with_times(row, facts.get("start") or row.start, facts.get("end") or row.end).clean()
        except ValidationError as refusal:
            self.add_error("start", [str(text) for text in refusal.messages])

    @property
    def asks(self) -> list[Any]:
        return list(self._asks(self.cleaned_data))

    def _asks(self, facts: dict[str, Any]) -> Iterator[Any]:
        if like := facts.get("like"):
            yield MorePeople(like.code, like.name, facts.get("count") or 1)
        if (station := facts.get("station")) and facts.get("first"):
            last = facts.get("last") or facts["first"]
            yield ClosedStation(station.code, station.name, facts["first"].isoformat(), last.isoformat())
        if row := facts.get("shift_type"):
            start, end = facts.get("start") or row.start, facts.get("end") or row.end
            yield OtherTimes(row.pk, row.code, f"{start:%H:%M}", f"{end:%H:%M}")
        for name in LIMITS:
            if facts.get(name) is not None and facts[name] != getattr(self.rules, name):
                yield OtherLimit(name, facts[name])
