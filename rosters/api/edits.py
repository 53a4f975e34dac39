"""Edits of many cells by programs, taking them back, making them again."""

from collections.abc import Callable
from typing import Any

from django.db import models
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from staff.access import get_managed_hall
from staff.api_rows import MAY_FAIL, Refused, documented, user_of

from ..edits import editing, undoing
from ..edits.asking import Asked, Sent
from ..edits.editing import Edited, NotEditable
from ..edits.onward import all_consequences
from ..grids.grid import grid_of
from ..models import Edit, Roster
from ..wording import reason_of
from .rosters import ConsequenceSerializer, ViolationSerializer, month_from, told


class CellAskSerializer(serializers.Serializer):
    """What is to become of a cell; what is left out stays, and `expected` is the value that was seen there."""

    employee = serializers.CharField(max_length=32)
    date = serializers.DateField()
    value = serializers.CharField(
        required=False, allow_blank=True, max_length=20, help_text="A shift type's number, rest, lieu, or nothing."
    )
    is_pinned = serializers.BooleanField(required=False)
    expected = serializers.CharField(required=False, allow_blank=True, max_length=20)


class EditAskSerializer(serializers.Serializer):
    cells = CellAskSerializer(many=True, allow_empty=False)
    why = serializers.CharField(required=False, allow_blank=True, max_length=200)


class EditDoneSerializer(serializers.Serializer):
    """The revision an edit has led to, how many cells hold something else now, and what the checker says of it.

    `violations` are those that the changed cells have a part in; `consequences` what differs from before.
    """

    revision = serializers.IntegerField()
    changed = serializers.IntegerField()
    violations = ViolationSerializer(many=True)
    consequences = ConsequenceSerializer(many=True)


class EditSerializer(serializers.ModelSerializer):
    """An edit; `cells` maps `person's number:date` to the cell before and after."""

    by = serializers.CharField(source="by.username", default=None, allow_null=True, read_only=True)
    cells = serializers.DictField(child=serializers.DictField(), read_only=True)

    class Meta:
        model = Edit
        fields = ["id", "by", "at", "what", "cells", "why", "undone_at"]


@documented(EditSerializer)
class EditsViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """What has been edited by hand in a roster, for those who manage its hall."""

    queryset = Edit.objects.none()
    serializer_class = EditSerializer

    def get_queryset(self) -> models.QuerySet[Edit]:
        hall = get_managed_hall(user_of(self.request), self.kwargs["hall_code"])
        month = month_from(self.kwargs["month"])
        return Edit.objects.filter(roster__hall=hall, roster__month=month).select_related("by")

    @extend_schema(request=EditAskSerializer, responses={200: EditDoneSerializer} | MAY_FAIL)
    def create(self, request: Request, hall_code: str, month: str) -> Response:
        """Change all of these cells or none; breaking a rule is allowed and told."""
        get_managed_hall(user_of(request), hall_code)
        asked = EditAskSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        sent = sent_from(asked.validated_data)

        def act(roster: Roster) -> Edited:
            return editing.set_cells(roster, sent.changes_in, by=user_of(request), why=sent.why)

        return self._done(act)

    @extend_schema(request=None, responses={200: EditDoneSerializer} | MAY_FAIL)
    @action(detail=False, methods=["post"])
    def undo(self, request: Request, **address: Any) -> Response:
        """Take back the user's last edit, as far as it still stands."""
        return self._done(lambda roster: undoing.undo(roster, by=user_of(request)))

    @extend_schema(request=None, responses={200: EditDoneSerializer} | MAY_FAIL)
    @action(detail=False, methods=["post"])
    def redo(self, request: Request, **address: Any) -> Response:
        """Make the edit again that the user has taken back last."""
        return self._done(lambda roster: undoing.redo(roster, by=user_of(request)))

    def _done(self, act: Callable[[Roster], Edited]) -> Response:
        hall = get_managed_hall(user_of(self.request), self.kwargs["hall_code"])
        try:
            done = act(editing.open_roster(hall, month_from(self.kwargs["month"])))
        except NotEditable as refusal:
            raise Refused(reason_of(refusal.facts), code=refusal.facts["reason"]) from refusal
        return Response(EditDoneSerializer(judged(done)).data)


def judged(done: Edited) -> dict[str, Any]:
    """What `EditDoneSerializer` renders."""
    grid = grid_of(done.month.roster, done.month)
    changed = {(step.employee.code, (step.day - grid.roster.month).days) for step in done.steps}
    mine = [one for one in grid.violations if any((one.worker, day) in changed for day in one.days)]
    return {
        "revision": done.revision,
        "changed": len(done.steps),
        "violations": [told(grid, violation) for violation in mine],
        "consequences": all_consequences(grid, done),
    }


def sent_from(asked: dict[str, Any]) -> Sent:
    cells = {(one["employee"], one["date"]): one for one in asked["cells"]}
    wanted = [
        Asked(one["employee"], one["date"], one.get("value"), one.get("is_pinned"), one.get("expected"))
        for one in cells.values()
    ]
    return Sent(Edit.What.SET, asked.get("why", ""), wanted)
