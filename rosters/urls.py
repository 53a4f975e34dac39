from django.urls import include, path, register_converter

from . import setup_urls
from .converters import MonthConverter
from .views import builds, cells, explain, grid, home, me, publishing, repairs, workbook

register_converter(MonthConverter, "month")

app_name = "rosters"

month = [
    path("", grid.grid, name="grid"),
    path("pulse/", grid.pulse, name="pulse"),
    path("cells/", cells.cells, name="cells"),
    path("explain/", explain.roster, name="explain"),
    path("explain/cell/", explain.cell, name="explain-cell"),
    path("explain/gap/", explain.gap, name="explain-gap"),
    path("publish/", publishing.publish, name="publish"),
    path("withdraw/", publishing.withdraw, name="withdraw"),
    path("build/", builds.build, name="build"),
    path("builds/<uuid:build_id>/", builds.progress, name="build-progress"),
    path("builds/<uuid:build_id>/cells/", builds.cells, name="build-cells"),
    path("builds/<uuid:build_id>/stop/", builds.stop, name="build-stop"),
    path("builds/<uuid:build_id>/merge/", builds.merge, name="build-merge"),
    path("repair/", repairs.ask, name="repair-ask"),
    path("repairs/<uuid:repair_id>/", repairs.repair, name="repair"),
    path("repairs/<uuid:repair_id>/accept/", repairs.accept, name="repair-accept"),
    path("repairs/<uuid:repair_id>/discard/", repairs.discard, name="repair-discard"),
    path("roster.xlsx", workbook.workbook, name="workbook"),
]

urlpatterns = [
    path("halls/<slug:code>/setup/", include(setup_urls.urlpatterns)),
    path("", home.home, name="home"),
    path("me/", me.me, name="me"),
    path("halls/<slug:code>/rosters/", home.latest, name="latest"),
    path("halls/<slug:code>/rosters/<month:month>/", include(month)),
]
