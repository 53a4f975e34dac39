"""Building only a part: who and when, and whether it is that part that is built or that stays."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..builds.parts import Part
from .tools import ToolForm


class PartForm(ToolForm):
    """`part` says what is built when the form is valid."""

    title, icon = _("Build a part"), "build"
    field_order = ["stays", "first", "last", "people"]

    stays = forms.ChoiceField(
        label=_("Which part"),
        choices=[("0", _("Build only these")), ("1", _("Keep these, build the rest"))],
        initial="0",
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if facts.get("last") and facts.get("stays") == "0" and facts["last"] < self.roster.hall.today():
            self.add_error("last", _("These days are over; what was worked stays."))
        return facts

    @property
    def part(self) -> Part:
        facts = self.cleaned_data
        codes = tuple(employee.code for employee in self.chosen) if facts["people"] else ()
        return Part(codes, facts["first"], facts["last"], facts["stays"] == "1")
