from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.forms.fields import SetupForm

from ..channels.webhooks import BadAddress, allowed_number, checked
from ..kinds import HOOKED
from ..models import Robot

FAULTS = {
    "http": _("The address has to begin with https://."),
    "nowhere": _("This address leads nowhere."),
    "private": _("This address is inside the own network, which is not called."),
}


def looked_at(text: str) -> str:
    """The address, if it may be called; raises a ValidationError that says why not."""
    address = text.strip()
    try:
        parts = checked(address)
        allowed_number(parts.hostname or "")
    except BadAddress as error:
        raise forms.ValidationError(FAULTS[str(error)]) from None
    except ValueError:
        raise forms.ValidationError(FAULTS["nowhere"]) from None
    return address


class WebhookForm(SetupForm):
    """An address of a program that is told of events."""

    own_in_hall = ("name",)

    token = forms.CharField(
        label=pgettext_lazy("webhook", "Address"), max_length=500, widget=forms.URLInput({"placeholder": "https://"})
    )
    kinds = forms.MultipleChoiceField(
        label=_("Is told of"),
        choices=[(kind.value, kind.label) for kind in HOOKED],
        initial=[kind.value for kind in HOOKED],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Robot
        fields = ["name", "token", "kinds", "is_active"]
        labels = {"name": pgettext_lazy("webhook", "Name")}

    def clean_token(self) -> str:
        return looked_at(str(self.cleaned_data["token"]))

    def clean(self) -> dict[str, Any] | None:
        self.instance.service = Robot.Service.WEBHOOK
        return super().clean()
