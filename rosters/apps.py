from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RostersConfig(AppConfig):
    name = "rosters"
    verbose_name = _("Rosters")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from staff import absences  # leaf: models are there only now

        from .wishes.wishing import is_closed

        absences.know_closing(is_closed)
