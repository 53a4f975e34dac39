"""The grid's tools: what each asks for, and the proposal that comes of it."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.forms.fields import DayField
from staff.models import Employee

from ..edits import pasting, proposals
from ..edits.proposals import Proposal
from ..edits.reading import Words
from ..edits.values import CellValue
from ..grids.grid import place_of
from ..models import Edit, Roster
from ..month import Month


class ToolForm(forms.Form):
    """Which people and days; `proposal(month)` says what would change when the form is valid."""

    what: Edit.What
    title: Any
    icon = "edit"

    people = forms.ModelMultipleChoiceField(
        Employee.objects.none(), to_field_name="code", required=False,
        label=pgettext_lazy("whom a tool is for", "People"),
        help_text=_("Nobody chosen: everybody."), widget=forms.SelectMultiple({"size": 6}),
    )  # fmt: skip
    first = DayField(label=_("From"))
    last = DayField(label=_("To"))

    def __init__(self, *args: Any, roster: Roster, **more: Any) -> None:
        super().__init__(*args, **more)
        self.roster = roster
        field = self.fields["people"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = roster.hall.employees.select_related("home_station")
        for name, initial in (("first", roster.month), ("last", roster.last_day)):
            if name in self.fields:
                self.fields[name].initial = initial

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        first, last = facts.get("first"), facts.get("last")
        if first and last and not self.roster.month <= first <= last <= self.roster.last_day:
            self.add_error("last", _("Choose days of this month, the first before the last."))
        return facts

    @property
    def chosen(self) -> list[Employee]:
        """The people in the order of the grid."""
        people = self.cleaned_data["people"] or self.roster.hall.employees.select_related("home_station")
        return sorted(people, key=place_of)

    def employed(self, month: Month) -> list[Employee]:
        here = {employee.pk for employee in month.employees}
        return [employee for employee in self.chosen if employee.pk in here]

    def proposal(self, month: Month) -> Proposal:
        raise NotImplementedError


class PasteForm(ToolForm):
    """A table from a spreadsheet, and the cell at which it begins."""

    what, title = Edit.What.PASTE, _("Paste a table")
    field_order = ["text", "employee", "date", "empties"]

    text = forms.CharField(
        label=_("Table"), max_length=100_000, strip=False, widget=forms.Textarea({"rows": 6}),
        help_text=_("Cells copied from Excel or WPS. They may begin with names and with a line of days."),
    )  # fmt: skip
    employee = forms.ModelChoiceField(
        Employee.objects.none(), label=_("First person"), to_field_name="code", empty_label=None
    )
    date = DayField(label=_("First day"))
    empties = forms.BooleanField(label=_("Empty cells of the table empty the roster’s"), required=False)

    def __init__(self, *args: Any, roster: Roster, **more: Any) -> None:
        super().__init__(*args, roster=roster, **more)
        for name in ("first", "last"):
            del self.fields[name]
        self.fields["people"].widget = forms.MultipleHiddenInput()
        field = self.fields["employee"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = roster.hall.employees.select_related("home_station")
        self.fields["date"].initial = roster.month

    @property
    def below(self) -> list[Employee]:
        """The people from the first one down: as the page has sorted them, else in the grid's order."""
        order = self.data.getlist("people") if hasattr(self.data, "getlist") else []
        people = {employee.code: employee for employee in self.chosen}
        rows = [people[code] for code in order if code in people] or list(people.values())
        codes = [employee.code for employee in rows]
        first = self.cleaned_data["employee"].code
        return rows[codes.index(first) :] if first in codes else rows

    def proposal(self, month: Month) -> Proposal:
        facts = self.cleaned_data
        return pasting.pasted(month, facts["text"], self.below, facts["date"], empties=facts["empties"])


class PastForm(ToolForm):
    """A past week or month once more."""

    what, title, icon = Edit.What.PAST, _("Copy from the past"), "clock"
    field_order = ["source", "first", "last", "people"]

    source = DayField(label=_("Copy from this day on"), help_text=_("28 days earlier keeps the weekdays."))

    def __init__(self, *args: Any, roster: Roster, **more: Any) -> None:
        super().__init__(*args, roster=roster, **more)
        start = self.initial.get("first") or roster.month
        self.fields["source"].initial = start - timedelta(days=28)

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if facts.get("source") and facts.get("first") and facts["source"] >= facts["first"]:
            self.add_error("source", _("Choose an earlier day than the first one here."))
        return facts

    def proposal(self, month: Month) -> Proposal:
        facts = self.cleaned_data
        return proposals.repeated(month, self.employed(month), facts["source"], facts["first"], facts["last"])


class PatternForm(ToolForm):
    """A rotation over a range."""

    what, title, icon = Edit.What.FILL, _("Fill with a pattern"), "roster"
    field_order = ["pattern", "offset", "first", "last", "people"]

    pattern = forms.CharField(
        label=_("Pattern"), max_length=200, help_text=_("Shift codes one after the other, such as 早早中中晚晚休休.")
    )
    offset = forms.IntegerField(
        label=_("Each next person begins so many places further on"), min_value=0, max_value=31, initial=0
    )

    def clean_pattern(self) -> str:
        text = self.cleaned_data["pattern"]
        words = Words(self.roster.hall.shift_types.filter(part_of=None))
        self.values = list(words.sequence(text))
        unknown = [one for one in self.values if not isinstance(one, CellValue)]
        if unknown or not self.values:
            raise forms.ValidationError(_("Not understood: %(texts)s"), params={"texts": " ".join(map(str, unknown))})
        return text

    def proposal(self, month: Month) -> Proposal:
        facts = self.cleaned_data
        values = [one for one in self.values if isinstance(one, CellValue)]
        people = self.employed(month)
        return proposals.filled(month, people, facts["first"], facts["last"], values, offset=facts["offset"])


class PinForm(ToolForm):
    """Pins on a range, or none."""

    what, title, icon = Edit.What.PIN, _("Pin or unpin"), "lock"
    field_order = ["pin", "first", "last", "people"]

    pin = forms.ChoiceField(
        label=_("Pin or unpin"), choices=[("1", _("Pin what stands there")), ("0", _("Unpin"))], initial="1",
        widget=forms.RadioSelect,
    )  # fmt: skip

    def proposal(self, month: Month) -> Proposal:
        facts = self.cleaned_data
        return proposals.pinned(month, self.employed(month), facts["first"], facts["last"], pin=facts["pin"] == "1")


TOOLS: dict[str, type[ToolForm]] = {"paste": PasteForm, "past": PastForm, "pattern": PatternForm, "pin": PinForm}
