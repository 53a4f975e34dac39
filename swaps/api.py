"""Swaps as programs ask for, answer and decide them: the acts and rights of the pages."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.db import models
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from staff.api_rows import MAY_FAIL, NUMBER, DayField, Refused, asked, documented, user_of
from staff.models import Employee

from . import api_halls, asking, deciding
from .access import FORBIDDEN, get_led_hall, own_employee
from .api_consequences import SwapConsequencesSerializer, consequences_json
from .cards import cards_of
from .conditions import NotSwappable, leads
from .forms import days_in
from .models import SwapCell, SwapEvent, SwapPart, SwapRequest
from .offerpage import OfferPage
from .wording import refusal_of, state_text

Answer = TypeVar("Answer")

# --- reading -----------------------------------------------------------------


class SwapCellSerializer(serializers.ModelSerializer):
    """A cell; `before` and `after` are a shift type's number, `rest` or `lieu`."""

    employee = serializers.CharField(source="employee.code", read_only=True)
    before = serializers.CharField(source="before.key", read_only=True)
    after = serializers.CharField(source="after.key", read_only=True)

    class Meta:
        model = SwapCell
        fields = ["employee", "date", "before", "after"]


class SwapPartSerializer(serializers.ModelSerializer):
    employee = serializers.CharField(source="employee.code", read_only=True)
    name = serializers.CharField(source="employee.name", read_only=True)

    class Meta:
        model = SwapPart
        fields = ["employee", "name", "is_asker", "agrees", "answered_at"]


class SwapEventSerializer(serializers.ModelSerializer):
    class Meta:
        model = SwapEvent
        fields = ["what", "at", "by_name", "why"]


class SwapSerializer(serializers.ModelSerializer):
    """A request; `said` tells in a sentence where it stands."""

    hall = serializers.CharField(source="hall.code", read_only=True)
    people = SwapPartSerializer(source="all_parts", many=True, read_only=True)
    cells = SwapCellSerializer(source="all_cells", many=True, read_only=True)
    history = SwapEventSerializer(source="events", many=True, read_only=True)
    said = serializers.SerializerMethodField()

    class Meta:
        model = SwapRequest
        fields = [
            "id",
            "hall",
            "kind",
            "state",
            "said",
            "asked_at",
            "first_day",
            "note",
            "is_emergency",
            "emergency_reason",
            "cut_off_at",
            "expires_at",
            "ended_at",
            "reason",
            "hold_until",
            "people",
            "cells",
            "history",
        ]

    def get_said(self, swap: SwapRequest) -> str:
        return state_text(swap)


class SwapQuery(serializers.Serializer):
    state = serializers.ChoiceField(SwapRequest.State.choices, required=False)
    waiting_for = serializers.ChoiceField(
        ["my_answer", "my_decision", "anyone"],
        required=False,
        help_text="Those that the caller is to answer, may approve, or could take.",
    )


# --- asking ------------------------------------------------------------------


class AskSerializer(serializers.Serializer):
    """`partners` are employees' codes: none for an open shift, two for a ring, else one."""

    kind = serializers.ChoiceField(SwapRequest.Kind.choices)
    date = DayField(help_text="The day of the shift that it is about.")
    partners = serializers.ListField(child=serializers.CharField(max_length=32), max_length=2, default=list)
    other_day = DayField(required=False, help_text="The day of the (first) partner's shift, if it is another.")
    third_day = DayField(required=False, help_text="The day of the second partner's shift, in a ring across days.")
    note = serializers.CharField(required=False, max_length=200, allow_blank=True, default="")
    employee = serializers.CharField(
        required=False, max_length=32, help_text="For whom, when a manager enters an emergency; with `hall`."
    )
    hall = serializers.CharField(required=False, max_length=32)
    emergency_reason = serializers.CharField(required=False, max_length=200)


class AnswerSerializer(serializers.Serializer):
    employee = serializers.CharField(
        required=False, max_length=32, help_text="For whom, when a manager notes the answer of somebody else."
    )
    why = serializers.CharField(required=False, max_length=200, allow_blank=True, default="")


class DeclineSerializer(serializers.Serializer):
    why = serializers.CharField(max_length=200)


