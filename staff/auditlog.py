"""Reading a hall's log: who may, what is asked for, and as a file."""

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from .access import get_visible_hall
from .auditwords import Fact, Line, lines_of
from .models import AuditEntry, Employee, Hall, User

# Who did it, when it was nobody: the program itself.
PROGRAM = "-"
CHUNK = 500
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")


def get_audited_hall(user: User, code: str) -> Hall:
    """A hall whose log the user may read: its manager and the department may."""
    hall = get_visible_hall(user, code)
    if not user.reads_all_halls and not Hall.objects.managed_by(user).filter(pk=hall.pk).exists():
        raise PermissionDenied
    return hall


def entries_of(
    hall: Hall, *, by: str = "", act: str = "", first: date | None = None, last: date | None = None, q: str = ""
) -> QuerySet[AuditEntry]:
    """The hall's entries, newest first; days are those of the hall's clock."""
    asked = Q(hall=hall)
    if by:
        asked &= Q(by_name="" if by == PROGRAM else by)
    if act:
        asked &= Q(act=act)
    if first:
        asked &= Q(at__gte=midnight(first, hall))
    if last:
        asked &= Q(at__lt=midnight(last + timedelta(days=1), hall))
    if q:
        asked &= speaks_of(q, hall)
    entries = AuditEntry.objects.annotate(facts=Cast("after", TextField())) if q else AuditEntry.objects.all()
    return entries.filter(asked).order_by("-number")


def midnight(day: date, hall: Hall) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(hall.time_zone))


def speaks_of(words: str, hall: Hall) -> Q:
    """Entries with the words in subject, actor or reason, or about a person of that name."""
    found = Q(subject__icontains=words) | Q(by_name__icontains=words) | Q(why__icontains=words)
    for code in Employee.objects.filter(hall=hall, name__icontains=words).values_list("code", flat=True)[:20]:
        found |= Q(subject__contains=f" {code} ") | Q(subject__startswith=f"{code} ")
        # An act on many cells keeps them by code and date; one database keeps the letters of JSON, one escapes them.
        found |= Q(facts__contains=f'"{code} ') | Q(facts__contains=f"{json.dumps(code)[:-1]} ")
    return found


def csv_of(entries: QuerySet[AuditEntry], hall: Hall) -> Iterator[str]:
    """The entries as a file for spreadsheets, piece by piece, in the language of the moment it is asked for."""
    return pieces_of(entries, hall, get_language())


def pieces_of(entries: QuerySet[AuditEntry], hall: Hall, language: str | None) -> Iterator[str]:
    """Begins with the mark that Excel knows UTF-8 by."""
    with override(language):
        heads = ["", _("When"), _("Who"), _("What was done"), _("Changes"), _("Why"), _("Address"), _("Digest")]
        yield "\ufeff" + csv_row(heads)
        rest = entries
        # By number and not by place: what is recorded meanwhile moves every entry on by one.
        while piece := list(rest[:CHUNK]):
            yield "".join(csv_row(cells_of(line, hall)) for line in lines_of(piece))
            rest = entries.filter(number__lt=piece[-1].number)


def cells_of(line: Line, hall: Hall) -> list[Any]:
    entry = line.entry
    at = entry.at.astimezone(ZoneInfo(hall.time_zone)).strftime("%Y-%m-%d %H:%M:%S")
    changes = "; ".join(map(change_text, line.facts))
    return [entry.number, at, line.who, line.sentence, changes, entry.why, entry.address, entry.digest]


def change_text(fact: Fact) -> str:
    name = f"{fact.name}: " if fact.name else ""
    return name + (fact.after if fact.stays else f"{fact.before or '–'} → {fact.after or '–'}")


def csv_row(cells: list[Any]) -> str:
    line = StringIO()
    csv.writer(line).writerow([safe(cell) for cell in cells])
    return line.getvalue()


def safe(cell: Any) -> Any:
    """Text that a spreadsheet would take for a formula is kept text by an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_BEGINS) else cell
