from typing import Any

from django.utils.translation import gettext_lazy as _

from ..models import Absence
from .fields import DateInput, SetupForm, TimeInput, choices_of


class AbsenceForm(SetupForm):
    class Meta:
        model = Absence
        fields = ["employee", "kind", "first_day", "last_day", "start", "end", "state", "reason"]
        widgets = {"first_day": DateInput, "last_day": DateInput, "start": TimeInput, "end": TimeInput}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices_of(self, "employee").queryset = self.hall.employees.all()
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
        elif twin := self._twin():
            self.add_error("first_day", _("“%(twin)s” covers some of these days already.") % {"twin": twin})

    def _twin(self) -> Absence | None:
        """An absence for whole days that this one would repeat."""
        facts = self.cleaned_data
        if facts["state"] == Absence.State.DECLINED:
            return None
        others = facts["employee"].absences.between(facts["first_day"], facts["last_day"])
        others = others.exclude(state=Absence.State.DECLINED).exclude(pk=self.instance.pk)
        return others.filter(start__isnull=True).first()
