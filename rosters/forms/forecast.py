from typing import Any

from staff.forms.fields import DateInput, DayField, SetupForm
from staff.models import Hall

from ..models import ForecastSettings, Promotion, Workload
from ..needs.forecast import default_workload


class ForecastSettingsForm(SetupForm):
    class Meta:
        model = ForecastSettings
        fields = ["percent", "within_minutes", "weeks"]


class WorkloadForm(SetupForm):
    class Meta:
        model = Workload
        fields = ["share", "handling_minutes", "least"]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for cell in self.visible_fields():
            cell.field.widget.attrs["aria-label"] = f"{self.instance.station.name}: {cell.label}"


class PromotionForm(SetupForm):
    class Meta:
        model = Promotion
        fields = ["name", "first_day", "last_day", "percent"]
        field_classes = {"first_day": DayField, "last_day": DayField}
        widgets = {"first_day": DateInput, "last_day": DateInput}


def workload_forms(data: Any, hall: Hall, measured: dict[int | None, float]) -> list[WorkloadForm]:
    """A form for each station, filled with what stands or what the forecast takes it for."""
    known = {row.station_id: row for row in Workload.objects.filter(station__hall=hall).select_related("station")}
    rows = [
        known.get(station.pk) or default_workload(station, measured, is_first=not known and not place)
        for place, station in enumerate(hall.stations.all())
    ]
    return [WorkloadForm(data, hall=hall, instance=row, prefix=str(row.station_id)) for row in rows]
