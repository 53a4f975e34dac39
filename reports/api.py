"""Summaries at `/api/v1/summaries/`: a month of a hall or of the department, numbered and frozen."""

from io import BytesIO
from typing import Any

from django.db import models
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from rosters.exports import CONTENT_TYPE
from staff.api_rows import MAY_FAIL, NUMBER, MonthField, asked, documented, user_of

from .data import figures_data
from .exports import save_summary
from .figures import from_json
from .models import Summary
from .report import report_of
from .wording import changes_in_words


class MonthlySummarySerializer(serializers.ModelSerializer):
    """Amounts of work are minutes; `hall` is empty for the department's."""

    hall = serializers.CharField(source="hall.code", default=None, allow_null=True, read_only=True)
    month = serializers.DateField(format="%Y-%m", read_only=True)
    is_in_force = serializers.SerializerMethodField(help_text="Whether no later number replaces it.")

    class Meta:
        model = Summary
        fields = [
            "id",
            "hall",
            "month",
            "number",
            "version",
            "made_at",
            "sent_at",
            "is_in_force",
            "people",
            "planned_minutes",
            "overtime_minutes",
            "needed_minutes",
            "missing_minutes",
            "plan_due",
            "plan_completed",
            "days_late",
        ]
        read_only_fields = fields

    def get_is_in_force(self, row: Summary) -> bool:
        return row.replaced_at is None


class MonthlySummaryDetailSerializer(MonthlySummarySerializer):
    """With every figure by subject and key, and what differs from the number before."""

    figures = serializers.SerializerMethodField()
    differences = serializers.SerializerMethodField()

    class Meta(MonthlySummarySerializer.Meta):
        fields = [*MonthlySummarySerializer.Meta.fields, "by_name", "figures", "differences"]
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_figures(self, row: Summary) -> dict[str, Any]:
        return figures_data(from_json(row.figures))

    def get_differences(self, row: Summary) -> list[str]:
        return changes_in_words(row.differences)


class SummaryQuery(serializers.Serializer):
    month = MonthField(required=False, help_text="Such as 2026-03.")
    hall = serializers.CharField(required=False, max_length=32, help_text="A hall's code.")
    department = serializers.BooleanField(required=False, default=False, help_text="Only the department's.")
    all_numbers = serializers.BooleanField(required=False, default=False, help_text="Those replaced by a later too.")


@documented(MonthlySummarySerializer, SummaryQuery)
class SummariesViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Summaries that the user may read, the newest month first; one by itself comes with all its figures."""

    queryset = Summary.objects.none()
    serializer_class = MonthlySummarySerializer
    lookup_value_regex = NUMBER

    @extend_schema(responses={200: MonthlySummaryDetailSerializer} | MAY_FAIL)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(MonthlySummaryDetailSerializer(self.get_object()).data)

    @extend_schema(responses={(200, CONTENT_TYPE): OpenApiTypes.BINARY} | MAY_FAIL)
    @action(detail=True)
    def workbook(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """The summary as a workbook, in the language asked for."""
        summary, content = self.get_object(), BytesIO()
        save_summary(report_of(summary), content)
        answer = HttpResponse(content.getvalue(), content_type=CONTENT_TYPE)
        answer.headers["Content-Disposition"] = f'attachment; filename="summary-{summary.month:%Y-%m}.xlsx"'
        return answer

    def get_queryset(self) -> models.QuerySet[Summary]:
        rows = Summary.objects.visible_to(user_of(self.request)).select_related("hall")
        if self.action != "list":
            return rows
        query = asked(self.request, SummaryQuery)
        if not query["all_numbers"]:
            rows = rows.in_force()
        if query["department"]:
            rows = rows.of_department()
        if "hall" in query:
            rows = rows.filter(hall__code=query["hall"])
        if "month" in query:
            rows = rows.filter(month=query["month"][0])
        return rows.defer("figures", "differences").order_by("-month", "hall__name", "-number", "pk")


routes = [("summaries", SummariesViewSet, "summary")]
