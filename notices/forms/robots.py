import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from staff.forms.fields import SetupForm, choices_of

from ..kinds import PUBLIC
from ..models import Robot

TOKEN = re.compile(r"[A-Za-z0-9_-]{8,200}")
IN_QUERY = {Robot.Service.WECOM: "key", Robot.Service.DINGTALK: "access_token"}


class RobotForm(SetupForm):
    """A robot whose address and secret are only ever typed in, never shown."""

    own_in_hall = ("name",)

    address = forms.CharField(
        label=_("Address of the robot"),
        max_length=500,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("The whole webhook address, as the chat program shows it."),
    )
    signing = forms.CharField(
        label=_("Secret for signing"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("Of DingTalk and Feishu, if the robot was made with it; WeCom has none."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Tells the group about"),
        choices=[(kind.value, kind.label) for kind in PUBLIC],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Robot
        fields = ["name", "service", "language", "kinds", "is_active"]

    field_order = ["name", "service", "address", "signing", "language", "kinds", "is_active"]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [choice for choice in Robot.Service.choices if choice[0] != Robot.Service.WEBHOOK]
        choices_of(self, "service").choices = choices
        if self.instance.pk:
            self.fields["address"].required = False
            kept = _("Kept as it is while this stays empty.")
            self.fields["address"].help_text = self.fields["signing"].help_text = kept

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        address, service = self.cleaned_data.get("address"), self.cleaned_data.get("service")
        if address and service:
            token = token_in(address, service)
            if token is None:
                self.add_error("address", _("This is not a robot’s address of that service."))
            else:
                self.instance.token = token
        elif self.instance.pk and "service" in self.changed_data:
            self.add_error("address", _("Another service has another address."))
        if secret := self.cleaned_data.get("signing"):
            self.instance.secret = secret
        return cleaned


def token_in(address: str, service: str) -> str | None:
    """The part of a webhook's address that names the robot; also when only that part was typed."""
    if TOKEN.fullmatch(address):
        return address
    parts = urlsplit(address)
    if service in IN_QUERY:
        token = parse_qs(parts.query).get(IN_QUERY[Robot.Service(service)], [""])[0]
    else:
        token = parts.path.partition("/hook/")[2]
    return token if TOKEN.fullmatch(token) else None
