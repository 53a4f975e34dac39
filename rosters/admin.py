"""The department's days of the monthly cycle in the administration; a hall's own are in its set-up."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from .models import CycleSettings


@admin.register(CycleSettings)
class CycleSettingsAdmin(admin.ModelAdmin):
    exclude = ["hall"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CycleSettings]:
        return super().get_queryset(request).filter(hall__isnull=True)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not self.get_queryset(request).exists()
