"""Publications, reviews, confirmations and kept drafts of a roster, as programs use them."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from staff.access import get_managed_hall
from staff.api_rows import MAY_FAIL, NUMBER, Refused, asked, documented, user_of

from ..access import get_editable_roster, get_reviewable_roster
from ..models import Confirmation, DraftVersion, Publication, Review, Roster
from ..publications import confirming, drafts, publishing, reviewing
from ..publications.confirming import NotConfirmable
from ..publications.drafts import NotKept
from ..publications.publishing import NotPublishable, key_of
from ..publications.reviewing import NotReviewable
from ..publications.versions import compare, publications_of, version_of
from ..rulewords import sentence_of
from ..wording import reason_of
from .builds import RuleSerializer
from .rosters import RosterSerializer, month_from

Answer = TypeVar("Answer")
VERSION_KEY = r"^(now|p[0-9]{1,9}|d[0-9]{1,9})$"


class OverrideSerializer(serializers.Serializer):
    """A hard violation that was let through."""

    key = serializers.CharField()
    why = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()


class PublicationSerializer(serializers.ModelSerializer):
    """A published version; `changes` counts cells that differ from the version before."""

    rules = RuleSerializer(many=True, read_only=True)
    overrides = OverrideSerializer(many=True, read_only=True)
    asked = serializers.IntegerField(read_only=True, help_text="People asked to confirm this version.")
    confirmed = serializers.IntegerField(read_only=True)

    class Meta:
        model = Publication
        fields = ["number", "at", "by_name", "why", "changes", "penalty", "rules", "overrides", "asked", "confirmed"]


class PublishSerializer(serializers.Serializer):
    """`overrides` gives a reason for each hard violation that is to be let through, by its key."""

    why = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")
    overrides = serializers.DictField(child=serializers.CharField(max_length=500), required=False, default=dict)


class ApproveSerializer(PublishSerializer):
    revision = serializers.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, help_text="What you looked at."
    )


class WordsSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=2000)


class NoteSerializer(serializers.Serializer):
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000, default="")


class WhySerializer(serializers.Serializer):
    why = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")


def sent(form: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    asked_for = form(data=request.data)
    asked_for.is_valid(raise_exception=True)
    return dict(asked_for.validated_data)


def done(act: Callable[[], Answer]) -> Answer:
    """What the act gives; its refusal as programs read it."""
    try:
        return act()
    except NotPublishable as refusal:
        words = " ".join([reason_of(refusal.facts), *broken_in_words(refusal)])
        raise Refused(words, code=refusal.facts["reason"]) from refusal
    except (NotReviewable, NotKept, NotConfirmable) as refusal:
        raise Refused(reason_of(refusal.facts), code=refusal.facts["reason"]) from refusal


def broken_in_words(refusal: NotPublishable) -> list[str]:
    """What is in the way, each with the key that an override gives its reason by."""
    if refusal.problem is None:
        return []
    return [f"{sentence_of(violation, refusal.problem)} [{key_of(violation)}]" for violation in refusal.broken]


class OfRoster(viewsets.GenericViewSet):
    """Something below a roster's address, for those who may change the roster."""

    def roster(self) -> Roster:
        user = user_of(self.request)
        get_managed_hall(user, self.kwargs["hall_code"])
        return get_editable_roster(user, self.kwargs["hall_code"], month_from(self.kwargs["month"]))


# --- publications ------------------------------------------------------------


