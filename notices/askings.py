"""Telling those who decide that somebody asks for leave; `staff` takes it in and knows nothing of notices."""

from datetime import timedelta

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from staff.absences import kinds_decided_by
from staff.models import Absence, Post, User
from staff.sweeping import sweep

from .kinds import Kind
from .models import Notice
from .sending import tell

AT_ONCE = 500


def tell_askings() -> int:
    """Tell everybody who may decide about leave that has been asked for, once; how many were told."""
    return sweep(untold()[:AT_ONCE], tell_asking)


def untold() -> QuerySet[Absence]:
    """Leave that waits and is not over, of which nobody has a notice and somebody could have one."""
    told = Notice.objects.filter(key=OuterRef("event"))
    leading = Post.objects.filter(hall=OuterRef("employee__hall"), role=Post.Role.MANAGER, user__is_active=True)
    leading = leading.exclude(user=OuterRef("employee__user"))
    yesterday = timezone.now().date() - timedelta(days=1)
    waiting = Absence.objects.filter(state=Absence.State.ASKED, last_day__gte=yesterday)
    return (
        waiting.annotate(event=Concat(Value("leave-asked:"), Cast("pk", CharField())))
        .filter(Exists(leading))
        .exclude(Exists(told))
        .select_related("employee__hall")
        .order_by("pk")
    )


@transaction.atomic
def tell_asking(absence: Absence) -> int:
    person = absence.employee
    facts = {"person": person.name, "first": absence.first_day, "last": absence.last_day, "reason": absence.reason}
    url = f"{reverse('rosters:leave', args=[person.hall.code])}#leave-{absence.pk}"
    key = f"leave-asked:{absence.pk}"
    return tell(deciders_of(absence), Kind.LEAVE_ASKED, hall=person.hall, key=key, facts=facts, url=url)


def deciders_of(absence: Absence) -> list[User]:
    """Who may approve it, and never who asks."""
    hall = absence.employee.hall
    roles = (Post.Role.MANAGER, Post.Role.DUTY_MANAGER)
    users = User.objects.filter(posts__hall=hall, posts__role__in=roles).distinct()
    others = [user for user in users if user.pk != absence.employee.user_id]
    return [user for user in others if absence.kind in kinds_decided_by(user, hall)]
