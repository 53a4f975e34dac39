from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from staff.forms.fields import TimeInput
from staff.models import User

from ..kinds import Group
from ..models import Preferences


class PreferencesForm(forms.ModelForm):
    """How and when its user is told, and at which address."""

    email = forms.EmailField(label=_("E-mail address"), required=False)
    mail_groups = forms.MultipleChoiceField(
        label=_("By e-mail about"), choices=Group.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Preferences
        fields = ["by_mail", "mail_groups", "quiet_from", "quiet_to"]
        widgets = {"quiet_from": TimeInput, "quiet_to": TimeInput}

    field_order = ["email", "by_mail", "mail_groups", "quiet_from", "quiet_to"]

    def __init__(self, data: Any, *, user: User) -> None:
        instance = Preferences.objects.filter(user=user).first() or Preferences(user=user)
        super().__init__(data, instance=instance, initial={"email": user.email})
        self.user = user

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if bool(self.cleaned_data.get("quiet_from")) != bool(self.cleaned_data.get("quiet_to")):
            self.add_error("quiet_to", _("Give both times, or leave both empty."))
        return cleaned

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        """The preferences and the user's address, both written."""
        self.user.email = self.cleaned_data["email"]
        self.user.save(update_fields=["email"])
        return super().save(commit)
