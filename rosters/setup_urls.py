"""The set-up pages of rosters, below those of staff."""

from django.urls import path

from .views import demand, headcounts, limits, rules, shifts, wishes

urlpatterns = [
    path("shift-types/", shifts.shift_types, name="shift-types"),
    path("shift-types/new/", shifts.shift_type, name="shift-type-new"),
    path("shift-types/<int:pk>/", shifts.shift_type, name="shift-type"),
    path("shift-types/<int:pk>/delete/", shifts.shift_type_delete, name="shift-type-delete"),
    path("shift-types/<int:pk>/follow/", shifts.shift_type_follower, name="shift-type-follow"),
    path("demand/", demand.demand, name="demand"),
    path("demand/shifts/", headcounts.headcounts, name="headcounts"),
    path("employees/<int:pk>/limits/", limits.employee_limits, name="employee-limits"),
    path("rules/", rules.rules, name="rules"),
    path("rules/reset/", rules.rules_reset, name="rules-reset"),
    path("wishes/", wishes.wishes, name="wishes"),
    path("wishes/new/", wishes.wish, name="wish-new"),
    path("wishes/<int:pk>/", wishes.wish, name="wish"),
    path("wishes/<int:pk>/delete/", wishes.wish_delete, name="wish-delete"),
]
