from django.urls import path, register_converter

from .converters import MonthConverter
from .views import home, me

register_converter(MonthConverter, "month")

app_name = "rosters"

urlpatterns = [
    path("", home.home, name="home"),
    path("me/", me.me, name="me"),
    path("halls/<slug:code>/rosters/", home.latest, name="latest"),
]