class OfferSerializer(serializers.Serializer):
    """`cost` is what the roster's penalty would rise by; `why` is a sentence."""

    kind = serializers.CharField()
    partners = serializers.ListField(child=serializers.CharField())
    other_day = serializers.DateField(allow_null=True)
    third_day = serializers.DateField(allow_null=True, help_text="Of a ring across days.")
    names = serializers.CharField()
    cost = serializers.IntegerField()
    why = serializers.CharField()


class BarredSerializer(serializers.Serializer):
    name = serializers.CharField()
    why = serializers.CharField()


class OffersSerializer(serializers.Serializer):
    offers = OfferSerializer(many=True)
    barred = BarredSerializer(many=True)


class OffersQuery(serializers.Serializer):
    date = DayField()
    instead = DayField(required=False, help_text="A day off that the caller would work for it.")
    employee = serializers.CharField(
        required=False, max_length=32, help_text="For whom, when a manager enters an emergency; with `hall`."
    )
    hall = serializers.CharField(required=False, max_length=32)


class SwapApproveSerializer(serializers.Serializer):
    seen = serializers.CharField(
        required=False, max_length=32, help_text="Of the consequences looked at: if more has changed since, look again."
    )


@documented(SwapSerializer, SwapQuery)
class SwapsViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The swaps that the caller may see: her own, free shifts of her hall, all of the halls she leads."""

    queryset = SwapRequest.objects.none()
    serializer_class = SwapSerializer
    lookup_value_regex = NUMBER

    def get_queryset(self) -> models.QuerySet[SwapRequest]:
        user = user_of(self.request)
        rows = SwapRequest.objects.visible_to(user).with_parts().prefetch_related("events")
        if self.action != "list":
            return rows
        query = asked(self.request, SwapQuery)
        named: dict[str, Any] = {
            "my_answer": SwapRequest.objects.waiting_for,
            "my_decision": lambda user: SwapRequest.objects.decidable_by(user).filter(state="agreed"),
            "anyone": SwapRequest.objects.free_for,
        }
        if "waiting_for" in query:
            rows = rows.filter(pk__in=named[query["waiting_for"]](user).values("pk"))
        return rows.filter(state=query["state"]) if "state" in query else rows

    @extend_schema(request=AskSerializer, responses={201: SwapSerializer} | MAY_FAIL)
    def create(self, request: Request) -> Response:
        """Ask for a swap; the partners are told."""
        form = AskSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        facts = form.validated_data
        asker = asker_of(request, facts, is_emergency="emergency_reason" in facts)
        people = {person.code: person for person in asker.hall.employees.filter(code__in=facts["partners"])}
        if unknown := [code for code in facts["partners"] if code not in people]:
            raise serializers.ValidationError({"partners": unknown})
        swap = done(
            lambda: asking.ask(
                facts["kind"],
                asker,
                facts["date"],
                [people[code] for code in facts["partners"]],
                by=user_of(request),
                other_day=facts.get("other_day"),
                third_day=facts.get("third_day"),
                note=facts["note"],
                emergency_reason=facts.get("emergency_reason"),
            )
        )
        return self._answer(swap, 201)

    @extend_schema(parameters=[OffersQuery], responses={200: OffersSerializer} | MAY_FAIL, filters=False)
    @action(detail=False, pagination_class=None)
    def partners(self, request: Request) -> Response:
        """With whom the caller's shift of a day can be swapped, the best first; and who could not, and why."""
        query = asked(request, OffersQuery)
        is_emergency = "employee" in query
        employee = asker_of(request, query, is_emergency=is_emergency)
        page = OfferPage(employee, query["date"], query.get("instead"), is_emergency=is_emergency)
        return Response(OffersSerializer(offers_json(page)).data)

    @extend_schema(request=AnswerSerializer, responses={200: SwapSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, pk: str) -> Response:
        """Take part in it."""
        swap, facts = self._sent(AnswerSerializer)
        person = partner_of(swap, request, facts)
        return self._answer(done(lambda: deciding.agree(swap, person, by=user_of(request))))

    @extend_schema(request=AnswerSerializer, responses={200: SwapSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: str) -> Response:
        """Not take part in it, or no longer."""
        swap, facts = self._sent(AnswerSerializer)
        person = partner_of(swap, request, facts)
        return self._answer(done(lambda: deciding.refuse_part(swap, person, by=user_of(request), why=facts["why"])))

    @extend_schema(request=None, responses={200: SwapSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def take(self, request: Request, pk: str) -> Response:
        """Take an open shift; the first who does has it."""
        swap, employee = self.get_object(), own_employee(user_of(request))
        if employee is None:
            raise PermissionDenied
        return self._answer(done(lambda: asking.take(swap, employee, by=user_of(request))))

    @extend_schema(request=None, responses={200: SwapSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """No longer ask for it."""
        swap = self.get_object()
        return self._answer(done(lambda: deciding.withdraw(swap, by=user_of(request))))

    @extend_schema(responses={200: SwapConsequencesSerializer} | MAY_FAIL)
    @action(detail=True)
    def consequences(self, request: Request, pk: str) -> Response:
        """What it would do to hours, rest and cover, for those who decide or answer while there is something to."""
        (card,) = cards_of([self.get_object()], user_of(request))
        if not card.swap.is_open:
            done(lambda: deciding.refuse_ended(card.swap, card.now))
        if not card.shows_consequences:
            raise PermissionDenied
        return Response(SwapConsequencesSerializer(consequences_json(card)).data)

    @extend_schema(request=SwapApproveSerializer, responses={200: SwapSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """Put it into the published roster."""
        swap, facts = self._sent(SwapApproveSerializer)
        return self._answer(done(lambda: deciding.approve(swap, by=user_of(request), seen=facts.get("seen"))))

    @extend_schema(request=DeclineSerializer, responses={200: SwapSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """Not approve it, and say why."""
        swap = self.get_object()
        may_decide(swap, request)
        _swap, facts = self._sent(DeclineSerializer)
        return self._answer(done(lambda: deciding.decline(swap, by=user_of(request), why=facts["why"])))

    @extend_schema(request=None, responses={200: SwapSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """Take a decision back while nobody has been told."""
        swap = self.get_object()
        return self._answer(done(lambda: deciding.undo(swap, by=user_of(request))))

    def _sent(self, form_class: type[serializers.Serializer]) -> tuple[SwapRequest, dict[str, Any]]:
        swap = self.get_object()
        form = form_class(data=self.request.data)
        form.is_valid(raise_exception=True)
        return swap, form.validated_data

    def _answer(self, swap: SwapRequest, status: int = 200) -> Response:
        fresh = SwapRequest.objects.with_parts().get(pk=swap.pk)
        return Response(self.get_serializer(fresh).data, status=status)


def done(act: Callable[[], Answer]) -> Answer:
    """What the act gives; what is not the caller's to do is a 403, what cannot be done now a 409."""
    try:
        return act()
    except NotSwappable as refusal:
        if refusal.reason in FORBIDDEN:
            raise PermissionDenied from refusal
        raise Refused(refusal_of(refusal), code=refusal.reason) from refusal


def asker_of(request: Request, facts: dict[str, Any], *, is_emergency: bool) -> Employee:
    """The caller herself, or in an emergency the employee whom she names of a hall that she leads."""
    if is_emergency:
        hall = get_led_hall(user_of(request), facts.get("hall", ""))
        return get_object_or_404(hall.employees.select_related("hall"), code=facts.get("employee", ""))
    employee = own_employee(user_of(request))
    if employee is None:
        raise PermissionDenied
    return employee


def partner_of(swap: SwapRequest, request: Request, facts: dict[str, Any]) -> Employee:
    code, user = facts.get("employee"), user_of(request)
    people = [person for person in swap.partners if (person.code == code if code else person.user_id == user.pk)]
    if not people:
        raise PermissionDenied
    return people[0]


def may_decide(swap: SwapRequest, request: Request) -> None:
    if swap.is_part_of(user_of(request)) or not leads(user_of(request), swap.hall):
        raise PermissionDenied


def offers_json(page: OfferPage) -> dict[str, Any]:
    offers = []
    for group in page.groups:
        for line in group.lines:
            kind, codes, days = line.key.split(":")
            other, third = (date.fromisoformat(day) if day else None for day in days_in(days))
            offers.append(
                {
                    "kind": kind,
                    "partners": codes.split(","),
                    "other_day": other,
                    "third_day": third,
                    "names": line.names,
                    "cost": line.cost,
                    "why": line.text,
                }
            )
    return {"offers": offers, "barred": [{"name": name, "why": text} for name, text in page.barred]}


routes = [("swaps", SwapsViewSet, "swap"), *api_halls.routes]
