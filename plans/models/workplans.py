from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.models import Employee, Hall, User

from .tasks import PlanTask


class WorkPlan(models.Model):
    """The monthly work plan 月度工作计划表 of a hall, or of one person in it: what is to be reached, and how."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("of a work plan", "draft")
        APPROVED = "approved", pgettext_lazy("of a work plan", "approved")

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="work_plans")
    employee = models.ForeignKey(
        Employee, models.PROTECT, null=True, related_name="work_plans", help_text="Whose own plan it is."
    )
    month = models.DateField(_("month"))
    unit = models.CharField(_("unit"), max_length=100, blank=True)
    department = models.CharField(_("department"), max_length=100, blank=True)
    head = models.CharField(_("head of the department"), max_length=50, blank=True)
    idea = models.TextField(_("guiding idea"), blank=True, max_length=2000)
    goals = models.TextField(_("goals"), blank=True, max_length=4000)
    requirements = models.TextField(_("requirements"), blank=True, max_length=4000)
    remarks = models.TextField(_("remarks"), blank=True, max_length=2000)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-month", "hall"]
        verbose_name = _("monthly work plan")
        verbose_name_plural = _("monthly work plans")
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "month"], condition=Q(employee__isnull=True), name="one_work_plan_a_month"
            ),
            models.UniqueConstraint(
                fields=["employee", "month"], condition=Q(employee__isnull=False), name="one_own_plan_a_month"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="work_plan_month_is_its_first_day"),
            models.CheckConstraint(
                condition=Q(state="draft", approved_by__isnull=True) | Q(state="approved", approved_by__isnull=False),
                name="work_plan_approved_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.employee or self.hall} {self.month:%Y-%m}"

    @property
    def is_approved(self) -> bool:
        return self.state == self.State.APPROVED


class WorkPlanItem(models.Model):
    """One line of a work plan: what, how, who and when; with a task, its figures stand beside it."""

    plan = models.ForeignKey(WorkPlan, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    what = models.CharField(_("what"), max_length=200)
    how = models.CharField(_("how"), max_length=500, blank=True)
    who = models.CharField(pgettext_lazy("of a task", "who"), max_length=100, blank=True)
    due = models.CharField(_("when"), max_length=100, blank=True)
    task = models.ForeignKey(
        PlanTask, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("belongs to task")
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("item of a work plan")
        verbose_name_plural = _("items of work plans")

    def __str__(self):
        return self.what
