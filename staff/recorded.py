"""Acts of the set-up pages: each changes rows and says so in the audit log, in one transaction."""

import hashlib
import json
from collections.abc import Iterable
from functools import partial
from typing import Any

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models.deletion import Collector, ProtectedError
from django.db.models.fields.files import FieldFile

from .audit import record
from .models import Hall, User


class InUse(Exception):
    """A row that others stand on; `by` names what stands on it."""

    def __init__(self, by: dict[str, int]) -> None:
        super().__init__(by)
        self.by = by


def facts_of(row: models.Model) -> dict[str, Any]:
    """The row's own columns and choices of many, as JSON keeps them; of its model's `SECRETS` only a fingerprint."""
    columns: dict[str, Any] = {field.attname: field.value_from_object(row) for field in row._meta.concrete_fields}
    if not row._state.adding:
        for field in row._meta.many_to_many:
            columns[field.name] = sorted(getattr(row, field.name).values_list("pk", flat=True))
    columns |= {name: fingerprint(columns[name]) for name in getattr(row, "SECRETS", ()) if columns[name]}
    return json.loads(json.dumps(columns, cls=DjangoJSONEncoder))


def fingerprint(facts: Any) -> str:
    """A short text that differs whenever the facts do."""
    text = json.dumps(facts, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def hold(hall: Hall | None) -> None:
    """Let nobody else change the set-up of the hall until the transaction ends; what is of no hall holds nobody up.

    Of two who enter the same code at once, the second finds that of the first, and is told so beside the field.
    """
    if hall:
        Hall.objects.select_for_update(no_key=True).get(pk=hall.pk)


@transaction.atomic
def save_form(form: forms.ModelForm, *, by: User, hall: Hall | None, why: str = "") -> Any:
    """Save a valid form and keep what it changed; a form that changed nothing leaves no entry.

    What the department settles (`hall` None) is in the log of every hall.
    """
    known = None if form.instance._state.adding else type(form.instance)._default_manager.get(pk=form.instance.pk)
    before = facts_of(known) if known else None
    row = form.save()
    record_change(row, before, by=by, hall=hall, why=why)
    return row


def record_change(
    row: models.Model, before: dict[str, Any] | None, *, by: User | None, hall: Hall | None, why: str = ""
) -> None:
    """Keep the columns that differ from `before`; None says that the row is new."""
    after = facts_of(row)
    kind = row._meta.model_name
    if before is None:
        record_in(hall, f"{kind}-added", by=by, subject=str(row), after=after, why=why)
        return
    changed = {name for name in after if after[name] != before.get(name)}
    if changed:
        old, new = ({name: facts.get(name) for name in changed} for facts in (before, after))
        record_in(hall, f"{kind}-changed", by=by, subject=str(row), before=old, after=new, why=why)


def record_in(hall: Hall | None, act: str, **entry: Any) -> None:
    """An entry in the hall's log, without a hall in each of them."""
    for one in [hall] if hall else Hall.objects.order_by("pk"):
        record(act, hall=one, **entry)


@transaction.atomic
def delete_row(row: models.Model, *, by: User, hall: Hall | None) -> None:
    """Delete a row and what goes with it; raises `InUse` when something may not go with it."""
    kind, subject, before = row._meta.model_name, str(row), facts_of(row)
    files = [file for one in (row, *rows_with(row)) for file in files_of(one)]
    row.delete()
    record_in(hall, f"{kind}-removed", by=by, subject=subject, before=before)
    for file in files:
        transaction.on_commit(partial(file.delete, save=False))


def goes_with(row: models.Model) -> dict[str, int]:
    """What a deletion takes along, counted by the kind's name; raises `InUse` when it is not possible."""
    return count_by_kind(rows_with(row))


def rows_with(row: models.Model) -> list[models.Model]:
    """The other rows that a deletion takes along; raises `InUse` when it is not possible."""
    collector = Collector(using=row._state.db or "default", origin=row)
    try:
        collector.collect([row])
    except ProtectedError as error:
        raise InUse(count_by_kind(error.protected_objects)) from error
    rows = [other for found in collector.data.values() for other in found if other != row]
    return rows + [other for found in collector.fast_deletes for other in found]


def files_of(row: models.Model) -> list[FieldFile]:
    fields = [field for field in row._meta.concrete_fields if isinstance(field, models.FileField)]
    return [file for field in fields if (file := getattr(row, field.attname))]


def count_by_kind(rows: Iterable[models.Model]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        if not row._meta.auto_created:
            name = str(row._meta.verbose_name_plural)
            counts[name] = counts.get(name, 0) + 1
    return counts
