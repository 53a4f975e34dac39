"""Leave approved with its shifts offered to whoever takes them, as programs do it."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from staff import api_leave
from staff.api_leave import LeaveDecisionSerializer
from staff.api_rows import MAY_FAIL, NUMBER, user_of

from .api import SwapSerializer, done
from .leave import approve_and_offer
from .models import SwapRequest


class LeaveOfferViewSet(viewsets.GenericViewSet[SwapRequest]):
    """The open shifts of one request for leave, for those who decide about it."""

    queryset = SwapRequest.objects.none()
    serializer_class = SwapSerializer
    pagination_class = None

    @extend_schema(request=LeaveDecisionSerializer, responses={201: SwapSerializer(many=True)} | MAY_FAIL)
    def create(self, request: Request, pk: str) -> Response:
        """Approve the leave and offer each published shift that it meets."""
        user = user_of(request)
        row = get_object_or_404(api_leave.visible_to(user), pk=pk)
        form = LeaveDecisionSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        why = form.validated_data["why"]
        _row, offered = done(lambda: api_leave.done(lambda: approve_and_offer(row, by=user, why=why)))
        found = SwapRequest.objects.with_parts().filter(pk__in=[swap.pk for swap in offered]).order_by("first_day")
        return Response(self.get_serializer(found, many=True).data, status=201)


routes = [(rf"leave/(?P<pk>{NUMBER})/offer", LeaveOfferViewSet, "leave-offer")]
