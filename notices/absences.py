"""Telling people that their leave was decided; `staff` decides it and knows nothing of notices."""

from datetime import timedelta

from django.db import transaction
from django.db.models import CharField, Count, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils import timezone

from staff.models import Absence
from staff.sweeping import sweep

from .kinds import Kind
from .models import Notice
from .sending import tell

AT_ONCE = 500


def tell_decisions() -> int:
    """Tell everybody of the verdict on her leave by somebody else, anew when it changes; how many were told."""
    return sweep(untold()[:AT_ONCE], tell_decision)


def untold() -> QuerySet[Absence]:
    """Verdicts on leave that is not over, other than the last that the person was told; `told` is how often she was."""
    decided = Absence.objects.exclude(state=Absence.State.ASKED).filter(decided_by__isnull=False)
    told = Notice.objects.filter(user=OuterRef("employee__user"), key__startswith=OuterRef("event")).order_by()
    last = told.order_by("-at").values(answer=KeyTextTransform("answer", "facts"))[:1]
    times = told.values("user").annotate(times=Count("pk")).values("times")
    return (
        decided.filter(employee__user__is_active=True, last_day__gte=timezone.now().date() - timedelta(days=1))
        .exclude(decided_by=F("employee__user"))
        .annotate(event=Concat(Value("absence:"), Cast("pk", CharField()), Value(":")))
        .annotate(last=Subquery(last), told=Coalesce(Subquery(times), 0))
        .exclude(last__isnull=False, last=F("state"))
        .select_related("employee__hall", "employee__user")
        .order_by("pk")
    )


@transaction.atomic
def tell_decision(absence: Absence) -> int:
    person = absence.employee
    assert person.user is not None, "asked for in untold()"
    told: int = getattr(absence, "told", 0)
    facts = {"answer": absence.state, "first": absence.first_day, "last": absence.last_day}
    key = f"absence:{absence.pk}:{absence.state}" + (f":{told}" if told else "")
    return tell([person.user], Kind.LEAVE_DECIDED, hall=person.hall, key=key, facts=facts, url=reverse("rosters:me"))
