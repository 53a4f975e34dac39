"""The form on the phone: a few figures, a note, a photo."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from staff.attachments import ACCEPTED, Attachment, NotAttachable, attachment_of

from ..models import PlanTask, Record
from ..recording import Entry
from ..wording import reason_of

Measure = PlanTask.Measure
MOST = 1_000_000


def whole_number(label: str) -> forms.IntegerField:
    """A figure with the digits of a phone; a negative one is refused in words by the act."""
    widget = forms.NumberInput({"inputmode": "numeric", "min": 0, "class": "plan-number"})
    return forms.IntegerField(label=label, widget=widget, validators=[MaxValueValidator(MOST)])


class RecordForm(forms.Form):
    """Asks for what the task's measure needs, and for nothing else first."""

    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}))
    link = forms.URLField(
        label=_("Link"), max_length=Record._meta.get_field("link").max_length, required=False, assume_scheme="https"
    )
    file = forms.FileField(
        label=_("Photo or file"), required=False, widget=forms.FileInput({"accept": f"image/*,{ACCEPTED}"})
    )

    def __init__(self, *args: Any, task: PlanTask, corrects: Record | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.task = task
        if task.adds_up:
            self.fields["value"] = whole_number(task.counted or str(_("Number")))
        if task.measure == Measure.RATE:
            self.fields["base"] = whole_number(task.counted_of or str(_("Out of")))
            self.fields["base"].widget.attrs["data-part"] = _(
                "The first figure is a part of the second: it cannot be larger."
            )
        if task.measure != Measure.DELIVERABLE:
            del self.fields["link"]
        self.order_fields(["value", "base", "note", "link", "file"])
        if corrects:
            self.initial = {name: getattr(corrects, name) for name in ("value", "base", "note", "link")}

    def clean_file(self) -> Attachment | None:
        file = self.cleaned_data["file"]
        if not file:
            return None
        try:
            return attachment_of(file)
        except NotAttachable as refusal:
            raise forms.ValidationError(reason_of({"reason": refusal.reason})) from refusal

    @property
    def entry(self) -> Entry:
        facts = self.cleaned_data
        return Entry(
            facts.get("value") or 0,
            facts.get("base") or 0,
            facts.get("note", ""),
            facts.get("link", ""),
            facts.get("file"),
        )
