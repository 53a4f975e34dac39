"""A hall's own sheets, and tables of people, demand and customers, from programs: looked at, or put in force."""

from io import BytesIO
from typing import Any

from django.db import models
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from staff.api_rows import MAY_FAIL, NUMBER, HallView, Refused, documented, user_of

from ..access import get_page_to_edit
from ..edits.values import NotEditable
from ..exports import CONTENT_TYPE
from ..exports.tables import WORKBOOKS
from ..imports.applying import apply_sheets
from ..imports.data import ignored_data, sheet_data, unplaced_data
from ..imports.planning import Plan, plan_of
from ..imports.safely import read_safely, to_json
from ..imports.sheets import NotReadable, Sheet
from ..imports.tableacts import plan_for, put_in_force
from ..imports.undoing import in_the_way, take_back
from ..imports.wording import LAYOUTS, refusal_text
from ..models import Roster, TableImport
from ..month import load_month
from ..wording import reason_of
from .rosters import month_from

What = TableImport.What


class FileAskSerializer(serializers.Serializer):
    file = serializers.FileField(max_length=200, help_text="A workbook or a table: .xlsx, .xls, .ods or .csv, 20 MB.")
    apply = serializers.BooleanField(default=False, help_text="Change what stands; else only say what would change.")


class TableAskSerializer(FileAskSerializer):
    seen = serializers.CharField(
        required=False,
        max_length=100,
        help_text="As the look before has given it: refused if something else would change.",
    )


class SheetAskSerializer(FileAskSerializer):
    empties = serializers.BooleanField(default=False, help_text="Empty cells of the sheet empty the roster's.")
    leave = serializers.BooleanField(default=False, help_text="Enter the leave that the sheet says, as approved.")
    revision = serializers.IntegerField(
        required=False, min_value=0, help_text="As the look before has given it: refused if the roster has changed."
    )


class IgnoredSerializer(serializers.Serializer):
    cell = serializers.CharField()
    rule = serializers.CharField()


class UnplacedSerializer(serializers.Serializer):
    cell = serializers.CharField()
    text = serializers.CharField()
    why = serializers.CharField(help_text="For people, in their language.")


class MeaningSerializer(serializers.Serializer):
    """A text of the sheet and what it is taken for; `is_open` where somebody has to say that."""

    text = serializers.CharField()
    cell = serializers.CharField(help_text="Where it stands first.")
    times = serializers.IntegerField()
    means = serializers.CharField(
        allow_null=True,
        help_text="An employee's code, or a value as `sheet-words` has it; null where it means nothing.",
    )
    why = serializers.CharField(allow_blank=True, help_text="For people, in their language.")
    is_open = serializers.BooleanField()


class SheetChangeSerializer(serializers.Serializer):
    cell = serializers.CharField()
    employee = serializers.CharField()
    date = serializers.DateField()
    before = serializers.CharField(help_text="A shift type's code, rest, lieu, or nothing.")
    after = serializers.CharField()


class LeaveFoundSerializer(serializers.Serializer):
    """Leave of the sheet that is not on record and can be entered, or has been."""

    employee = serializers.CharField()
    kind = serializers.CharField(help_text="The code of a kind of absence.")
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    cells = serializers.ListField(child=serializers.CharField())


class TableImportSerializer(serializers.Serializer):
    """What a file changes, or would; every row of it is counted or listed once."""

    is_applied = serializers.BooleanField()
    id = serializers.IntegerField(allow_null=True, help_text="By which it can be taken back, once it is applied.")
    seen = serializers.CharField(help_text="Differs whenever what would change does.")
    changes = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    ignored = IgnoredSerializer(many=True)
    unplaced = UnplacedSerializer(many=True)


class SheetImportSerializer(serializers.Serializer):
    """What a sheet changes, or would; every cell of it is counted or listed once."""

    is_applied = serializers.BooleanField()
    revision = serializers.IntegerField(help_text="Of the roster, after the change where it is applied.")
    layout = serializers.ChoiceField(list(LAYOUTS))
    people = MeaningSerializer(many=True)
    values = MeaningSerializer(many=True)
    placed = serializers.IntegerField()
    changes = SheetChangeSerializer(many=True)
    ignored = IgnoredSerializer(many=True)
    unplaced = UnplacedSerializer(many=True)
    leave = LeaveFoundSerializer(many=True)


