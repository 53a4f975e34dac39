from django.urls import include, path, register_converter

from rosters.converters import MonthConverter

from .views import acts, cycle, files, overview, pages

register_converter(MonthConverter, "report-month")


class FileConverter:
    """The kinds of file that a summary comes as."""

    regex = "xlsx|xls|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FileConverter, "report-file")

app_name = "reports"

month_cycle = [
    path("", cycle.now, name="cycle-now"),
    path("<report-month:month>/", cycle.cycle, name="cycle"),
    path("<report-month:month>/<slug:name>/", cycle.step, name="cycle-step"),
]

urlpatterns = [
    path("halls/<slug:code>/cycle/", include(month_cycle)),
    path("reports/", overview.overview, name="reports"),
    path("reports/send/<report-month:month>/", acts.send, name="send"),
    path("reports/remind/<report-month:month>/", acts.remind, name="remind"),
    path("reports/again/<report-month:month>/", acts.again, name="again"),
    path("reports/<report-month:month>/", pages.month_page, name="month"),
    path("reports/<report-month:month>/summary.<report-file:kind>", files.file, name="file"),
    path("reports/<report-month:month>/<slug:code>/", pages.hall_page, name="hall"),
    path("reports/<report-month:month>/<slug:code>/send/", acts.send_hall, name="hall-send"),
    path("reports/<report-month:month>/<slug:code>/again/", acts.again_hall, name="hall-again"),
    path("reports/<report-month:month>/<slug:code>/summary.<report-file:kind>", files.hall_file, name="hall-file"),
]
