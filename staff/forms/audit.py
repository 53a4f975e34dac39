from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..auditlog import PROGRAM
from ..auditwords import sentence_of
from ..models import AuditEntry, Hall
from .fields import DayField, choices_of


class LogFilter(forms.Form):
    """What to look for in a hall's log; offers only who and what there is."""

    q = forms.CharField(label=_("Person or subject"), required=False, max_length=100)
    by = forms.ChoiceField(label=_("Who"), required=False)
    act = forms.ChoiceField(label=_("What"), required=False)
    first = DayField(label=pgettext_lazy("a date", "from"), required=False)
    last = DayField(label=pgettext_lazy("a date", "until"), required=False)

    def __init__(self, *args: Any, hall: Hall, **more: Any) -> None:
        super().__init__(*args, **more)
        entries = AuditEntry.objects.filter(hall=hall).order_by()
        names = sorted(entries.values_list("by_name", flat=True).distinct())
        acts = [(act, sentence_of(act, "…")) for act in entries.values_list("act", flat=True).distinct()]
        people = [(name or PROGRAM, name or _("the program")) for name in names]
        choices_of(self, "by").choices = [("", _("everybody")), *people]
        choices_of(self, "act").choices = [("", _("everything")), *sorted(acts, key=lambda act: act[1])]
