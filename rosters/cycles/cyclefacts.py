"""What people have already done of a month's cycle, and what stands in the way of the rest: read, never written."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from staff.models import AuditEntry, Hall, User

from ..models import Assignment, Build, Publication, Review, Roster, Step
from ..publications.confirming import reading_of, waiting_for
from ..publications.published import publication_of

Facts = dict[str, Any]


@dataclass(frozen=True)
class Done:
    """That a step was done: when, by whom, with what result, in facts for `cyclewords`."""

    at: datetime
    by: User | None = None
    result: Facts = field(default_factory=dict)
    is_by_program: bool = False


class Unfinished:
    """A hall's month as the cycle finds it; asks the database for each thing once."""

    def __init__(self, hall: Hall, month: date, now: datetime) -> None:
        self.hall, self.month, self.now = hall, month, now

    @cached_property
    def roster(self) -> Roster | None:
        return Roster.objects.filter(hall=self.hall, month=self.month).select_related("hall__rule_settings").first()

    @cached_property
    def cells(self) -> int:
        return Assignment.objects.filter(roster=self.roster).count() if self.roster else 0

    @cached_property
    def publication(self) -> Publication | None:
        return publication_of(self.roster) if self.roster else None

    @cached_property
    def last_build(self) -> Build | None:
        rows = Build.objects.of_rosters().filter(roster=self.roster).defer("problem", "before", "result", "progress")
        return rows.select_related("asked_by").first() if self.roster else None

    @property
    def is_building(self) -> bool:
        return self.last_build is not None and not self.last_build.is_finished

    def done(self, step: str) -> Done | None:
        """How people have done the step, None when they have not."""
        look = {
            Step.BUILD: self._built,
            Step.REVIEW: self._reviewed,
            Step.PUBLISH: self._published,
            Step.CONFIRM: self._confirmed,
            Step.CLOSE: self._closed,
        }.get(Step(step))
        return look() if look else None

    def _built(self) -> Done | None:
        build = self.last_build
        if self.is_building or self.roster is None:
            return None
        if build and build.status == Build.Status.DONE and (self.cells or build.is_of_program):
            facts = {"what": "built", "cells": self.cells}
            return Done(build.finished_at or self.now, build.asked_by, facts, build.is_of_program)
        if not self.cells:
            return None
        first = self.roster.edits.select_related("by").order_by("pk").first()
        facts = {"what": "by_hand", "cells": self.cells}
        return Done(first.at, first.by, facts) if first else Done(self.now, None, facts)

    def _reviewed(self) -> Done | None:
        if self.publication is None:
            return None
        review = Review.objects.filter(roster=self.roster, outcome=Review.Outcome.APPROVED).first()
        if review and review.decided_at:
            return Done(review.decided_at, review.decided_by, {"what": "approved"})
        return Done(self.publication.at, self.publication.by, {"what": "published"})

    def _published(self) -> Done | None:
        if self.roster is None or self.publication is None:
            return None
        facts = {"what": "version", "version": self.publication.number}
        return Done(self.roster.published_at or self.publication.at, self.publication.by, facts)

    def _confirmed(self) -> Done | None:
        if self.roster is None or self.publication is None or waiting_for(self.roster).exists():
            return None
        rows = reading_of(self.roster).rows
        last = max((row.confirmed_at for row in rows if row.confirmed_at), default=self.publication.at)
        return Done(last, None, {"what": "confirmed", "confirmed": len(rows), "of": len(rows)})

    def _closed(self) -> Done | None:
        if self.roster is None or not self.roster.is_closed:
            return None
        subject = f"{self.month:%Y-%m}"
        entry = AuditEntry.objects.filter(hall=self.hall, act="roster_closed", subject=subject).first()
        return Done(entry.at if entry else self.now, entry.by if entry else None, {"what": "closed"})
