from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import CalendarDay
from .fields import choices_of


class CalendarDayForm(forms.ModelForm):
    class Meta:
        model = CalendarDay
        fields = ["kind", "name"]
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices_of(self, "kind").choices = CalendarDay.Kind.choices


class ImportForm(forms.Form):
    """A list of days, in a file or pasted."""

    file = forms.FileField(label=_("File"), required=False, widget=forms.FileInput({"accept": ".csv,text/csv"}))
    text = forms.CharField(
        label=_("Or paste it here"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors and not self.cleaned_data["file"] and not self.cleaned_data["text"].strip():
            self.add_error("file", _("Choose a file, or paste its text."))
        return cleaned

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > 1_000_000:
            raise forms.ValidationError(_("This file is far too large for a list of days."))
        return file
