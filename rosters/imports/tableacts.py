"""Tables of people, demand and customers: what one would change, putting it in force, keeping how to take it back."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from staff.models import Hall, User

from ..models import TableImport
from .arrivaltable import ArrivalsPlan
from .demandtable import DemandPlan
from .peopletable import PeoplePlan
from .safely import from_json

# So many imports of a kind can be taken back.
KEPT = 5
What = TableImport.What

Plan = PeoplePlan | DemandPlan | ArrivalsPlan
PLANS: dict[str, type[Plan]] = {
    What.PEOPLE.value: PeoplePlan,
    What.DEMAND.value: DemandPlan,
    What.ARRIVALS.value: ArrivalsPlan,
}


def plan_for(kept: TableImport) -> Plan:
    return PLANS[kept.what](kept.hall, [from_json(one) for one in kept.facts])


@transaction.atomic
def put_in_force(kept: TableImport, *, by: User, seen: str | None = None) -> Plan | None:
    """Do what the table says; nothing, and None, when that is no longer what was `seen`."""
    # One at a time, so that nobody slips in between the look at what stands and its replacement.
    Hall.objects.select_for_update(no_key=True).get(pk=kept.hall_id)
    plan = plan_for(kept)
    if seen is not None and seen != plan.seen:
        return None
    keep_undo(kept, plan.apply(by=by, name=kept.name))
    return plan


def keep_undo(kept: TableImport, undo: Any) -> None:
    """The file has done its work: only how to take it back stays, if there is a way, and that of a few before it."""
    if not undo:
        if kept.pk:
            kept.delete()
        return
    kept.facts, kept.applied_at = {"undo": undo}, timezone.now()
    kept.save()
    own = TableImport.objects.applied().filter(hall=kept.hall, what=kept.what, by=kept.by)
    own.exclude(pk__in=list(own.values_list("pk", flat=True)[:KEPT])).delete()
