"""What-ifs: a changed month is built in the background, looked at, kept as a draft or discarded.

The roster itself is never touched.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from staff import audit
from staff.models import User

from ..builds.buildable import NotBuildable, refuse_problem, warnings_of
from ..builds.cells import cells_before
from ..builds.preview import month_with
from ..builds.queueing import enqueue
from ..builds.writing import locked
from ..edits.editing import MONTHS_AHEAD, is_within_reach
from ..models import Build, DraftVersion, Roster, WhatIf
from ..month import load_month
from ..problem import duties_of, problem_of, with_past_kept
from ..publications.drafts import NotKept, keep_cells
from ..solver.serial import problem_to_json
from . import supposing
from .supposing import MorePeople, supposed

Status = Build.Status


def ask_what_if(
    roster: Roster, asks: Sequence[Any], *, by: User | None, seconds: int | None = None, send: bool = True
) -> WhatIf:
    """A what-if of the roster, waiting in the queue; the unfinished one when it asks the same.

    `asks` are of `supposing`. `send` as in `building.start_build`. Raises NotBuildable.
    """
    facts = supposing.to_json(asks)
    with transaction.atomic():
        roster = locked(roster)
        if unfinished := WhatIf.objects.filter(build__in=roster.builds.what_ifs().unfinished()).first():
            if unfinished.asks == facts:
                return unfinished
            raise NotBuildable({"reason": "what_if_unfinished"})
        refuse_month(roster)
        month = load_month(roster)
        today = roster.hall.today()
        base = problem_of(roster, month)
        duties = duties_of(roster, base, month)
        base = with_past_kept(base, duties, today)
        changed = with_past_kept(problem_of(roster, supposed(month, asks)), duties, today)
        refuse_problem(changed, today)
        build = roster.builds.create(
            asked_by=by,
            revision=roster.revision,
            problem=problem_to_json(changed),
            before=cells_before(month),
            is_what_if=True,
            seconds=seconds or settings.SOLVER_SECONDS,
            heartbeat_at=timezone.now(),
            progress={"warnings": warnings_of(changed)},
        )
        asked = WhatIf.objects.create(build=build, asks=facts, base=problem_to_json(base))
        record(asked, "what_if_asked", by=by)
        if send:
            transaction.on_commit(partial(enqueue, build))
    return asked


def refuse_month(roster: Roster) -> None:
    """Raise NotBuildable for a month of which nothing can be different any more, or not yet."""
    if roster.last_day < roster.hall.today():
        raise NotBuildable({"reason": "month_past"})
    if not is_within_reach(roster.hall, roster.month):
        raise NotBuildable({"reason": "too_far_ahead", "months": MONTHS_AHEAD})


def is_keepable(asked: WhatIf) -> bool:
    """Whether its cells could stand in the roster: those of people who do not exist could not."""
    return not any(isinstance(ask, MorePeople) for ask in supposing.from_json(asked.asks))


@transaction.atomic
def keep_what_if(asked: WhatIf, name: str, *, by: User) -> DraftVersion:
    """Its cells, kept as a version of the draft under this name; raises NotKept."""
    roster = locked(asked.build.roster)
    asked = held(asked)
    if asked.build.status != Status.OFFERED or not is_keepable(asked):
        raise NotKept("what_if_not_keepable")
    month = load_month(roster)
    draft = asked.draft = keep_cells(month_with(month, asked.build.result), name, by=by)
    asked.save(update_fields=["draft"])
    return draft


@transaction.atomic
def discard_what_if(asked: WhatIf, *, by: User | None) -> None:
    """Forget it; one that is still being worked out is stopped. Twice is as once."""
    asked = held(asked)
    if asked.build.status == Status.DISCARDED:
        return
    now = timezone.now()
    rows = Build.objects.filter(pk=asked.build.pk)
    rows.update(status=Status.DISCARDED, reason=None, stop_asked_at=now, finished_at=asked.build.finished_at or now)
    record(asked, "what_if_discarded", by=by)


def held(asked: WhatIf) -> WhatIf:
    """The row with its build, held until the transaction ends."""
    build = Build.objects.select_for_update(of=("self",), no_key=True).select_related("roster__hall").get(pk=asked.pk)
    asked = WhatIf.objects.get(pk=asked.pk)
    asked.build = build
    return asked


def record(asked: WhatIf, act: str, *, by: User | None) -> None:
    roster = asked.build.roster
    facts = {"build": str(asked.pk), "what_if": asked.asks}
    audit.record(act, by=by, hall=roster.hall, subject=f"{roster.month:%Y-%m}", after=facts)
