"""Asking for leave and deciding about it at `/api/v1/`, with the rights and acts of the pages."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import Q
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from . import absences
from .absences import NotAbsent, kinds_decided_by
from .access import get_visible_hall
from .allowances import AllowanceBook
from .api_rows import MAY_FAIL, NUMBER, MonthField, Refused, asked, documented, user_of
from .attachments import Attachment, NotAttachable, attachment_of
from .awaydays import AwayDay, away_days
from .forms.leave import REFUSED
from .models import Absence, AbsenceFile, Employee, Hall, Post, User
from .months import refuse_far_day

Answer = TypeVar("Answer")
FORBIDDEN = ("own", "not_leading", "not_yours")


class DocumentSerializer(serializers.ModelSerializer):
    class Meta:
        model = AbsenceFile
        fields = ["id", "name"]


class HandInSerializer(serializers.Serializer):
    """A photo, PDF or Office document, told by its content."""

    file = serializers.FileField(max_length=100)

    def validate_file(self, file: UploadedFile) -> Attachment:
        try:
            return attachment_of(file)
        except NotAttachable as refusal:
            raise serializers.ValidationError(REFUSED[refusal.reason]) from refusal


class LeaveBalanceSerializer(serializers.Serializer):
    """What is left of a kind in a year; amounts are minutes."""

    kind = serializers.CharField(source="kind.code")
    kind_name = serializers.CharField(source="kind.__str__")
    year = serializers.IntegerField()
    given = serializers.IntegerField()
    approved = serializers.IntegerField()
    asked = serializers.IntegerField()
    left = serializers.IntegerField()
    text = serializers.CharField()


class LeaveSerializer(serializers.ModelSerializer):
    hall = serializers.CharField(source="employee.hall.code", read_only=True)
    employee = serializers.CharField(source="employee.code", read_only=True)
    name = serializers.CharField(source="employee.name", read_only=True)
    kind_name = serializers.CharField(source="get_kind_display", read_only=True)
    documents = DocumentSerializer(source="files", many=True, read_only=True)

    class Meta:
        model = Absence
        fields = [
            "id",
            "hall",
            "employee",
            "name",
            "kind",
            "kind_name",
            "first_day",
            "last_day",
            "start",
            "end",
            "state",
            "reason",
            "answer",
            "asked_at",
            "decided_at",
            "documents",
        ]
        read_only_fields = ["state", "answer", "asked_at", "decided_at"]
        extra_kwargs = {name: {"validators": [refuse_far_day]} for name in ("first_day", "last_day")}


class LeaveDecisionSerializer(serializers.Serializer):
    why = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class AwayQuery(serializers.Serializer):
    month = MonthField(help_text="Such as 2026-03.")
    hall = serializers.CharField(required=False, max_length=32, help_text="Empty: the caller's own.")


class AwayDaySerializer(serializers.Serializer):
    """People away for the whole day; `most` and `left` are null where the hall has set no limit."""

    date = serializers.DateField()
    away = serializers.SerializerMethodField()
    asked = serializers.SerializerMethodField()
    most = serializers.IntegerField(allow_null=True)
    left = serializers.IntegerField(allow_null=True)

    def get_away(self, day: AwayDay) -> int:
        return len(day.approved)

    def get_asked(self, day: AwayDay) -> int:
        return len(day.asked)


def visible_to(user: User) -> models.QuerySet[Absence]:
    """Her own leave, and that which she decides about."""
    rows = Absence.objects.select_related("employee__hall").prefetch_related("files").order_by("first_day", "pk")
    if user.is_superuser:
        return rows
    mine = Q(employee__user=user)
    led = user.posts.filter(role__in=(Post.Role.MANAGER, Post.Role.DUTY_MANAGER)).values("hall")
    for hall in Hall.objects.filter(pk__in=led):
        mine |= Q(employee__hall=hall, kind__in=kinds_decided_by(user, hall))
    return rows.filter(mine)


@documented(LeaveSerializer)
class LeaveViewSet(
    mixins.ListModelMixin, mixins.CreateModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Absence]
):
    """Leave of the caller, and leave that she decides about."""

    queryset = Absence.objects.none()
    serializer_class = LeaveSerializer
    lookup_value_regex = NUMBER

    def get_queryset(self) -> models.QuerySet[Absence]:
        return visible_to(user_of(self.request))

    @extend_schema(responses={201: LeaveSerializer} | MAY_FAIL)
    def create(self, request: Request, *args: Any, **more: Any) -> Response:
        """Ask for leave."""
        employee = self._employee()
        form = self.get_serializer(data=request.data)
        form.is_valid(raise_exception=True)
        row = done(lambda: absences.ask(Absence(employee=employee, **form.validated_data), by=user_of(request)))
        return Response(self.get_serializer(row).data, status=201)

    @extend_schema(request=None, responses={200: LeaveSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """No longer ask for it, or give it back before it begins."""
        row = self.get_object()
        return self._answer(lambda: absences.withdraw(row, by=user_of(request)))

    @extend_schema(request=LeaveDecisionSerializer, responses={200: LeaveSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """Let her have it; what speaks against it needs a reason."""
        row, why = self.get_object(), self._why()
        return self._answer(lambda: absences.approve(row, by=user_of(request), why=why))

    @extend_schema(request=LeaveDecisionSerializer, responses={200: LeaveSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """Refuse it, and say why."""
        row, why = self.get_object(), self._why()
        return self._answer(lambda: absences.decline(row, by=user_of(request), why=why))

    @extend_schema(request={"multipart/form-data": HandInSerializer}, responses={201: LeaveSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    def documents(self, request: Request, pk: str) -> Response:
        """Hand in a document; it may come after the leave."""
        row = self.get_object()
        form = HandInSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        done(lambda: absences.attach(row, form.validated_data["file"], by=user_of(request)))
        return Response(self.get_serializer(self.get_object()).data, status=201)

    @extend_schema(responses={200: LeaveBalanceSerializer(many=True)} | MAY_FAIL, filters=False)
    @action(detail=False, pagination_class=None)
    def balances(self, request: Request) -> Response:
        """What the caller has left this year of each kind that she may ask for."""
        employee = self._employee()
        today = employee.hall.today()
        book = AllowanceBook(employee.hall, [employee], today, today)
        return Response(LeaveBalanceSerializer(book.balances(employee, today.year), many=True).data)

    @extend_schema(parameters=[AwayQuery], responses={200: AwayDaySerializer(many=True)} | MAY_FAIL, filters=False)
    @action(detail=False, pagination_class=None, url_path="away-days")
    def away_days(self, request: Request) -> Response:
        """How many are away on each day of a month, and may be: in the caller's hall, or one where she decides."""
        query = asked(request, AwayQuery)
        hall = get_visible_hall(user_of(request), query["hall"]) if "hall" in query else self._employee().hall
        is_own = Employee.objects.filter(hall=hall, user=user_of(request)).exists()
        if not (is_own or kinds_decided_by(user_of(request), hall)):
            raise PermissionDenied
        return Response(AwayDaySerializer(away_days(hall, *query["month"]).values(), many=True).data)

    def _employee(self) -> Employee:
        employee = Employee.objects.filter(user=user_of(self.request)).select_related("hall").first()
        if employee is None:
            raise PermissionDenied
        return employee

    def _why(self) -> str:
        form = LeaveDecisionSerializer(data=self.request.data)
        form.is_valid(raise_exception=True)
        return str(form.validated_data["why"])

    def _answer(self, act: Callable[[], Absence]) -> Response:
        return Response(self.get_serializer(done(act)).data)


def done(act: Callable[[], Answer]) -> Answer:
    """What the act gives; what is not the caller's to do is a 403, what cannot be done now a 409."""
    try:
        return act()
    except NotAbsent as refusal:
        if refusal.reason in FORBIDDEN:
            raise PermissionDenied from refusal
        raise Refused(refusal.sentence, code=refusal.reason) from refusal


routes = [("leave", LeaveViewSet, "leave")]
