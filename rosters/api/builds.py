"""Builds: asked for, watched, stopped and merged by programs as by the page."""

from typing import Any

from django.db import models, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from staff.access import get_managed_hall
from staff.api_rows import MAY_FAIL, Refused, documented, user_of

from ..builds import building, choosing
from ..builds.building import LONGEST, NotBuildable
from ..builds.merging import merge_build
from ..builds.parts import Part
from ..edits import editing
from ..edits.editing import NotEditable
from ..models import Build, Candidate
from ..wording import reason_of
from .rosters import month_from

BUILD_ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class ShortfallSerializer(serializers.Serializer):
    """Minutes from midnight of the date; past 1440 is the next day."""

    date = serializers.DateField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    station = serializers.CharField()
    needed = serializers.IntegerField()
    have = serializers.IntegerField()
    reasons = serializers.SerializerMethodField()

    def get_reasons(self, gap: dict[str, Any]) -> list[str]:
        return [reason_of(reason) for reason in gap["reasons"]]


class RuleSerializer(serializers.Serializer):
    name = serializers.CharField()
    hard = serializers.BooleanField()
    violations = serializers.IntegerField()
    penalty = serializers.IntegerField()


class PartSerializer(serializers.Serializer):
    """Some people's days; nobody named is everybody. With `stays` they are kept and the rest is built."""

    people = serializers.ListField(child=serializers.CharField(max_length=32), default=list, max_length=500)
    first = serializers.DateField()
    last = serializers.DateField()
    stays = serializers.BooleanField(default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["last"] < attrs["first"]:
            raise serializers.ValidationError({"last": _("The last day is before the first.")})
        return attrs


class BuildSerializer(serializers.ModelSerializer):
    """How far a build is: `trace` lists (second, penalty, bound); `reason` says why it failed or went stale."""

    is_finished = serializers.BooleanField(read_only=True)
    gap = serializers.FloatField(read_only=True, allow_null=True)
    warnings = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField()
    rules = RuleSerializer(source="progress.rules", many=True, read_only=True, default=list)
    shortfalls = ShortfallSerializer(source="progress.shortfalls", many=True, read_only=True, default=list)
    ended = serializers.CharField(
        source="progress.ended", read_only=True, default="", help_text="What ended it: optimal, time, memory, stopped."
    )
    part = PartSerializer(read_only=True, allow_null=True)
    trace = serializers.ListField(
        source="progress.trace",
        child=serializers.ListField(child=serializers.FloatField()),
        read_only=True,
        default=list,
    )

    class Meta:
        model = Build
        fields = [
            "id",
            "status",
            "is_finished",
            "asked_at",
            "started_at",
            "finished_at",
            "seconds",
            "wants_candidates",
            "part",
            "elapsed",
            "penalty",
            "bound",
            "gap",
            "is_optimal",
            "ended",
            "warnings",
            "reason",
            "rules",
            "shortfalls",
            "trace",
        ]

    def get_warnings(self, build: Build) -> list[str]:
        return [reason_of(facts) for facts in build.progress.get("warnings", ())]

    def get_reason(self, build: Build) -> str | None:
        return reason_of(build.reason) if build.reason else None


class CandidateFiguresSerializer(serializers.Serializer):
    """What candidates can be compared by; amounts of work are minutes."""

    penalty = serializers.IntegerField()
    short_minutes = serializers.IntegerField(help_text="Without a head that is needed, or without a manager.")
    uneven_minutes = serializers.IntegerField(help_text="How far people are from the middle one, on average.")
    paid_minutes = serializers.IntegerField()
    granted_wishes = serializers.IntegerField()
    wishes = serializers.IntegerField()
    handovers = serializers.IntegerField()


class CandidateSerializer(serializers.ModelSerializer):
    """A roster to choose; `cells` maps employees' codes to numbers of shift types by day of the month from 0."""

    figures = CandidateFiguresSerializer(read_only=True)
    cells = serializers.DictField(child=serializers.DictField(child=serializers.CharField()), read_only=True)

    class Meta:
        model = Candidate
        fields = ["leaning", "figures", "cells"]


class BuildAskSerializer(serializers.Serializer):
    seconds = serializers.IntegerField(required=False, min_value=1, max_value=LONGEST)
    candidates = serializers.BooleanField(
        required=False, help_text="End with three rosters to choose from, and leave what stands."
    )
    part = PartSerializer(required=False)

    def validate_part(self, facts: dict[str, Any]) -> Part:
        return Part(tuple(facts["people"]), facts["first"], facts["last"], facts["stays"])


@documented(BuildSerializer)
class BuildsViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The builds of a roster, for those who manage its hall."""

    queryset = Build.objects.none()
    serializer_class = BuildSerializer
    lookup_value_regex = BUILD_ID

    def get_queryset(self) -> models.QuerySet[Build]:
        hall = get_managed_hall(user_of(self.request), self.kwargs["hall_code"])
        rows = Build.objects.of_rosters().filter(roster__hall=hall, roster__month=month_from(self.kwargs["month"]))
        return rows.defer("problem", "before", "result").select_related("roster__hall")

    @extend_schema(request=BuildAskSerializer, responses={202: BuildSerializer} | MAY_FAIL)
    def create(self, request: Request, hall_code: str, month: str) -> Response:
        """Ask for a build; while one is unfinished, that one is the answer."""
        hall = get_managed_hall(user_of(request), hall_code)
        form = BuildAskSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        try:
            with transaction.atomic():
                roster = editing.open_roster(hall, month_from(month))
                build = building.start_build(roster, by=user_of(request), **form.validated_data)
        except NotEditable as refusal:
            raise refused(refusal.facts) from refusal
        except NotBuildable as refusal:
            raise refused(*refusal.reasons) from refusal
        return Response(self.get_serializer(build).data, status=202)

    @extend_schema(request=None, responses={200: BuildSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, **address: str) -> Response:
        """End the search; a running one keeps the best it has."""
        build = building.stop_build(self.get_object(), by=user_of(request))
        return Response(self.get_serializer(build).data)

    @extend_schema(request=None, responses={200: BuildSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, **address: str) -> Response:
        """Apply a stale build; cells edited since it began stay."""
        try:
            build = merge_build(self.get_object(), by=user_of(request))
        except NotBuildable as refusal:
            raise refused(*refusal.reasons) from refusal
        return Response(self.get_serializer(build).data)

    @extend_schema(responses={200: CandidateSerializer(many=True)} | MAY_FAIL)
    @action(detail=True, methods=["get"])
    def candidates(self, request: Request, **address: str) -> Response:
        """What the build has left to choose from."""
        return Response(CandidateSerializer(self.get_object().candidates.all(), many=True).data)

    @extend_schema(request=None, responses={200: BuildSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"], url_path="candidates/(?P<leaning>[a-z]+)/take")
    def take(self, request: Request, leaning: str, **address: str) -> Response:
        """Put a candidate into the roster; where that has moved on, the build is stale and can be merged."""
        candidate = get_object_or_404(self.get_object().candidates, leaning=leaning)
        try:
            build = choosing.take_candidate(candidate, by=user_of(request))
        except NotBuildable as refusal:
            raise refused(*refusal.reasons) from refusal
        return Response(self.get_serializer(build).data)

    @extend_schema(request=None, responses={200: BuildSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, **address: str) -> Response:
        """Leave the roster as it is; no candidate can be taken afterwards."""
        try:
            build = choosing.discard_candidates(self.get_object(), by=user_of(request))
        except NotBuildable as refusal:
            raise refused(*refusal.reasons) from refusal
        return Response(self.get_serializer(build).data)

    @extend_schema(responses={200: {"type": "object"}} | MAY_FAIL)
    @action(detail=True, methods=["get"])
    def problem(self, request: Request, **address: str) -> Response:
        """What the solver was given, as `python -m rosters.solver` reads it."""
        problem = self.get_queryset().filter(pk=self.kwargs["pk"]).values_list("problem", flat=True).first()
        if problem is None:
            raise Http404
        return Response(problem)


def refused(*reasons: dict[str, Any]) -> Refused:
    return Refused(" ".join(reason_of(facts) for facts in reasons), code=reasons[0]["reason"])
