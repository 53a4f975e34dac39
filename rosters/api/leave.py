"""Leave after publication, as programs have it repaired."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from staff.api_leave import LeaveDecisionSerializer, done, visible_to
from staff.api_rows import MAY_FAIL, user_of

from ..models import Repair
from ..repairs.leaverepair import propose_for_leave
from ..repairs.repairing import NotRepairable
from .repairs import RepairSerializer, refused


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
