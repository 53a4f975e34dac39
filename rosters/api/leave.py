"""Leave after publication, as programs have it repaired."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from staff.absences import refuse_decider
from staff.api_leave import LeaveDecisionSerializer, done, visible_to
from staff.api_rows import MAY_FAIL, user_of
from staff.models import Absence

from ..models import Repair
from ..repairs.leavecover import CoverBook
from ..repairs.leaverepair import propose_for_leave
from ..repairs.repairing import NotRepairable
from .repairs import RepairSerializer, refused


class LeftShiftSerializer(serializers.Serializer):
    date = serializers.DateField()
    shift = serializers.CharField(source="shift_type.code")
    is_published = serializers.BooleanField()


@extend_schema_serializer(many=False)
class LeaveCoverSerializer(serializers.Serializer):
    """The shifts that it leaves open, and what would be short without them.

    `is_rostered` is false while no roster of its months has been begun.
    """

    shifts = LeftShiftSerializer(many=True)
    short = serializers.ListField(source="texts", child=serializers.CharField())
    cost = serializers.IntegerField()
    is_rostered = serializers.BooleanField()


class LeaveCoverViewSet(viewsets.GenericViewSet[Absence]):
    """What one request for leave does to cover, for those who decide about it."""

    queryset = Absence.objects.none()
    serializer_class = LeaveCoverSerializer
    pagination_class = None

    @extend_schema(responses={200: LeaveCoverSerializer} | MAY_FAIL)
    def list(self, request: Request, pk: str) -> Response:
        row, user = get_object_or_404(visible_to(user_of(request)), pk=pk), user_of(request)
        done(lambda: refuse_decider(row, by=user))
        return Response(self.get_serializer(CoverBook(row.employee.hall).cover(row)).data)


class LeaveRepairViewSet(viewsets.GenericViewSet[Repair]):
    """Repairs for one request for leave, for those who decide about it."""

    queryset = Repair.objects.none()
    serializer_class = RepairSerializer

    @extend_schema(request=LeaveDecisionSerializer, responses={201: RepairSerializer} | MAY_FAIL)
    def create(self, request: Request, pk: str) -> Response:
        """Propose what makes up for the leave, in the first month in which there is something to do.

        Accepting the repair approves the leave; then ask again for what is left in the next month.
        """
        row = get_object_or_404(visible_to(user_of(request)), pk=pk)
        form = LeaveDecisionSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        try:
            found = done(lambda: propose_for_leave(row, by=user_of(request), why=form.validated_data["why"]))
        except NotRepairable as refusal:
            raise refused(refusal) from refusal
        return Response(self.get_serializer(found).data, status=201)
