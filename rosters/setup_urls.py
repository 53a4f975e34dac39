"""The set-up pages of rosters, below those of staff."""

from django.urls import path

from .views import banks, cycle, demand, forecast, headcounts, limits, rules, shifts, tableimports, wishes

urlpatterns = [
    path("shift-types/", shifts.shift_types, name="shift-types"),
    path("shift-types/new/", shifts.shift_type, name="shift-type-new"),
    path("shift-types/<int:pk>/", shifts.shift_type, name="shift-type"),
    path("shift-types/<int:pk>/delete/", shifts.shift_type_delete, name="shift-type-delete"),
    path("shift-types/<int:pk>/follow/", shifts.shift_type_follower, name="shift-type-follow"),
    path("demand/", demand.demand, name="demand"),
    path("demand/shifts/", headcounts.headcounts, name="headcounts"),
    path("demand/earlier/", forecast.earlier, name="demand-earlier"),
    path("demand/forecast/", forecast.forecast, name="forecast"),
    path("demand/forecast/settings/", forecast.settings, name="forecast-settings"),
    path("demand/forecast/take/", forecast.take, name="forecast-take"),
    path("demand/forecast/promotions/new/", forecast.promotion, name="promotion-new"),
    path("demand/forecast/promotions/<int:pk>/", forecast.promotion, name="promotion"),
    path("demand/forecast/promotions/<int:pk>/delete/", forecast.promotion_delete, name="promotion-delete"),
    path("import/<slug:what>/", tableimports.table, name="table-import"),
    path("import/<slug:what>/apply/", tableimports.apply, name="table-import-apply"),
    path("import/<slug:what>/drop/", tableimports.drop, name="table-import-drop"),
    path("import/<slug:what>/undo/", tableimports.undo, name="table-import-undo"),
    path("import/<slug:what>/template/", tableimports.template, name="table-template"),
    path("employees/<int:pk>/limits/", limits.employee_limits, name="employee-limits"),
    path("time-banks/", banks.banks, name="banks"),
    path("time-banks/settings/", banks.settings, name="bank-settings"),
    path("time-banks/<int:pk>/", banks.ledger, name="employee-bank"),
    path("cycle/", cycle.settings, name="cycle-settings"),
    path("cycle/reset/", cycle.reset, name="cycle-reset"),
    path("rules/", rules.rules, name="rules"),
    path("rules/reset/", rules.rules_reset, name="rules-reset"),
    path("wishes/", wishes.wishes, name="wishes"),
    path("wishes/holidays/", wishes.holiday_choices, name="holiday-choices"),
    path("wishes/new/", wishes.wish, name="wish-new"),
    path("wishes/<int:pk>/", wishes.wish, name="wish"),
    path("wishes/<int:pk>/delete/", wishes.wish_delete, name="wish-delete"),
]
