from datetime import date

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .halls import Hall, Station


class Language(models.TextChoices):
    SIMPLIFIED = "zh-hans", "简体中文"
    TRADITIONAL = "zh-hant", "繁體中文"
    ENGLISH = "en", "English"


class User(AbstractUser):
    """Someone who logs in; what she may do is said by her posts."""

    name = models.CharField(_("name"), max_length=100, blank=True)
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        choices=Language.choices,
        help_text=_("Empty follows the browser."),
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self):
        return self.name or self.username

    @cached_property
    def own_posts(self) -> list["Post"]:
        """The user's posts with their halls, read once; each `post.user` knows its employee."""
        return list(self.posts.select_related("hall", "user__employee").order_by("hall__name", "role"))

    @cached_property
    def reads_all_halls(self) -> bool:
        return self.is_superuser or any(post.role == Post.Role.MANAGEMENT for post in self.own_posts)

    @cached_property
    def is_employee(self) -> bool:
        """Whether the user is one of the people on the rosters."""
        if self.own_posts:
            return hasattr(self.own_posts[0].user, "employee")
        return hasattr(self, "employee")


class Post(models.Model):
    """A role of a user in a hall; management has one in no hall and reads them all."""

    class Role(models.TextChoices):
        MANAGER = "manager", _("hall manager")
        DUTY_MANAGER = "duty_manager", _("duty manager")
        CLERK = "clerk", _("clerk")
        SUPERVISOR = "supervisor", _("supervisor")
        MANAGEMENT = "management", _("management")

    hall = models.ForeignKey(Hall, models.CASCADE, null=True, blank=True, related_name="posts", verbose_name=_("hall"))
    user = models.ForeignKey(User, models.CASCADE, related_name="posts", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    class Meta:
        ordering = ["hall", "role", "user"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.UniqueConstraint(fields=["hall", "user", "role"], name="one_post_a_role"),
            models.UniqueConstraint(fields=["user"], condition=Q(hall__isnull=True), name="one_post_in_no_hall"),
            models.CheckConstraint(
                condition=Q(role="management", hall__isnull=True) | (~Q(role="management") & Q(hall__isnull=False)),
                name="management_has_no_hall",
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()}"


class EmployeeQuerySet(models.QuerySet["Employee"]):
    def employed_between(self, first: date, last: date) -> "EmployeeQuerySet":
        """People whose contract covers at least one day from first to last."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gte=first), hired_on__lte=last)

    def visible_to(self, user: User) -> "EmployeeQuerySet":
        return self.filter(hall__in=Hall.objects.visible_to(user))


# Codes are parts of addresses, and stand in lists with each other.
NOT_IN_CODES = set("/,:")


class Employee(models.Model):
    """A person who can be rostered in a hall."""

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="employees")
    user = models.OneToOneField(
        User, models.SET_NULL, null=True, blank=True, related_name="employee", verbose_name=_("login")
    )
    code = models.CharField(pgettext_lazy("of an employee", "code"), max_length=32)
    name = models.CharField(pgettext_lazy("of an employee", "name"), max_length=50)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices, default=Language.SIMPLIFIED)
    home_station = models.ForeignKey(
        Station,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="residents",
        verbose_name=_("home station"),
        help_text=_("Groups people on the roster."),
    )
    is_manager = models.BooleanField(
        pgettext_lazy("of an employee", "manager on site"),
        default=False,
        help_text=_("Counts as the manager who has to be on site."),
    )
    hired_on = models.DateField(_("hired on"))
    left_on = models.DateField(_("last day"), null=True, blank=True)
    weekly_minutes = models.PositiveIntegerField(
        _("contract minutes a week"),
        default=2400,
        validators=[MinValueValidator(0), MaxValueValidator(60 * 60)],
    )
    is_protected = models.BooleanField(
        _("protected"),
        default=False,
        help_text=_("By law no nights and no overtime: late pregnancy, nursing."),
    )

    objects = EmployeeQuerySet.as_manager()

    class Meta:
        ordering = ["-is_manager", "home_station__position", "code"]
        verbose_name = _("employee")
        verbose_name_plural = _("employees")
        constraints = [
            models.UniqueConstraint(fields=["hall", "code"], name="one_employee_a_code"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("hired_on")),
                name="employee_leaves_after_hire",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if self.code and (set(self.code) & NOT_IN_CODES or not self.code.strip(".")):
            raise ValidationError({"code": _("A code has none of the signs / , : and is more than dots.")})
        if self.home_station and self.home_station.hall_id != self.hall_id:
            raise ValidationError({"home_station": _("This station belongs to another hall.")})

    def is_employed_on(self, day: date) -> bool:
        return self.hired_on <= day and (self.left_on is None or day <= self.left_on)


class Skill(models.Model):
    """Lets an employee work a station; an unfamiliar one is a training opportunity."""

    class Level(models.IntegerChoices):
        JUNIOR = 1, _("junior")
        SKILLED = 2, _("skilled")
        SENIOR = 3, _("senior")

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="skills")
    station = models.ForeignKey(Station, models.CASCADE, related_name="skills", verbose_name=_("station"))
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices, default=Level.SKILLED)

    class Meta:
        ordering = ["station__position", "station__code"]
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        constraints = [
            models.UniqueConstraint(fields=["employee", "station"], name="one_skill_a_station"),
        ]

    def __str__(self):
        return f"{self.employee} · {self.station} · {self.get_level_display()}"


class PerformanceReview(models.Model):
    """How an employee did in a month (policy 4.1): enthusiasm and skill, 1 to 5."""

    GRADES = [MinValueValidator(1), MaxValueValidator(5)]

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="reviews")
    month = models.DateField(_("month"))
    enthusiasm = models.PositiveSmallIntegerField(_("enthusiasm"), validators=GRADES)
    skill = models.PositiveSmallIntegerField(_("skill"), validators=GRADES)

    class Meta:
        ordering = ["-month", "employee"]
        verbose_name = _("performance review")
        verbose_name_plural = _("performance reviews")
        constraints = [
            models.UniqueConstraint(fields=["employee", "month"], name="one_review_a_month"),
            models.CheckConstraint(
                condition=Q(enthusiasm__range=(1, 5), skill__range=(1, 5)), name="review_grades_1_to_5"
            ),
        ]

    def __str__(self):
        return f"{self.employee} {self.month:%Y-%m}"

    def clean(self):
        if self.month:
            self.month = self.month.replace(day=1)
