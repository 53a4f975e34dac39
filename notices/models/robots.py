from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from staff.models import Hall
from staff.models.people import Language

from ..kinds import HOOKED, PUBLIC


def public_kinds() -> list[str]:
    return [str(kind) for kind in PUBLIC]


class Robot(models.Model):
    """A chat group's robot through which a hall tells the group what concerns everybody; or a program's address.

    A webhook without a hall is the department's: it is told of all halls, and of what concerns them all.
    """

    # Whoever has them can speak in the group: they are never shown, nor kept in the log.
    SECRETS = ("token", "secret")

    class Service(models.TextChoices):
        WECOM = "wecom", _("WeCom")
        DINGTALK = "dingtalk", _("DingTalk")
        FEISHU = "feishu", _("Feishu")
        WEBHOOK = "webhook", _("Webhook")

    hall = models.ForeignKey(Hall, models.CASCADE, null=True, blank=True, related_name="robots")
    service = models.CharField(_("service"), max_length=20, choices=Service.choices)
    name = models.CharField(_("chat group"), max_length=50)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices, default=Language.SIMPLIFIED)
    token = models.CharField(_("address of the robot"), max_length=500)
    secret = models.CharField(_("secret for signing"), max_length=200, blank=True)
    kinds = models.JSONField(_("tells about"), default=public_kinds)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("robot")
        verbose_name_plural = _("robots")
        constraints = [
            models.UniqueConstraint(fields=["hall", "name"], name="one_robot_a_name"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(hall__isnull=True), name="one_department_robot_a_name"
            ),
            models.CheckConstraint(
                condition=Q(hall__isnull=False) | Q(service="webhook"), name="department_robot_is_webhook"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def whose(self) -> str:
        """The hall that speaks through it, or the department."""
        return self.hall.name if self.hall else pgettext("all halls", "Department")

    @property
    def is_webhook(self) -> bool:
        return self.service == self.Service.WEBHOOK

    def is_told_of(self, kind: str) -> bool:
        """Whether it wants to hear of such events, and may."""
        return kind in self.kinds and kind in (HOOKED if self.is_webhook else PUBLIC)

    @property
    def hint(self) -> str:
        """Enough of the address to know which robot it is."""
        return f"…{self.token[-4:]}"
