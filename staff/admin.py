"""The few tables that only administrators touch; everything else has pages of its own."""

import allauth.account.admin  # noqa: F401  (registers its table, which is taken off again below)
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from .models import AuditEntry, CalendarDay, Hall, Post, User

# Nobody logs in by an address of mail; a user's own is a field of hers.
admin.site.unregister([Group, EmailAddress])
admin.site.site_header = admin.site.site_title = _("Administration")


@admin.register(User)
class OwnUserAdmin(UserAdmin):
    list_display = ["username", "name", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser"]
    search_fields = ["username", "name"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["name", "email", "language"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser"]}),
    ]


@admin.register(Hall)
class HallAdmin(admin.ModelAdmin):
    list_display = ["code", "name", "time_zone"]
    search_fields = ["code", "name"]


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    list_display = ["user", "role", "hall"]
    list_filter = ["role", "hall"]
    search_fields = ["user__username", "user__name"]
    autocomplete_fields = ["user", "hall"]


@admin.register(CalendarDay)
class CalendarDayAdmin(admin.ModelAdmin):
    list_display = ["date", "kind", "name", "hall"]
    list_filter = ["kind", "hall"]
    date_hierarchy = "date"


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    """For reading only: the log is never changed."""

    list_display = ["at", "by_name", "hall", "act", "subject"]
    list_filter = ["hall", "act"]
    search_fields = ["subject", "by_name"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
