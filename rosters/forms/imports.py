"""What a sheet's import asks for: the file, and the meanings of its texts."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from ..imports.memory import Meaning, Person, meaning_of
from ..models import Roster, SheetWord

NOTHING = "none"


class TableForm(forms.Form):
    """A file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A workbook or a table: .xlsx, .xls, .ods or .csv, at most 20 MB."),
        widget=forms.FileInput({"accept": ".xlsx,.xls,.ods,.csv"}),
    )


class SheetForm(TableForm):
    """The file of a roster."""

    empties = forms.BooleanField(label=_("Empty cells of the sheet empty the roster’s"), required=False)


def people_in(roster: Roster, sent: Mapping[str, str]) -> dict[str, Person]:
    """Texts for which somebody, or nobody, was chosen."""
    people = {employee.code: employee for employee in roster.hall.employees.all()}
    chosen = chosen_in(sent, SheetWord.Of.PERSON)
    return {text: people.get(key) for text, key in chosen.items() if key in people or key == NOTHING}


def values_in(roster: Roster, sent: Mapping[str, str]) -> dict[str, Meaning]:
    """Texts for which a shift, a day off, leave, or nothing was chosen; raises NotEditable for anything else."""
    chosen = chosen_in(sent, SheetWord.Of.VALUE)
    return {text: None if key == NOTHING else meaning_of(roster.hall, key) for text, key in chosen.items()}


def chosen_in(sent: Mapping[str, str], of: str) -> dict[str, str]:
    start = f"{of}:"
    return {name.removeprefix(start): key for name, key in sent.items() if name.startswith(start) and key}
