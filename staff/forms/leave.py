"""Asking for leave on the phone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..attachments import ACCEPTED, Attachment, NotAttachable, attachment_of
from ..models import Absence, AbsenceKind, Employee
from .fields import DateInput, DayField, TimeInput

REFUSED = {
    "size": _("The file is larger than 10 MB."),
    "empty": _("The file is empty."),
    "type": _("Only photos (JPEG, PNG, WebP), PDF and Office documents without macros are taken."),
    "name": _("The file is not what its name says."),
}


class DocumentField(forms.FileField):
    """A photo or document; its content is looked at."""

    def __init__(self, **more: Any) -> None:
        widget = forms.FileInput({"accept": f"image/*,{ACCEPTED}"})
        super().__init__(label=_("Photo or file"), widget=widget, **more)

    def clean(self, data: Any, initial: Any = None) -> Attachment | None:
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return attachment_of(file)
        except NotAttachable as refusal:
            raise forms.ValidationError(REFUSED[refusal.reason]) from refusal


class DocumentForm(forms.Form):
    file = DocumentField()


class LeaveForm(forms.Form):
    """What somebody asks for; `absence` is the unsaved row of it."""

    kind = forms.ChoiceField(label=_("Kind"))
    first_day = DayField(label=_("first day"), widget=DateInput)
    last_day = DayField(label=_("last day"), widget=DateInput, required=False, help_text=_("Empty: the same day."))
    start = forms.TimeField(label=_("from"), widget=TimeInput, required=False, help_text=_("Empty: the whole day."))
    end = forms.TimeField(label=_("to"), widget=TimeInput, required=False)
    reason = forms.CharField(label=_("Note"), max_length=200, required=False)
    file = DocumentField(required=False)

    def __init__(self, *args: Any, employee: Employee, **more: Any) -> None:
        super().__init__(*args, **more)
        self.employee = employee
        offered = [kind for kind in AbsenceKind.of(employee.hall).values() if kind.is_offered]
        self.fields["kind"].choices = [(kind.code, str(kind)) for kind in offered]  # type: ignore[attr-defined]

    @property
    def absence(self) -> Absence:
        facts = {name: value for name, value in self.cleaned_data.items() if name != "file"}
        facts["last_day"] = facts["last_day"] or facts["first_day"]
        return Absence(employee=self.employee, **facts)

    @property
    def documents(self) -> list[Attachment]:
        file = self.cleaned_data["file"]
        return [file] if file else []
