from django import forms
from django.utils.translation import gettext_lazy as _


class FiguresForm(forms.Form):
    """A workbook with figures."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A workbook or a table: .xlsx, .xls, .ods or .csv, at most 20 MB."),
        widget=forms.FileInput({"accept": ".xlsx,.xls,.ods,.csv"}),
    )
