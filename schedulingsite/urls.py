from allauth.account import views as account
from django.contrib import admin
from django.urls import include, path

from . import door, health, language, theme

accounts = [
    path("login/", door.Login.as_view(), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("password/change/", account.password_change, name="account_change_password"),
]

urlpatterns = [
    path("accounts/", include(accounts)),
    path("accounts/language/", language.choose_language, name="set_language"),
    path("accounts/theme/", theme.choose_theme, name="set_theme"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("schedulingsite.api")),
    path("healthz", health.process_is_up, name="healthz"),
    path("readyz", health.program_is_ready, name="readyz"),
    path("", include("notices.urls")),
    path("", include("staff.urls")),
    path("", include("reports.urls")),
    path("", include("plans.urls")),
    path("", include("rosters.urls")),
    path("", include("swaps.urls")),
]
