from django.urls import URLPattern, register_converter

from .converters import MonthConverter

register_converter(MonthConverter, "month")

app_name = "rosters"

urlpatterns: list[URLPattern] = []
