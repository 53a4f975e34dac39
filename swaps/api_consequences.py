"""What a swap would do, as programs read what those who decide see on its card."""

from typing import Any

from rest_framework import serializers

from .cards import Card
from .consequences import Consequences


class SwapWeekSerializer(serializers.Serializer):
    """Paid minutes of a week, as it stands and as it would be."""

    monday = serializers.DateField()
    before = serializers.IntegerField()
    after = serializers.IntegerField()


class SwapPersonSerializer(serializers.Serializer):
    employee = serializers.CharField(source="employee.code")
    weeks = SwapWeekSerializer(many=True)
    rest = serializers.IntegerField(
        allow_null=True, help_text="The least minutes between a shift she would get and the shifts beside it."
    )


class SwapDaySerializer(serializers.Serializer):
    """Who else is there while a shift that changes hands lasts; `others` are not named."""

    date = serializers.DateField()
    shift = serializers.CharField(source="shift.code")
    names = serializers.ListField(child=serializers.CharField())
    others = serializers.IntegerField()


class SwapChangedSerializer(serializers.Serializer):
    """A cell that holds something else than when the swap was asked for."""

    name = serializers.CharField()
    date = serializers.DateField()
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class SwapConsequencesSerializer(serializers.Serializer):
    """`broken` are hard rules that forbid it; `seen`, sent with the approval, refuses it if more has changed since."""

    people = SwapPersonSerializer(many=True)
    days = SwapDaySerializer(many=True)
    broken = serializers.ListField(child=serializers.CharField())
    cover = serializers.ListField(child=serializers.CharField())
    other = serializers.ListField(child=serializers.CharField())
    cost = serializers.IntegerField(allow_null=True, help_text="For those who decide.")
    changes = SwapChangedSerializer(many=True)
    seen = serializers.CharField()


def consequences_json(card: Card) -> dict[str, Any]:
    found: Consequences = card.consequences
    return {
        "people": found.people,
        "days": found.days,
        "broken": found.broken,
        "cover": [text for effect in found.cover for text in effect.texts],
        "other": [text for effect in found.other_effects for text in effect.texts],
        "cost": found.cost if card.is_leading else None,
        "changes": found.changes,
        "seen": card.mark,
    }
