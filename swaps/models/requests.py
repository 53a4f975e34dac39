from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rosters.models import Roster
from staff.models import Employee, Hall, Post, User

OPEN = ("asked", "agreed")


# The `reason` of an offer that was withdrawn because she is there after all; people read it in words.
LEAVE_IS_OFF = "leave_is_off"


class SwapRequestQuerySet(models.QuerySet["SwapRequest"]):
    def open(self) -> "SwapRequestQuerySet":
        """Those that still wait for somebody."""
        return self.filter(state__in=OPEN)

    def ended(self) -> "SwapRequestQuerySet":
        return self.exclude(state__in=OPEN)

    def of(self, user: User) -> "SwapRequestQuerySet":
        """Those in which the user takes part."""
        return self.filter(pk__in=self.model.parts_of(user).values("swap"))

    def asked_by(self, user: User) -> "SwapRequestQuerySet":
        return self.filter(pk__in=self.model.parts_of(user).filter(is_asker=True).values("swap"))

    def waiting_for(self, user: User) -> "SwapRequestQuerySet":
        """Those that the user has been asked to take part in and has not answered."""
        unanswered = self.model.parts_of(user).filter(is_asker=False, answered_at=None)
        return self.filter(state=SwapRequest.State.ASKED, pk__in=unanswered.values("swap"))

    def free_for(self, user: User) -> "SwapRequestQuerySet":
        """Open shifts of her hall that nobody has taken yet; her own are not among them."""
        untaken = self.filter(kind=SwapRequest.Kind.OPEN, state=SwapRequest.State.ASKED)
        return untaken.filter(hall__employees__user=user).exclude(pk__in=self.model.parts_of(user).values("swap"))

    def decidable_by(self, user: User) -> "SwapRequestQuerySet":
        """Those in the user's halls that she may approve.

        Nobody does so where she takes part, nor where she has answered for somebody else while another could decide.
        """
        rows = self.filter(hall__in=self.model.halls_led_by(user)).exclude(
            pk__in=self.model.parts_of(user).values("swap")
        )
        spoken_for = self.model.parts_spoken_for_by(user).values("swap")
        others = self.model.impartial(OuterRef(OuterRef("pk"))).filter(hall=OuterRef("hall"))
        return rows.exclude(Q(pk__in=spoken_for) & Exists(others))

    def visible_to(self, user: User) -> "SwapRequestQuerySet":
        """Her own, open shifts of her hall, and all of the halls whose managers or management she belongs to."""
        if user.reads_all_halls:
            return self
        leading = user.posts.filter(role__in=(Post.Role.MANAGER, Post.Role.DUTY_MANAGER)).values("hall")
        free = self.model.objects.free_for(user).values("pk")
        taking_part = self.model.parts_of(user).values("swap")
        return self.filter(Q(hall__in=leading) | Q(pk__in=taking_part) | Q(pk__in=free))

    def with_parts(self) -> "SwapRequestQuerySet":
        """With everything that a card shows of them, in a fixed number of queries."""
        return self.select_related("hall", "hall__swap_settings", "decided_by").prefetch_related(
            "parts__employee", "parts__cells__before_shift", "parts__cells__after_shift"
        )


