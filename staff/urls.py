from django.urls import include, path, register_converter

from .converters import DayConverter
from .views import absences, audit, calendar, department, halls, kinds, leave, people, tokens

register_converter(DayConverter, "day")

app_name = "staff"

setup = [
    path("", halls.setup, name="setup"),
    path("hall/", halls.hall_itself, name="hall"),
    path("hall/hours/", halls.opening_hours, name="opening-hours"),
    path("hall/special-days/new/", halls.special_day, name="special-day-new"),
    path("hall/special-days/<int:pk>/", halls.special_day, name="special-day"),
    path("hall/special-days/<int:pk>/delete/", halls.special_day_delete, name="special-day-delete"),
    path("stations/", halls.stations, name="stations"),
    path("stations/new/", halls.station, name="station-new"),
    path("stations/<int:pk>/", halls.station, name="station"),
    path("stations/<int:pk>/delete/", halls.station_delete, name="station-delete"),
    path("employees/", people.employees, name="employees"),
    path("employees/new/", people.employee, name="employee-new"),
    path("employees/<int:pk>/", people.employee, name="employee"),
    path("employees/<int:pk>/delete/", people.employee_delete, name="employee-delete"),
    path("employees/<int:pk>/login/", people.login_create, name="login-create"),
    path("employees/<int:pk>/login/link/", people.login_link, name="login-link"),
    path("employees/<int:pk>/login/unlink/", people.login_unlink, name="login-unlink"),
    path("posts/", people.posts, name="posts"),
    path("posts/<int:pk>/take/", people.post_take, name="post-take"),
    path("absences/", absences.absences, name="absences"),
    path("absences/new/", absences.absence, name="absence-new"),
    path("absences/kinds/", kinds.kinds, name="absence-kinds"),
    path("absences/kinds/new/", kinds.kind, name="absence-kind-new"),
    path("absences/kinds/<slug:kind>/", kinds.kind, name="absence-kind"),
    path("absences/kinds/<slug:kind>/follow/", kinds.kind_follow, name="absence-kind-follow"),
    path("absences/allowances/", kinds.allowances, name="allowances"),
    path("absences/settings/", kinds.leave_settings, name="leave-settings"),
    path("absences/<int:pk>/", absences.absence, name="absence"),
    path("absences/<int:pk>/delete/", absences.absence_delete, name="absence-delete"),
    path("absences/<int:pk>/approve/", absences.absence_decide, {"verdict": "approved"}, name="absence-approve"),
    path("absences/<int:pk>/decline/", absences.absence_decide, {"verdict": "declined"}, name="absence-decline"),
    path("reviews/", people.reviews, name="reviews"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/seed/", calendar.calendar_seed, name="calendar-seed"),
    path("calendar/import/", calendar.calendar_import, name="calendar-import"),
    path("calendar/<day:day>/", calendar.calendar_day, name="calendar-day"),
]

urlpatterns = [
    path("halls/new/", halls.new_hall, name="hall-new"),
    path("halls/<slug:code>/setup/", include(setup)),
    path("halls/<slug:code>/audit/", audit.audit, name="audit"),
    path("halls/<slug:code>/audit/log.csv", audit.audit_export, name="audit-export"),
    path("department/absence-kinds/", department.kinds, name="department-kinds"),
    path("department/absence-kinds/new/", department.kind, name="department-kind-new"),
    path("department/absence-kinds/<slug:kind>/", department.kind, name="department-kind"),
    path("department/absence-kinds/<slug:kind>/as-usual/", department.kind_reset, name="department-kind-reset"),
    path("me/leave/", leave.my_leave, name="my-leave"),
    path("me/leave/<int:pk>/withdraw/", leave.leave_withdraw, name="leave-withdraw"),
    path("me/leave/<int:pk>/document/", leave.leave_attach, name="leave-attach"),
    path("leave/documents/<int:pk>/", leave.leave_file, name="leave-file"),
    path("accounts/tokens/", tokens.tokens, name="tokens"),
    path("accounts/tokens/<int:pk>/revoke/", tokens.revoke, name="token-revoke"),
]
