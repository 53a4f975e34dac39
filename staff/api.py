"""Halls, people and absences at `/api/v1/`."""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from rest_framework import mixins, serializers, viewsets

from .absences import NotAbsent, is_closed, note_decider, refuse_entering
from .api_rows import (
    HALL_PATH,
    THIS_CENTURY,
    InHall,
    MonthQuery,
    PeopleQuery,
    RowSerializer,
    RowsView,
    asked,
    documented,
    user_of,
)
from .models import Absence, Employee, Hall, OpeningHours, Skill, Station
from .people import set_skills


class OpeningSerializer(serializers.ModelSerializer):
    class Meta:
        model = OpeningHours
        fields = ["weekday", "opens", "closes", "closes_next_day"]


class StationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Station
        fields = ["code", "name"]


class HallSerializer(serializers.ModelSerializer):
    opening_hours = OpeningSerializer(many=True, read_only=True)
    stations = StationSerializer(many=True, read_only=True)

    class Meta:
        model = Hall
        fields = ["code", "name", "time_zone", "opening_hours", "stations"]


@documented(HallSerializer)
class HallViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The halls that the user may see."""

    queryset = Hall.objects.none()
    serializer_class = HallSerializer
    lookup_field = "code"
    lookup_value_regex = "[a-z0-9][a-z0-9-]{0,31}"

    def get_queryset(self) -> models.QuerySet[Hall]:
        return Hall.objects.visible_to(user_of(self.request)).prefetch_related("opening_hours", "stations")


class Skills(serializers.DictField):
    """Level by station code; validated, by the station's primary key."""

    child = serializers.ChoiceField(Skill.Level.choices)

    def get_attribute(self, instance: Employee) -> dict[str, int]:
        return {skill.station.code: skill.level for skill in instance.skills.all()}

    def to_internal_value(self, data: Any) -> dict[int, int]:
        levels = super().to_internal_value(data)
        stations = dict(self.context["hall"].stations.values_list("code", "pk"))
        if unknown := sorted(levels.keys() - stations.keys()):
            raise serializers.ValidationError(_("This hall has no station “%s”.") % unknown[0])
        return {stations[code]: level for code, level in levels.items()}


class PersonSerializer(RowSerializer):
    home_station = InHall("code", queryset=Station.objects.all(), allow_null=True, required=False)
    skills = Skills(required=False)

    class Meta:
        model = Employee
        fields = [
            "code",
            "name",
            "language",
            "home_station",
            "is_manager",
            "hired_on",
            "left_on",
            "weekly_minutes",
            "is_protected",
            "skills",
        ]
        validators: list[Any] = []
        extra_kwargs = THIS_CENTURY

    @transaction.atomic
    def create(self, validated_data: dict[str, Any]) -> Employee:
        levels = validated_data.pop("skills", {})
        person = Employee.objects.create(**validated_data)
        set_skills(person, levels, by=self.context["by"])
        return person

    @transaction.atomic
    def update(self, instance: Employee, validated_data: dict[str, Any]) -> Employee:
        levels = validated_data.pop("skills", None)
        super().update(instance, validated_data)
        if levels is not None:
            set_skills(instance, levels, by=self.context["by"])
        return Employee.objects.get(pk=instance.pk)


@documented(PersonSerializer, PeopleQuery)
class PeopleViewSet(RowsView):
    """The people of a hall."""

    queryset = Employee.objects.none()
    serializer_class = PersonSerializer
    lookup_field = lookup_url_kwarg = "code"
    lookup_value_regex = r"[^/\x00]{1,32}"

    def get_queryset(self) -> models.QuerySet[Employee]:
        query = asked(self.request, PeopleQuery)
        rows = Employee.objects.filter(hall=self.hall, name__icontains=query.get("name", ""))
        if day := query.get("employed_on"):
            rows = rows.employed_between(day, day)
        return rows.select_related("home_station").prefetch_related("skills__station")


class AbsenceSerializer(RowSerializer):
    employee = InHall("code", queryset=Employee.objects.all())

    class Meta:
        model = Absence
        fields = ["id", "employee", "kind", "first_day", "last_day", "start", "end", "state", "reason", "answer"]
        validators: list[Any] = []
        extra_kwargs = THIS_CENTURY

    def look_at(self, row: Absence) -> None:
        try:
            refuse_entering(row, by=self.context["by"])
        except NotAbsent as refusal:
            raise serializers.ValidationError({refusal.field or "non_field_errors": refusal.sentence}) from refusal

    def create(self, validated_data: dict[str, Any]) -> Absence:
        row = Absence(**validated_data)
        row.is_late = is_closed(self.context["hall"], row.first_day, row.last_day)
        note_decider(row, by=self.context["by"])
        row.save()
        return row

    def update(self, instance: Absence, validated_data: dict[str, Any]) -> Absence:
        if validated_data.get("state", instance.state) != instance.state:
            instance.state = validated_data["state"]
            note_decider(instance, by=self.context["by"])
        return super().update(instance, validated_data)


@documented(AbsenceSerializer, MonthQuery)
class AbsencesViewSet(RowsView):
    """Leave, training and other absences of a hall's people, asked for and approved."""

    queryset = Absence.objects.none()
    serializer_class = AbsenceSerializer

    def get_queryset(self) -> models.QuerySet[Absence]:
        rows = Absence.objects.filter(employee__hall=self.hall).select_related("employee").order_by("first_day", "pk")
        query = asked(self.request, MonthQuery)
        if "employee" in query:
            rows = rows.filter(employee__code=query["employee"])
        return rows.between(*query["month"]) if "month" in query else rows


routes = [
    ("halls", HallViewSet, "hall"),
    (f"{HALL_PATH}/people", PeopleViewSet, "person"),
    (f"{HALL_PATH}/absences", AbsencesViewSet, "absence"),
]