class PublicationsViewSet(OfRoster):
    """The published versions of a roster, newest first; the first is in force while the roster is published."""

    queryset = Publication.objects.none()
    serializer_class = PublicationSerializer
    lookup_field = "number"
    lookup_value_regex = "[0-9]{1,9}"

    @extend_schema(responses={200: PublicationSerializer(many=True)} | MAY_FAIL)
    def list(self, request: Request, **address: str) -> Response:
        page = self.paginate_queryset(publications_of(self.roster()))
        return self.get_paginated_response(PublicationSerializer(page, many=True).data)

    @extend_schema(responses={200: PublicationSerializer} | MAY_FAIL)
    def retrieve(self, request: Request, number: str, **address: str) -> Response:
        return self._one(self.roster(), int(number))

    @extend_schema(request=PublishSerializer, responses={201: PublicationSerializer} | MAY_FAIL)
    def create(self, request: Request, **address: str) -> Response:
        """Publish the roster as it stands; the version in force when nothing differs."""
        roster, by = self.roster(), user_of(request)
        row = done(lambda: publishing.publish(roster, by=by, **sent(PublishSerializer, request)))
        return self._one(roster, row.number, status=201)

    @extend_schema(request=WhySerializer, responses={200: RosterSerializer} | MAY_FAIL)
    @action(detail=False, methods=["post"])
    def withdraw(self, request: Request, **address: str) -> Response:
        """Hide the roster from its hall again; its versions are kept."""
        roster, by = self.roster(), user_of(request)
        done(lambda: publishing.withdraw(roster, by=by, **sent(WhySerializer, request)))
        return self._state(roster)

    @extend_schema(request=None, responses={200: RosterSerializer} | MAY_FAIL)
    @action(detail=False, methods=["post"])
    def close(self, request: Request, **address: str) -> Response:
        """End a published month that is over; nobody changes it any more."""
        roster, by = self.roster(), user_of(request)
        done(lambda: publishing.close(roster, by=by))
        return self._state(roster)

    @extend_schema(request=None, responses={200: RosterSerializer} | MAY_FAIL)
    @action(detail=False, methods=["post"], url_path="discard-changes")
    def discard_changes(self, request: Request, **address: str) -> Response:
        """Let the roster hold again what staff see."""
        roster, by = self.roster(), user_of(request)
        done(lambda: drafts.discard_changes(roster, by=by))
        return self._state(roster)

    @extend_schema(request=None, responses={200: RosterSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"], url_path="bring-back")
    def bring_back(self, request: Request, number: str, **address: str) -> Response:
        """Let the draft hold what this version held."""
        roster, by = self.roster(), user_of(request)
        row = get_object_or_404(Publication.objects.select_related("roster"), roster=roster, number=number)
        done(lambda: drafts.bring_back_publication(row, by=by))
        return self._state(roster)

    def _one(self, roster: Roster, number: int, status: int = 200) -> Response:
        row = next((row for row in publications_of(roster) if row.number == number), None)
        if row is None:
            raise Http404
        return Response(PublicationSerializer(row).data, status=status)

    def _state(self, roster: Roster) -> Response:
        roster.refresh_from_db()
        return Response(RosterSerializer(roster).data)


class DifferenceSerializer(serializers.Serializer):
    """A cell that holds something else; values are a shift type's number, `rest`, `lieu`, or nothing."""

    employee = serializers.CharField(source="employee.code")
    date = serializers.DateField()
    before = serializers.CharField(source="before.key")
    after = serializers.CharField(source="after.key")


class PairQuery(serializers.Serializer):
    """Two versions: `now`, `p` and a publication's number, or `d` and a kept draft's."""

    before = serializers.RegexField(VERSION_KEY)
    after = serializers.RegexField(VERSION_KEY, default="now")


class DifferencesViewSet(OfRoster):
    """What differs between two versions of a roster, cell by cell."""

    queryset = Publication.objects.none()
    serializer_class = DifferenceSerializer

    @extend_schema(parameters=[PairQuery], responses={200: DifferenceSerializer(many=True)} | MAY_FAIL)
    def list(self, request: Request, **address: str) -> Response:
        roster = self.roster()
        query = asked(request, PairQuery)
        before, after = version_of(roster, query["before"]), version_of(roster, query["after"])
        if before is None or after is None:
            raise Http404
        page = self.paginate_queryset(compare(roster, before, after).moves)
        return self.get_paginated_response(DifferenceSerializer(page, many=True).data)


# --- kept drafts -------------------------------------------------------------


class DraftVersionSerializer(serializers.ModelSerializer):
    by = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = DraftVersion
        fields = ["id", "name", "at", "by", "penalty"]
        read_only_fields = ["at", "penalty"]
        validators: list[Any] = []


@documented(DraftVersionSerializer)
class DraftVersionsViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, OfRoster):
    """A roster as it stood, kept under names."""

    queryset = DraftVersion.objects.none()
    serializer_class = DraftVersionSerializer
    lookup_value_regex = NUMBER

    def get_queryset(self) -> models.QuerySet[DraftVersion]:
        return self.roster().draft_versions.select_related("by", "roster")

    @extend_schema(request=DraftVersionSerializer, responses={201: DraftVersionSerializer} | MAY_FAIL)
    def create(self, request: Request, **address: str) -> Response:
        """Keep the roster as it stands."""
        roster, by = self.roster(), user_of(request)
        name = sent(DraftVersionSerializer, request)["name"]
        row = done(lambda: drafts.keep_draft(roster, name, by=by))
        return Response(DraftVersionSerializer(row).data, status=201)

    @extend_schema(responses={204: None} | MAY_FAIL)
    def destroy(self, request: Request, **address: str) -> Response:
        """Forget this version for good."""
        drafts.delete_draft(self.get_object(), by=user_of(request))
        return Response(status=204)

    @extend_schema(request=None, responses={200: RosterSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"], url_path="bring-back")
    def bring_back(self, request: Request, **address: str) -> Response:
        """Let the roster hold what this version holds."""
        row, by = self.get_object(), user_of(request)
        done(lambda: drafts.bring_back(row, by=by))
        row.roster.refresh_from_db()
        return Response(RosterSerializer(row.roster).data)


# --- reviews -----------------------------------------------------------------


class ReviewSerializer(serializers.ModelSerializer):
    """A review; `outcome` is empty while it is open."""

    asked_by = serializers.CharField(read_only=True, allow_null=True)
    decided_by = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Review
        fields = ["asked_by", "asked_at", "note", "decided_by", "decided_at", "outcome", "reason"]


class ReviewsViewSet(viewsets.GenericViewSet):
    """A second person's look at a roster, for its hall's managers and the department; newest first."""

    queryset = Review.objects.none()
    serializer_class = ReviewSerializer

    def roster(self) -> Roster:
        hall_code, month = self.kwargs["hall_code"], month_from(self.kwargs["month"])
        return get_reviewable_roster(user_of(self.request), hall_code, month)

    @extend_schema(responses={200: ReviewSerializer(many=True)} | MAY_FAIL)
    def list(self, request: Request, **address: str) -> Response:
        rows = self.roster().reviews.select_related("asked_by", "decided_by")
        return self.get_paginated_response(ReviewSerializer(self.paginate_queryset(rows), many=True).data)

    @extend_schema(request=NoteSerializer, responses={201: ReviewSerializer} | MAY_FAIL)
    def create(self, request: Request, hall_code: str, month: str) -> Response:
        """Ask for a review of the roster as it stands."""
        roster, by = get_editable_roster(user_of(request), hall_code, month_from(month)), user_of(request)
        row = done(lambda: reviewing.submit(roster, by=by, **sent(NoteSerializer, request)))
        return Response(ReviewSerializer(row).data, status=201)

    @extend_schema(request=None, responses={200: ReviewSerializer} | MAY_FAIL)
    @action(detail=False, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, hall_code: str, month: str) -> Response:
        """End the open review without a decision."""
        roster, by = get_editable_roster(user_of(request), hall_code, month_from(month)), user_of(request)
        return Response(ReviewSerializer(done(lambda: reviewing.take_back(roster, by=by))).data)

    @extend_schema(request=WordsSerializer, responses={200: ReviewSerializer} | MAY_FAIL)
    @action(detail=False, methods=["post"], url_path="send-back")
    def send_back(self, request: Request, **address: str) -> Response:
        """Send the roster back with a reason; not one's own."""
        roster, by = self.roster(), user_of(request)
        row = done(lambda: reviewing.send_back(roster, by=by, **sent(WordsSerializer, request)))
        return Response(ReviewSerializer(row).data)

    @extend_schema(request=ApproveSerializer, responses={200: RosterSerializer} | MAY_FAIL)
    @action(detail=False, methods=["post"])
    def approve(self, request: Request, **address: str) -> Response:
        """Approve the roster, which publishes it; not one's own."""
        roster, by = self.roster(), user_of(request)
        done(lambda: reviewing.approve(roster, by=by, **sent(ApproveSerializer, request)))
        roster.refresh_from_db()
        return Response(RosterSerializer(roster).data)


# --- confirmations -----------------------------------------------------------


class ConfirmationSerializer(serializers.ModelSerializer):
    """Who was asked to confirm which version last, and when she did."""

    employee = serializers.CharField(source="employee.code", read_only=True)
    hall = serializers.CharField(source="publication.roster.hall.code", read_only=True)
    month = serializers.SerializerMethodField()
    version = serializers.IntegerField(source="publication.number", read_only=True)

    class Meta:
        model = Confirmation
        fields = ["id", "hall", "month", "employee", "version", "confirmed_at", "reminded_at"]

    def get_month(self, row: Confirmation) -> str:
        return f"{row.publication.roster.month:%Y-%m}"


def with_names(rows: models.QuerySet[Confirmation]) -> models.QuerySet[Confirmation]:
    rows = rows.select_related("employee", "publication__roster__hall").defer("publication__cells")
    return rows.order_by("publication__roster__month", "employee__code", "pk")


class ConfirmationsViewSet(OfRoster):
    """Who has read what the roster says now, for those who manage it."""

    queryset = Confirmation.objects.none()
    serializer_class = ConfirmationSerializer

    @extend_schema(responses={200: ConfirmationSerializer(many=True)} | MAY_FAIL)
    def list(self, request: Request, **address: str) -> Response:
        rows = with_names(Confirmation.objects.current().filter(publication__roster=self.roster()))
        return self.get_paginated_response(ConfirmationSerializer(self.paginate_queryset(rows), many=True).data)

    @extend_schema(request=None, responses={200: ConfirmationSerializer(many=True)} | MAY_FAIL)
    @action(detail=False, methods=["post"])
    def remind(self, request: Request, **address: str) -> Response:
        """Remind those who have not confirmed, and say who is still waited for."""
        roster = self.roster()
        confirming.remind(roster, by=user_of(request))
        rows = with_names(confirming.waiting_for(roster))
        return self.get_paginated_response(ConfirmationSerializer(self.paginate_queryset(rows), many=True).data)


@documented(ConfirmationSerializer)
class MyConfirmationsViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """What you yourself have been asked to confirm, now and before."""

    queryset = Confirmation.objects.none()
    serializer_class = ConfirmationSerializer
    lookup_value_regex = NUMBER

    def get_queryset(self) -> models.QuerySet[Confirmation]:
        return with_names(Confirmation.objects.filter(employee__user=user_of(self.request)))

    @extend_schema(request=None, responses={200: ConfirmationSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, **address: str) -> Response:
        """Say that you have read it; refused when your days have changed since."""
        row, by = self.get_object(), user_of(request)
        answer = done(lambda: confirming.confirm(row.employee, row.publication, by=by))
        row.confirmed_at = answer.confirmed_at
        return Response(ConfirmationSerializer(row).data)
