"""Requests in the administration: to be looked at, never changed there."""

from django.contrib import admin
from django.http import HttpRequest

from .models import SwapRequest


@admin.register(SwapRequest)
class SwapRequestAdmin(admin.ModelAdmin):
    list_display = ["hall", "kind", "state", "first_day", "asked_at", "is_emergency"]
    list_filter = ["state", "kind", "hall"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SwapRequest | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SwapRequest | None = None) -> bool:
        return False
