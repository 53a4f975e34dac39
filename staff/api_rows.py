"""What the API's views of a hall's rows share: the door, validation by the model, the log."""

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError as ModelError
from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from .access import get_managed_hall
from .models import Hall, User
from .months import last_day_of, refuse_far_day
from .recorded import InUse, delete_row, facts_of, hold, record_change

HALL_PATH = r"halls/(?P<hall_code>[a-z0-9][a-z0-9-]{0,31})"
NUMBER = "[0-9]{1,15}"


class Refused(APIException):
    """An act that was refused: 409 with a `code` for programs and a `detail` for people."""

    status_code = status.HTTP_409_CONFLICT


class RefusalSerializer(serializers.Serializer):
    """How an error looks that is not about the fields sent."""

    code = serializers.CharField(help_text="For programs.")
    detail = serializers.CharField(help_text="For people, in their language.")


INVALID = OpenApiResponse(OpenApiTypes.OBJECT, description="What is wrong, by field.")
MAY_FAIL: dict[int, Any] = {400: INVALID} | dict.fromkeys((401, 403, 404, 409), RefusalSerializer)
STATUS = {"create": 201, "destroy": 204}


def documented(answer: Any, query: type[serializers.Serializer] | None = None) -> Callable[[type], type]:
    """Say in the schema what the methods that a view inherits answer, and how they fail."""

    def decorate(view: type) -> type:
        methods = {}
        for name in ("list", "retrieve", "create", "update", "partial_update", "destroy"):
            if hasattr(view, name) and name not in vars(view):
                body = None if name == "destroy" else answer(many=True) if name == "list" else answer
                parameters = [query] if query and name == "list" else []
                methods[name] = extend_schema(parameters=parameters, responses={STATUS.get(name, 200): body} | MAY_FAIL)
        return extend_schema_view(**methods)(view)

    return decorate


class WallTime(OpenApiSerializerFieldExtension):
    """A time on the hall's clock has no offset, which the schema's own `time` would ask for."""

    target_class = "rest_framework.serializers.TimeField"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, str]:
        return {"type": "string", "pattern": r"^[0-9]{2}:[0-9]{2}(:[0-9]{2})?$", "example": "09:00"}


class DayField(serializers.DateField):
    """A date of this century."""

    default_validators = [refuse_far_day]


# For the dates of rows that pages take from this century alone.
THIS_CENTURY: dict[str, Any] = {
    name: {"validators": [refuse_far_day]}
    for name in ("date", "first_day", "last_day", "left_on", "valid_from", "valid_to")
}


class MonthField(serializers.CharField):
    """A month as 2026-03; its first and last day."""

    def to_internal_value(self, data: Any) -> Any:
        text = super().to_internal_value(data)
        try:
            first = date.fromisoformat(f"{text}-01" if len(text) == 7 else "")
            refuse_far_day(first)
        except (ValueError, ModelError):
            raise serializers.ValidationError(_("Write the month like 2026-03.")) from None
        return first, last_day_of(first)


class MonthQuery(serializers.Serializer):
    month = MonthField(required=False, help_text="Such as 2026-03.")
    employee = serializers.CharField(required=False, max_length=32, help_text="An employee's code.")


class PeopleQuery(serializers.Serializer):
    name = serializers.CharField(required=False, max_length=50, help_text="A part of the name.")
    employed_on = DayField(required=False)


def user_of(request: Request) -> User:
    """Who asks; the permission to be here at all has been looked at before."""
    assert isinstance(request.user, User)
    return request.user


class InHall(serializers.SlugRelatedField):
    """Another row of the same hall, named by a short text of its own."""

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        hall = self.context.get("hall")
        return rows.filter(hall=hall) if hall else rows.none()


class RowSerializer(serializers.ModelSerializer):
    """Validates as the model does, so that page and API refuse the same things in the same words."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        model: Any = self.Meta.model
        row: Any = copy.copy(self.instance) if self.instance else model(**self.fixed)
        columns = {field.name for field in row._meta.concrete_fields}
        for name, value in attrs.items():
            if name in columns:
                setattr(row, name, value)
        try:
            row.full_clean()
        except ModelError as error:
            raise ValidationError(by_field(error)) from error
        self.look_at(row)
        return attrs

    def look_at(self, row: Any) -> None:
        """Raise a ValidationError for what is wrong with the whole row and its model does not know."""

    @property
    def fixed(self) -> dict[str, Any]:
        """What a new row has from its address."""
        model: Any = self.Meta.model
        has_hall = any(field.name == "hall" for field in model._meta.concrete_fields)
        return {"hall": self.context["hall"]} if has_hall else {}


def by_field(error: ModelError) -> dict[str, list[str]]:
    messages = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
    return {"non_field_errors" if name == "__all__" else name: texts for name, texts in messages.items()}


def asked(request: Request, query: type[serializers.Serializer]) -> dict[str, Any]:
    """The address's query, validated; a wrong one is a 400."""
    form = query(data=request.query_params)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


class HallView(viewsets.GenericViewSet):
    """Something below a hall's address, for those who manage the hall."""

    @cached_property
    def hall(self) -> Hall:
        return get_managed_hall(user_of(self.request), self.kwargs["hall_code"])

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Whoever may not come in hears it before anything else is said."""
        super().initial(request, *args, **kwargs)
        assert self.hall

    def get_serializer_context(self) -> dict[str, Any]:
        context = dict(super().get_serializer_context())
        is_schema = getattr(self, "swagger_fake_view", False)
        return context if is_schema else context | {"hall": self.hall, "by": user_of(self.request)}


class RowsView(
    mixins.ListModelMixin,
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    mixins.DestroyModelMixin,
    HallView,
):
    """A kind of row of a hall: read, added, changed, removed, each with its entry in the log."""

    lookup_value_regex = NUMBER

    @transaction.atomic
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        hold(self.hall)
        return super().create(request, *args, **kwargs)

    @transaction.atomic
    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        hold(self.hall)
        return super().update(request, *args, **kwargs)

    @transaction.atomic
    def perform_create(self, serializer: serializers.BaseSerializer) -> None:
        row = serializer.save(**serializer.fixed)  # type: ignore[attr-defined]
        record_change(row, None, by=user_of(self.request), hall=self.hall)

    @transaction.atomic
    def perform_update(self, serializer: serializers.BaseSerializer) -> None:
        before = facts_of(self.get_queryset().get(pk=serializer.instance.pk))  # type: ignore[union-attr]
        record_change(serializer.save(), before, by=user_of(self.request), hall=self.hall)

    def perform_destroy(self, instance: models.Model) -> None:
        try:
            delete_row(instance, by=user_of(self.request), hall=self.hall)
        except InUse as error:
            detail = ", ".join(f"{name}: {count}" for name, count in error.by.items())
            raise Refused(detail, code="in_use") from error