class SwapRequest(models.Model):
    """People who would like to work otherwise than the published roster says; in force once approved.

    `judged` keeps what those who asked could see: the cost, and the cells of the days concerned.
    `hold_until` is the moment until which a decision can be undone; people are told after it.
    """

    class Kind(models.TextChoices):
        EXCHANGE = "exchange", _("exchange of shifts")
        COVER = "cover", pgettext_lazy("swap", "cover")
        OPEN = "open", _("open shift")
        DAY_OFF = "day_off", _("exchange of days off")
        RING = "ring", _("ring of three")

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("swap", "asked")
        AGREED = "agreed", pgettext_lazy("swap", "agreed")
        APPROVED = "approved", pgettext_lazy("swap", "approved")
        DECLINED = "declined", pgettext_lazy("swap", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("swap", "withdrawn")
        EXPIRED = "expired", pgettext_lazy("swap", "expired")
        OVERTAKEN = "overtaken", pgettext_lazy("swap", "overtaken")

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="swap_requests")
    rosters = models.ManyToManyField(Roster, related_name="swap_requests")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    first_day = models.DateField(_("first day"), help_text="The earliest day that would change.")
    note = models.CharField(_("message"), max_length=200, blank=True)
    is_emergency = models.BooleanField(_("emergency"), default=False)
    emergency_reason = models.CharField(_("reason of the emergency"), max_length=200, blank=True)
    judged = models.JSONField(default=dict)

    cut_off_at = models.DateTimeField(help_text="Until then it could be asked for.")
    expires_at = models.DateTimeField(help_text="The earliest shift begins: after that nothing can be decided.")
    waiting_since = models.DateTimeField(default=timezone.now, help_text="Since when somebody owes an answer.")
    reminded_at = models.DateTimeField(null=True, blank=True)
    cut_off_reminded_at = models.DateTimeField(null=True, blank=True)

    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    hold_until = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = SwapRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("swap request")
        verbose_name_plural = _("swap requests")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_emergency=False) | ~Q(emergency_reason=""), name="swap_emergency_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, ended_at__isnull=True) | (~Q(state__in=OPEN) & Q(ended_at__isnull=False)),
                name="swap_ended_has_a_moment",
            ),
        ]
        indexes = [models.Index(fields=["state", "expires_at"], name="swap_by_state")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.first_day} #{self.pk}"

    @staticmethod
    def parts_of(user: User) -> models.QuerySet:
        from .parts import SwapPart  # leaf: parts refer to requests

        return SwapPart.objects.filter(employee__user=user)

    @staticmethod
    def parts_spoken_for_by(user: User) -> models.QuerySet:
        """The parts of others for whom the user has said whether they take part."""
        from .parts import SwapPart  # leaf: parts refer to requests

        return SwapPart.objects.filter(is_asker=False, answered_by=user).exclude(employee__user=user)

    @staticmethod
    def deciding() -> models.QuerySet[Post]:
        """The posts whose holders approve swaps of their hall."""
        on_duty = Q(role=Post.Role.DUTY_MANAGER) & ~Q(hall__swap_settings__duty_managers_decide=False)
        return Post.objects.filter(Q(role=Post.Role.MANAGER) | on_duty)

    @classmethod
    def impartial(cls, swap: Any) -> models.QuerySet[Post]:
        """Of these the posts, of any hall, of those who neither take part in the swap nor have answered for anybody."""
        from .parts import SwapPart  # leaf: parts refer to requests

        parts = SwapPart.objects.filter(swap=swap)
        taking_part = parts.filter(employee__user__isnull=False).values("employee__user")
        spoke = parts.filter(is_asker=False, answered_by__isnull=False).values("answered_by")
        return cls.deciding().filter(user__is_active=True).exclude(Q(user__in=taking_part) | Q(user__in=spoke))

    @classmethod
    def halls_led_by(cls, user: User) -> models.QuerySet[Hall]:
        """Halls in which the user may approve swaps."""
        if user.is_superuser:
            return Hall.objects.all()
        return Hall.objects.filter(pk__in=cls.deciding().filter(user=user).values("hall"))

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_agreed(self) -> bool:
        """Whether everybody has said yes, and an open shift has found somebody."""
        return bool(self.partners) and all(part.agrees for part in self.all_parts)

    @property
    def is_free(self) -> bool:
        """Whether it is an open shift that nobody has taken yet."""
        return self.kind == self.Kind.OPEN and self.state == self.State.ASKED

    @cached_property
    def all_parts(self) -> list:
        """Those who take part, the asker first."""
        return sorted(self.parts.all(), key=lambda part: (not part.is_asker, part.pk))

    @property
    def asker(self) -> Employee:
        return self.all_parts[0].employee

    @property
    def partners(self) -> list[Employee]:
        return [part.employee for part in self.all_parts[1:]]

    @property
    def all_cells(self) -> list:
        """The cells that would change, by day and person."""
        cells = [cell for part in self.all_parts for cell in part.cells.all()]
        return sorted(cells, key=lambda cell: (cell.date, cell.part_id))

    def is_part_of(self, user: User) -> bool:
        """Whether the user takes part in it."""
        return any(part.employee.user_id == user.pk for part in self.all_parts)

    def spoken_for_by(self, user: User) -> list[Employee]:
        """The partners for whom the user has said whether they take part."""
        others = [part for part in self.all_parts[1:] if part.employee.user_id != user.pk]
        return [part.employee for part in others if part.answered_by_id == user.pk]

    def is_left_to_others_by(self, user: User) -> bool:
        """Whether she has answered for somebody, so that a manager who has not decides; if there is one."""
        return bool(self.spoken_for_by(user)) and self.impartial(self.pk).filter(hall=self.hall_id).exists()

    def is_undoable(self, now: datetime) -> bool:
        """Whether its decision can still be taken back: until people are told."""
        return self.hold_until is not None and self.told_at is None and now < self.hold_until

    def is_past(self, now: datetime) -> bool:
        return now >= self.expires_at
