import re
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.models import Employee, Hall, Post, Station, User
from staff.models.halls import Weekday, code_validator

from .. import recurring

MONTH_DAY = [MinValueValidator(1), MaxValueValidator(31)]
MONTH = [MinValueValidator(1), MaxValueValidator(12)]


days_validator = RegexValidator(r"^\d{1,3}(\s*[,，、]\s*\d{1,3})*$", _("Write numbers of days such as 1, 5, 30."))

ONE_PERSON = _("A task of one person cannot be in force in all halls; choose a post or whoever is on duty.")


class PlanTaskQuerySet(models.QuerySet["PlanTask"]):
    def visible_to(self, user: User) -> "PlanTaskQuerySet":
        return self.filter(hall__in=Hall.objects.visible_to(user))

    def valid_between(self, first: date, last: date) -> "PlanTaskQuerySet":
        """Tasks in force on at least one day from first to last."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first), valid_from__lte=last)


class PlanTask(models.Model):
    """Recurring work of a hall's service plan: what, how, who and when, with a target.

    A changed task is a new row with the same code from a day on; the old one ends the day before, and what
    was done under it keeps pointing at it. Tasks with one code in different halls are counted together;
    a common one is defined for all halls at once.
    """

    class Period(models.TextChoices):
        DAILY = recurring.DAILY, _("daily")
        WEEKLY = recurring.WEEKLY, _("weekly")
        MONTHLY = recurring.MONTHLY, _("monthly")
        QUARTERLY = recurring.QUARTERLY, _("quarterly")
        YEARLY = recurring.YEARLY, _("yearly")

    class Moves(models.TextChoices):
        STAYS = recurring.STAYS, _("stays where it is")
        BEFORE = recurring.BEFORE, _("moves to the workday before")
        AFTER = recurring.AFTER, _("moves to the workday after")

    class Measure(models.TextChoices):
        RATE = "rate", _("rate")
        COUNT = "count", _("count")
        ZERO = "zero", _("none may happen")
        DELIVERABLE = "deliverable", _("deliverable")
        CHECK = "check", _("done or not")

    class Bound(models.TextChoices):
        LEAST = "least", _("at least")
        MOST = "most", _("at most")

    class Who(models.TextChoices):
        ON_DUTY = "on_duty", _("whoever is on duty")
        POST = "post", _("a post")
        EMPLOYEE = "employee", _("one person")

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="plan_tasks")
    code = models.CharField(
        _("code"),
        max_length=32,
        validators=[code_validator],
        help_text=_("The same in every hall whose figures are to be counted together."),
    )
    name = models.CharField(_("what"), max_length=100)
    how = models.TextField(_("how"), blank=True, max_length=1000)
    period = models.CharField(_("how often"), max_length=10, choices=Period.choices, default=Period.DAILY)
    weekday = models.PositiveSmallIntegerField(_("due on weekday"), choices=Weekday.choices, default=Weekday.SUNDAY)
    month_day = models.PositiveSmallIntegerField(
        _("due on day of the month"),
        default=31,
        validators=MONTH_DAY,
        help_text=_("A shorter month takes its last day."),
    )
    month = models.PositiveSmallIntegerField(
        _("due in month"), default=12, validators=MONTH, help_text=_("Of the quarter (1–3) or of the year (1–12).")
    )
    moves = models.CharField(
        _("a due day that is no workday"), max_length=10, choices=Moves.choices, default=Moves.STAYS
    )
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace"),
        default=3,
        validators=[MaxValueValidator(60)],
        help_text=_("So many days after it is due it can still be recorded, as late."),
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    measure = models.CharField(_("measured as"), max_length=12, choices=Measure.choices, default=Measure.CHECK)
    bound = models.CharField(_("target is"), max_length=5, choices=Bound.choices, default=Bound.LEAST)
    target = models.DecimalField(
        _("target"),
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Percent for a rate, a number for a count; empty otherwise."),
    )
    counted = models.CharField(
        _("what is counted"), max_length=60, blank=True, help_text=_("Such as “customers followed up”.")
    )
    counted_of = models.CharField(
        _("out of"), max_length=60, blank=True, help_text=_("For a rate, such as “customers to follow up”.")
    )
    who = models.CharField(pgettext_lazy("of a task", "who"), max_length=10, choices=Who.choices, default=Who.ON_DUTY)
    role = models.CharField(
        _("post"),
        max_length=20,
        blank=True,
        choices=[(role.value, role.label) for role in Post.Role if role != Post.Role.MANAGEMENT],
    )
    employee = models.ForeignKey(
        Employee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_tasks",
        verbose_name=_("employee"),
    )
    follow_up_days = models.CharField(
        _("follow up customers after (days)"),
        max_length=40,
        blank=True,
        validators=[days_validator],
        help_text=_("Such as 1, 5, 30: then customers are entered one by one, and the rate counts itself."),
    )
    reserved_minutes = models.PositiveIntegerField(
        _("working time it takes (h)"),
        default=0,
        validators=[MaxValueValidator(200 * 60)],
        help_text=_(
            "Each time it is due; rosters are built with so much more work. "
            "A task of one person takes her off the floor."
        ),
    )
    reserved_days = models.PositiveSmallIntegerField(
        _("spread over days"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text=_("The last so many opening days up to the day it is due."),
    )
    reserved_from = models.TimeField(_("from what time"), null=True, blank=True, help_text=_("Empty: from opening on."))
    reserved_station = models.ForeignKey(
        Station,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("people of which station"),
        help_text=_("Empty: the hall’s first station."),
    )
    is_common = models.BooleanField(
        _("in all halls"),
        default=False,
        help_text=_("Other halls get it today, new ones as they come; it is changed and ended for all at once."),
    )
    made_until = models.DateField(null=True, help_text="Occurrences are there for every day up to it.")

    objects = PlanTaskQuerySet.as_manager()

    class Meta:
        ordering = ["hall", "code", "valid_from"]
        verbose_name = _("plan task")
        verbose_name_plural = _("plan tasks")
        constraints = [
            models.UniqueConstraint(fields=["hall", "code", "valid_from"], name="one_plan_task_a_day"),
            models.UniqueConstraint(
                fields=["hall", "code"], condition=Q(valid_to__isnull=True), name="one_plan_task_without_end"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="plan_task_ends_after_start",
                violation_error_message=_("“Valid to” is before “valid from”."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        self._clean_target()
        self._clean_who()
        self._clean_station()
        self._clean_days()
        if self.period == self.Period.QUARTERLY and self.month and self.month > 3:
            raise ValidationError({"month": _("A quarter has three months.")})

    def _clean_days(self) -> None:
        if self.follow_up_days and self.measure != self.Measure.RATE:
            raise ValidationError({"follow_up_days": _("Only a rate can count follow-ups.")})

    def _clean_station(self) -> None:
        if self.reserved_station and self.reserved_station.hall_id != self.hall_id:
            raise ValidationError({"reserved_station": _("This station belongs to another hall.")})

    def _clean_target(self) -> None:
        if self.has_target and self.target is None:
            raise ValidationError({"target": _("A rate or a count needs a target.")})
        if not self.has_target:
            self.target = None
        if self.measure == self.Measure.RATE and self.target is not None and self.target > 100:
            raise ValidationError({"target": _("A rate is at most 100 %.")})

    def _clean_who(self) -> None:
        if self.who == self.Who.EMPLOYEE and self.employee is None:
            raise ValidationError({"employee": _("Choose the person.")})
        if self.who == self.Who.EMPLOYEE and self.is_common:
            raise ValidationError({"who": ONE_PERSON})
        if self.who == self.Who.POST and not self.role:
            raise ValidationError({"role": _("Choose the post.")})
        if self.employee and self.employee.hall_id != self.hall_id:
            raise ValidationError({"employee": _("This person works in another hall.")})
        if self.who == self.Who.EMPLOYEE:
            self.reserved_station = None
        else:
            self.employee = None
        if self.who != self.Who.POST:
            self.role = ""

    @property
    def has_target(self) -> bool:
        return self.measure in (self.Measure.RATE, self.Measure.COUNT)

    @property
    def adds_up(self) -> bool:
        """Whether several records of one period make one figure, final only when it is due."""
        return self.measure in ADDING

    @property
    def days_to_follow_up(self) -> list[int]:
        """So many days after a customer was served she is to be followed up."""
        return sorted({int(text) for text in re.findall(r"\d+", self.follow_up_days)})

    @property
    def rule(self) -> recurring.Rule:
        return recurring.Rule(
            self.period, self.valid_from, self.valid_to, self.weekday, self.month_day, self.month, self.moves
        )

    def is_met_by(self, value: int, base: int) -> bool | None:
        """Whether figures reach the target; None where there is nothing to judge, such as a rate of nothing."""
        if self.measure == self.Measure.ZERO:
            return value == 0
        if self.target is None:
            return True
        if self.measure == self.Measure.RATE:
            if not base:
                return None
            have, wanted = value * 100, self.target * base
        else:
            have, wanted = value, self.target
        return have >= wanted if self.bound == self.Bound.LEAST else have <= wanted


ADDING = (PlanTask.Measure.RATE, PlanTask.Measure.COUNT, PlanTask.Measure.ZERO)
