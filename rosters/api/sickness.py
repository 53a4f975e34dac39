"""Sick today as programs do it: reporting it, the call list, call notes, who comes, the repair."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from staff.access import get_visible_hall
from staff.api_rows import MAY_FAIL, NUMBER, DayField, HallView, InHall, Refused, user_of
from staff.models import Employee, Hall

from ..models import CallNote, SickShift
from ..repairs import leaverepair, sickness
from ..repairs.calllist import open_shifts_on
from ..repairs.repairing import NotRepairable
from ..repairs.sickness import NotCalled
from .repairs import RepairSerializer, refused

Outcome = CallNote.Outcome


class ReportSerializer(serializers.Serializer):
    employee = InHall("code", queryset=Employee.objects.select_related("hall"))
    last_day = DayField(required=False, help_text="Of the illness, if it is longer than today.")


class CallSerializer(serializers.ModelSerializer):
    employee = InHall("code", queryset=Employee.objects.select_related("hall"))

    class Meta:
        model = CallNote
        fields = ["employee", "outcome", "note"]


class CallLineSerializer(serializers.Serializer):
    """Somebody who could be called; `broken` says why she may not come."""

    employee = serializers.CharField(source="employee.code")
    name = serializers.CharField(source="employee.name")
    spare_minutes = serializers.IntegerField(source="spare")
    why = serializers.CharField(source="sentence")
    broken = serializers.ListField(child=serializers.CharField())
    calls = CallSerializer(many=True)


class SickShiftSerializer(serializers.Serializer):
    """A shift of today that stands open: who could come, best first, and who may not."""

    id = serializers.IntegerField(source="row.pk")
    employee = serializers.CharField(source="row.employee.code")
    date = serializers.DateField(source="row.opens_on")
    shift_type = serializers.IntegerField(source="row.shift_type_id")
    start = serializers.TimeField(source="row.shift_type.start", help_text="Of what is left of the shift.")
    end = serializers.TimeField(source="row.shift_type.end")
    last_day = serializers.DateField(source="row.last_day")
    filled_by = serializers.CharField(source="row.filled_by.code", allow_null=True, default=None)
    has_roster = serializers.BooleanField(
        help_text="False while no roster is published for its day: nobody can be put in."
    )
    lines = CallLineSerializer(many=True)
    barred = CallLineSerializer(many=True)


class SickShiftsViewSet(HallView):
    """The shifts that people who fell ill have left today, for those who lead the floor."""

    queryset = SickShift.objects.none()
    serializer_class = SickShiftSerializer
    pagination_class = None
    lookup_value_regex = NUMBER

    @cached_property
    def hall(self) -> Hall:
        hall = get_visible_hall(user_of(self.request), self.kwargs["hall_code"])
        if not sickness.leads_floor(user_of(self.request), hall):
            raise PermissionDenied
        return hall

    def get_queryset(self) -> models.QuerySet[SickShift]:
        return SickShift.objects.filter(roster__hall=self.hall).select_related(
            "roster__hall", "employee__hall", "shift_type"
        )

    @extend_schema(responses={200: SickShiftSerializer(many=True)} | MAY_FAIL)
    def list(self, request: Request, hall_code: str) -> Response:
        return self._answer(200)

    @extend_schema(request=ReportSerializer, responses={201: SickShiftSerializer(many=True)} | MAY_FAIL)
    def create(self, request: Request, hall_code: str) -> Response:
        """Somebody is ill from today on; answers with all shifts that stand open."""
        facts = self._sent(ReportSerializer)
        self._do(lambda: sickness.report_sick(**facts, by=user_of(request)))
        return self._answer(201)

    @extend_schema(request=None, responses={204: None} | MAY_FAIL)
    def destroy(self, request: Request, hall_code: str, pk: str) -> Response:
        """She comes after all: shift and day are hers again."""
        row = self.get_object()
        self._do(lambda: sickness.comes_after_all(row, by=user_of(request)))
        return Response(status=204)

    @extend_schema(request=CallSerializer, responses={201: SickShiftSerializer(many=True)} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def calls(self, request: Request, hall_code: str, pk: str) -> Response:
        """What came of a call; who `comes` is put into the roster at once."""
        row, facts, by = self.get_object(), self._sent(CallSerializer), user_of(request)
        person, outcome, note = facts["employee"], facts["outcome"], facts.get("note", "")
        if outcome == Outcome.COMES:
            self._do(lambda: sickness.send_in(row, person, by=by))
        else:
            self._do(lambda: sickness.note_call(row, person, outcome, by=by, note=note))
        return self._answer(201)

    @extend_schema(request=None, responses={201: RepairSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def repair(self, request: Request, hall_code: str, pk: str) -> Response:
        """Propose what to change on the further days of the illness."""
        try:
            found = leaverepair.propose_for_sick(self.get_object(), by=user_of(request))
        except NotRepairable as refusal:
            raise refused(refusal) from refusal
        return Response(RepairSerializer(found).data, status=201)

    def _answer(self, status: int) -> Response:
        """All shifts that stand open today."""
        found = open_shifts_on(self.hall, self.hall.today())
        return Response(self.get_serializer(found, many=True).data, status=status)

    def _sent(self, form_class: type[serializers.Serializer]) -> dict[str, Any]:
        form = form_class(data=self.request.data, context=self.get_serializer_context())
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)

    def _do(self, act: Callable[[], object]) -> None:
        try:
            act()
        except NotCalled as refusal:
            if refusal.reason in sickness.FORBIDDEN:
                raise PermissionDenied from refusal
            raise Refused(refusal.sentence, code=refusal.reason) from refusal
