from django.urls import include, path

from .views import acts, asking, leave, pages, settings

app_name = "swaps"

swap = [
    path("", pages.swap, name="swap"),
    path("agree/", acts.agree, name="agree"),
    path("refuse/", acts.refuse, name="refuse"),
    path("take/", acts.take, name="take"),
    path("withdraw/", acts.withdraw, name="withdraw"),
    path("approve/", acts.approve, name="approve"),
    path("decline/", acts.decline, name="decline"),
    path("undo/", acts.undo, name="undo"),
]

urlpatterns = [
    path("swaps/", pages.home, name="home"),
    path("swaps/new/", asking.choose, name="new"),
    path("swaps/new/<day:day>/", asking.offers, name="offers"),
    path("swaps/<int:pk>/", include(swap)),
    path("halls/<slug:code>/swaps/new/", asking.emergency, name="emergency"),
    path("halls/<slug:code>/swaps/<str:employee>/<day:day>/", asking.emergency_offers, name="emergency-offers"),
    path("halls/<slug:code>/leave/<int:pk>/offer/", leave.leave_offer, name="leave-offer"),
    path("halls/<slug:code>/setup/swaps/", settings.settings, name="settings"),
]
