"""What the words of a hall's own sheets mean, for programs: read, and remembered for the next sheet."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from staff.api_rows import MAY_FAIL, HallView, InHall, asked, documented, user_of
from staff.models import Employee

from ..edits.values import NotEditable
from ..imports.data import key_of
from ..imports.memory import LONGEST, Meaning, kept_as, meaning_kept, meaning_of, remember
from ..models import SheetWord
from ..wording import reason_of

Of = SheetWord.Of
VALUE = "A shift type's number, rest, lieu, `leave:` with the code of a kind of absence, or nothing."


class SheetWordSerializer(serializers.Serializer):
    """A text and what it means: somebody, a value of a cell, or, with neither, nothing: it is ignored."""

    of = serializers.ChoiceField(Of.choices)
    text = serializers.CharField(max_length=LONGEST)
    employee = InHall("code", queryset=Employee.objects.all(), allow_null=True, required=False)
    value = serializers.CharField(required=False, allow_blank=True, max_length=30, help_text=VALUE)

    def to_representation(self, instance: SheetWord) -> dict[str, Any]:
        employee, value = instance.employee, key_of(meaning_kept(instance))
        facts = {"employee": employee.code if employee else None, "value": value}
        return {"of": instance.of, "text": instance.text} | facts

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        employee, value = attrs.get("employee"), attrs.get("value", "")
        if employee and attrs["of"] == Of.VALUE:
            raise serializers.ValidationError({"employee": [_("A text in cells is nobody’s name.")]})
        if value and attrs["of"] == Of.PERSON:
            raise serializers.ValidationError({"value": [_("A name stands for somebody or for nobody.")]})
        return attrs | {"means": self._meaning(value)}

    def _meaning(self, value: str) -> Meaning:
        try:
            return meaning_of(self.context["hall"], value) if value else None
        except NotEditable as refusal:
            raise serializers.ValidationError({"value": [reason_of(refusal.facts)]}) from None


class SheetWordsSerializer(serializers.Serializer):
    words = SheetWordSerializer(many=True, allow_empty=False)


class SheetWordsQuery(serializers.Serializer):
    of = serializers.ChoiceField(Of.choices, required=False)


@documented(SheetWordSerializer, SheetWordsQuery)
class SheetWordsViewSet(mixins.ListModelMixin, HallView):
    """What a hall has said of the texts in its sheets, as they are remembered: in one width and small letters."""

    queryset = SheetWord.objects.none()
    serializer_class = SheetWordSerializer

    def get_queryset(self) -> models.QuerySet[SheetWord]:
        words = SheetWord.objects.filter(hall=self.hall, **asked(self.request, SheetWordsQuery))
        return words.select_related("employee", "shift_type")

    @extend_schema(request=SheetWordsSerializer, responses={200: SheetWordsSerializer} | MAY_FAIL)
    def create(self, request: Request, **address: Any) -> Response:
        """Remember all of these, or none; what was said of the same texts before is replaced."""
        form = SheetWordsSerializer(data=request.data, context=self.get_serializer_context())
        form.is_valid(raise_exception=True)
        words = form.validated_data["words"]
        people = {one["text"]: one.get("employee") for one in words if one["of"] == Of.PERSON}
        values = {one["text"]: one["means"] for one in words if one["of"] == Of.VALUE}
        remember(self.hall, people, values, by=user_of(request))
        kept = self.hall.sheet_words.select_related("employee", "shift_type")
        texts = {(one["of"], kept_as(one["text"])) for one in words}
        return Response(SheetWordsSerializer({"words": [one for one in kept if (one.of, one.text) in texts]}).data)
