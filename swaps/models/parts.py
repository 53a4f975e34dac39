from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rosters.edits.editing import CellValue
from rosters.models import Assignment, Roster, ShiftType
from staff.models import Employee, User

from .requests import SwapRequest


class SwapPart(models.Model):
    """Somebody who takes part in a swap: who asks, or who is asked and answers."""

    swap = models.ForeignKey(SwapRequest, models.CASCADE, related_name="parts")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="swap_parts")
    is_asker = models.BooleanField(default=False)
    agrees = models.BooleanField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-is_asker", "pk"]
        verbose_name = _("part in a swap")
        verbose_name_plural = _("parts in swaps")
        constraints = [
            models.UniqueConstraint(fields=["swap", "employee"], name="one_part_in_a_swap"),
            models.UniqueConstraint(fields=["swap"], condition=Q(is_asker=True), name="one_asker_of_a_swap"),
            models.CheckConstraint(
                condition=Q(agrees__isnull=True, answered_at__isnull=True)
                | Q(agrees__isnull=False, answered_at__isnull=False),
                name="swap_answer_has_a_moment",
            ),
        ]

    def __str__(self):
        return f"{self.swap} · {self.employee}"


def either(name: str) -> Q:
    """A shift or a kind of day off, or nothing at all; never both."""
    return Q(**{f"{name}_shift__isnull": True}) | Q(**{f"{name}_day_off": ""})


class SwapCell(models.Model):
    """A day of somebody who takes part: what stood there when it was asked, and what is to stand there."""

    part = models.ForeignKey(SwapPart, models.CASCADE, related_name="cells")
    roster = models.ForeignKey(Roster, models.PROTECT, related_name="+")
    date = models.DateField(_("date"))
    before_shift = models.ForeignKey(ShiftType, models.PROTECT, null=True, blank=True, related_name="+")
    before_day_off = models.CharField(max_length=10, choices=Assignment.DayOff.choices, blank=True)
    after_shift = models.ForeignKey(ShiftType, models.PROTECT, null=True, blank=True, related_name="+")
    after_day_off = models.CharField(max_length=10, choices=Assignment.DayOff.choices, blank=True)

    class Meta:
        ordering = ["date", "part"]
        verbose_name = _("cell of a swap")
        verbose_name_plural = _("cells of swaps")
        constraints = [
            models.UniqueConstraint(fields=["part", "date"], name="one_swap_cell_a_day"),
            models.CheckConstraint(condition=either("before") & either("after"), name="swap_cell_is_shift_or_day_off"),
        ]

    def __str__(self):
        return f"{self.part} {self.date} {self.before.text or '–'} → {self.after.text or '–'}"

    @property
    def before(self) -> CellValue:
        return CellValue(self.before_shift, self.before_day_off)

    @property
    def after(self) -> CellValue:
        return CellValue(self.after_shift, self.after_day_off)

    @property
    def employee(self) -> Employee:
        return self.part.employee


class SwapEvent(models.Model):
    """What happened to a request, by whom and when; written by the acts and never changed."""

    class What(models.TextChoices):
        ASKED = "asked", pgettext_lazy("event of a swap", "asked")
        AGREED = "agreed", pgettext_lazy("event of a swap", "agreed")
        APPROVED = "approved", pgettext_lazy("event of a swap", "approved")
        DECLINED = "declined", pgettext_lazy("event of a swap", "declined")
        UNDONE = "undone", pgettext_lazy("event of a swap", "decision taken back")
        WITHDRAWN = "withdrawn", pgettext_lazy("event of a swap", "withdrawn")
        EXPIRED = "expired", pgettext_lazy("event of a swap", "expired")
        OVERTAKEN = "overtaken", pgettext_lazy("event of a swap", "overtaken")
        REMINDED = "reminded", pgettext_lazy("event of a swap", "reminded")

    swap = models.ForeignKey(SwapRequest, models.CASCADE, related_name="events")
    what = models.CharField(max_length=10, choices=What.choices)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=150, blank=True, help_text="Kept when the user is gone.")
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("event of a swap")
        verbose_name_plural = _("events of swaps")

    def __str__(self):
        return f"{self.swap} {self.what}"