class SheetImportsViewSet(viewsets.GenericViewSet):
    """Sheets for the roster of a month, for those who manage the hall."""

    queryset = Roster.objects.none()
    serializer_class = SheetAskSerializer
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": SheetAskSerializer}, responses={200: SheetImportSerializer} | MAY_FAIL
    )
    def create(self, request: Request, hall_code: str, month: str) -> Response:
        """Say what the sheet would change, or change it in one edit, which `edits/undo/` takes back."""
        roster = get_page_to_edit(user_of(request), hall_code, month_from(month))
        sent = ask(SheetAskSerializer, request)
        sheets = read(sent["file"])
        if sent.get("revision", roster.revision) != roster.revision:
            raise Refused(_("The roster has changed since you looked."), code="changed_since")
        options = {"by": user_of(request), "empties": sent["empties"], "leave": sent["leave"]}
        plan, revision = plan_of(load_month(roster), sheets, **options), roster.revision
        if sent["apply"]:
            refuse_nothing(plan)
            try:
                done = apply_sheets(roster, sheets, **options, name=sent["file"].name)
            except NotEditable as refusal:
                raise Refused(reason_of(refusal.facts), code=refusal.facts["reason"]) from refusal
            revision = done.revision
        return Response({"is_applied": sent["apply"], "revision": revision} | sheet_data(plan))


def refuse_nothing(plan: Plan) -> None:
    if not plan.placed:
        reason = "nothing_placed" if plan.reading.entries else "nothing_found"
        raise Refused(refusal_text(reason), code=reason)


class TableDoneSerializer(serializers.ModelSerializer):
    """A table that was put in force; `in_the_way` is what was changed since, and would stay as it is."""

    in_the_way = serializers.SerializerMethodField()

    class Meta:
        model = TableImport
        fields = ["id", "name", "applied_at", "in_the_way"]
        read_only_fields = fields

    def get_in_the_way(self, row: TableImport) -> list[str]:
        return in_the_way(row)


class TakenBackSerializer(serializers.Serializer):
    left = serializers.ListField(child=serializers.CharField(), help_text="What was changed since, and stays.")


@documented(TableDoneSerializer)
class TableImportsViewSet(mixins.ListModelMixin, HallView):
    """Tables of people, demand or customers, as their templates have them; those of the user that can be taken back."""

    queryset = TableImport.objects.none()
    serializer_class = TableDoneSerializer
    parser_classes = [MultiPartParser]
    lookup_value_regex = NUMBER

    def get_queryset(self) -> models.QuerySet[TableImport]:
        rows = TableImport.objects.applied().filter(hall=self.hall, what=self.kwargs["what"], by=user_of(self.request))
        return rows.select_related("hall")

    @extend_schema(
        request={"multipart/form-data": TableAskSerializer}, responses={200: TableImportSerializer} | MAY_FAIL
    )
    def create(self, request: Request, hall_code: str, what: str) -> Response:
        """Say what the table would change, or put it in force."""
        sent = ask(TableAskSerializer, request)
        sheets = [to_json(one) for one in read(sent["file"], too_many="too_many_arrivals")]
        table = TableImport(hall=self.hall, what=What(what), by=user_of(request), name=sent["file"].name, facts=sheets)
        seen = sent.get("seen")
        plan = put_in_force(table, by=user_of(request), seen=seen) if sent["apply"] else plan_for(table)
        if plan is None or seen not in (None, plan.seen):
            raise Refused(_("The hall has changed since you looked."), code="changed_since")
        facts = {
            "is_applied": sent["apply"],
            "id": table.pk,
            "seen": plan.seen,
            "changes": len(plan.changes),
            "unchanged": plan.unchanged,
            "ignored": [ignored_data(one, has_many=len(sheets) > 1) for one in plan.ignored],
            "unplaced": [unplaced_data(one, has_many=len(sheets) > 1) for one in plan.unplaced],
        }
        return Response(facts)

    @extend_schema(request=None, responses={200: TakenBackSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, **address: Any) -> Response:
        """Take the import back, but for what was changed since; refused where that is all of it."""
        row = self.get_object()
        left = take_back(row, by=user_of(request))
        if self.get_queryset().filter(pk=row.pk).exists():
            raise Refused(", ".join(left), code="changed_since")
        return Response({"left": left})

    @extend_schema(responses={(200, CONTENT_TYPE): OpenApiTypes.BINARY} | MAY_FAIL)
    @action(detail=False)
    def template(self, request: Request, hall_code: str, what: str) -> HttpResponse:
        """What stands, as a workbook to fill in and send."""
        content = BytesIO()
        WORKBOOKS[What(what)](self.hall).save(content)
        answer = HttpResponse(content.getvalue(), content_type=CONTENT_TYPE)
        answer.headers["Content-Disposition"] = f'attachment; filename="{hall_code}-{what}.xlsx"'
        return answer


def ask(form: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    asked = form(data=request.data)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)


def read(file: Any, *, too_many: str = "too_many_cells") -> list[Sheet]:
    try:
        return read_safely(file.read())
    except NotReadable as refusal:
        reason = too_many if refusal.reason == "too_many_cells" else refusal.reason
        raise serializers.ValidationError({"file": [refusal_text(reason)]}) from None
