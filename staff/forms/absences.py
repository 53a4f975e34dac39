from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..absences import NotAbsent, is_closed, note_decider, refuse_entering
from ..models import Absence, AbsenceKind, User
from .fields import DateInput, DayField, SetupForm, TimeInput, choices_of


class AbsenceForm(SetupForm):
    class Meta:
        model = Absence
        fields = ["employee", "kind", "first_day", "last_day", "start", "end", "state", "reason", "answer"]
        field_classes = {"first_day": DayField, "last_day": DayField}
        widgets = {"first_day": DateInput, "last_day": DateInput, "start": TimeInput, "end": TimeInput}

    def __init__(self, *args: Any, by: User, **more: Any) -> None:
        super().__init__(*args, **more)
        self.by = by
        choices_of(self, "employee").queryset = self.hall.employees.all()
        kinds = AbsenceKind.of(self.hall)
        choices = [(code, str(kind)) for code, kind in kinds.items()]
        if self.instance.kind not in kinds:
            choices.append((self.instance.kind, self.instance.get_kind_display()))
        self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=choices, initial=self.instance.kind)
        self.fields["last_day"].required = False
        self.fields["last_day"].help_text = _("Empty: the same day.")
        if self.instance._state.adding:
            self.initial["state"] = Absence.State.APPROVED

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        facts = self.cleaned_data
        if "last_day" not in self.errors:
            facts["last_day"] = facts.get("last_day") or facts.get("first_day")
        if not self.errors:
            self._refuse_odd_spans()
        return cleaned

    def _refuse_odd_spans(self) -> None:
        facts = self.cleaned_data
        if facts["last_day"] < facts["first_day"]:
            self.add_error("last_day", _("The last day is before the first."))
            return
        if bool(facts["start"]) != bool(facts["end"]):
            self.add_error("end", _("Give both times, or neither for the whole day."))
        elif facts["start"] and facts["first_day"] != facts["last_day"]:
            self.add_error("last_day", _("Hours can be given for a single day only."))

    def _post_clean(self) -> None:
        """What is asked once the row is what the form says."""
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            try:
                refuse_entering(self.instance, by=self.by)
            except NotAbsent as refusal:
                self.add_error(refusal.field, refusal.sentence)
        if not self.errors:
            self._note_circumstances()

    def _note_circumstances(self) -> None:
        row = self.instance
        is_new = row._state.adding
        if is_new:
            row.is_late = is_closed(self.hall, row.first_day, row.last_day)
        if is_new or "state" in self.changed_data:
            note_decider(row, by=self.by)
