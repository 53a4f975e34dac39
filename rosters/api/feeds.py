"""The address of the user's own calendar at `/api/v1/`."""

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from staff.api_rows import MAY_FAIL, user_of
from staff.models import Employee

from ..models import CalendarFeed
from ..personal.feeds import close_feed, open_feed


class FeedSerializer(serializers.Serializer):
    address = serializers.URLField(help_text="Secret: whoever has it can read the person’s shifts.")


class OwnCalendarView(APIView):
    """The secret address at which a calendar program reads the user's published shifts."""

    @extend_schema(responses={200: FeedSerializer} | MAY_FAIL)
    def get(self, request: Request) -> Response:
        feed = CalendarFeed.objects.filter(employee__user=user_of(request)).first()
        if feed is None:
            raise Http404
        return answer(request, feed, 200)

    @extend_schema(request=None, responses={201: FeedSerializer} | MAY_FAIL)
    def post(self, request: Request) -> Response:
        """Make the address if there is none."""
        employee = Employee.objects.filter(user=user_of(request)).select_related("hall").first()
        if employee is None:
            raise Http404
        return answer(request, open_feed(employee, by=user_of(request)), 201)

    @extend_schema(responses={204: None} | MAY_FAIL)
    def delete(self, request: Request) -> Response:
        """Take the address back."""
        feed = CalendarFeed.objects.filter(employee__user=user_of(request)).select_related("employee__hall").first()
        if feed is None:
            raise Http404
        close_feed(feed, by=user_of(request))
        return Response(status=204)


def answer(request: Request, feed: CalendarFeed, status: int) -> Response:
    place = request.build_absolute_uri(reverse("rosters:calendar", args=[feed.secret]))
    return Response({"address": place}, status=status)
