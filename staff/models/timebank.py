from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from .people import Employee


class TimeBankQuerySet(models.QuerySet["TimeBankEntry"]):
    def balances(self, employees: Iterable[Employee], *, on: date) -> dict[int, int]:
        """Minutes owed to each of the employees at the end of a date, by primary key."""
        entries = self.filter(employee__in=employees, date__lte=on)
        sums = entries.order_by().values("employee").annotate(total=Sum("minutes"))
        return {row["employee"]: row["total"] for row in sums}


class TimeBankEntry(models.Model):
    """Minutes put into (+) or taken out of (-) an employee's time bank."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="bank_entries")
    date = models.DateField(_("date"))
    minutes = models.IntegerField(_("minutes"))
    reason = models.CharField(_("reason"), max_length=100)

    objects = TimeBankQuerySet.as_manager()

    class Meta:
        ordering = ["date", "pk"]
        verbose_name = _("time bank entry")
        verbose_name_plural = _("time bank entries")

    def __str__(self):
        return f"{self.employee} {self.date} {self.minutes:+d}"
