"""A hall's log at `/api/v1/`."""

from typing import Any

from django.db import models
from django.utils.functional import cached_property
from rest_framework import mixins, serializers

from .api_rows import HALL_PATH, DayField, HallView, asked, documented, user_of
from .auditlog import entries_of, get_audited_hall
from .auditwords import sentence_of
from .models import AuditEntry, Hall


class AuditSerializer(serializers.ModelSerializer):
    by = serializers.CharField(source="by_name", help_text="Empty: the program itself.")
    words = serializers.SerializerMethodField(help_text="What was done, as a sentence.")
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)

    class Meta:
        model = AuditEntry
        fields = ["number", "at", "by", "act", "words", "subject", "before", "after", "why", "address", "digest"]

    def get_words(self, entry: AuditEntry) -> str:
        return sentence_of(entry.act, entry.subject)


class AuditQuery(serializers.Serializer):
    by = serializers.CharField(required=False, max_length=150, help_text="A name; “-” is the program itself.")
    act = serializers.CharField(required=False, max_length=50)
    first = DayField(required=False)
    last = DayField(required=False)
    q = serializers.CharField(required=False, max_length=100, help_text="In subject, name or reason.")


@documented(AuditSerializer, AuditQuery)
class AuditViewSet(mixins.ListModelMixin, HallView):
    """The log of a hall, newest first, for its manager and the department."""

    queryset = AuditEntry.objects.none()
    serializer_class = AuditSerializer

    @cached_property
    def hall(self) -> Hall:
        return get_audited_hall(user_of(self.request), self.kwargs["hall_code"])

    def get_queryset(self) -> models.QuerySet[AuditEntry]:
        query: dict[str, Any] = asked(self.request, AuditQuery)
        return entries_of(self.hall, **query)


routes = [(f"{HALL_PATH}/audit", AuditViewSet, "audit")]
