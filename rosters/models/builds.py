import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from staff.models import User

from .roster import Roster


class BuildQuerySet(models.QuerySet["Build"]):
    def of_rosters(self) -> "BuildQuerySet":
        """Builds for the roster itself: what-ifs never touch it."""
        return self.filter(is_what_if=False)

    def what_ifs(self) -> "BuildQuerySet":
        return self.filter(is_what_if=True)

    def unfinished(self) -> "BuildQuerySet":
        return self.filter(status__in=Build.UNFINISHED)

    def interrupted(self) -> "BuildQuerySet":
        """Those that a worker had begun when it was lost, and that wait to be taken up again."""
        return self.filter(status=Build.Status.QUEUED, attempts__gt=0)


class Build(models.Model):
    """One building of a roster: what was asked, how far it is, what came out.

    The row is the truth and the queue carries only its id. `problem` is the solver's
    problem as JSON, taken at `revision` of the roster; `result` maps employee codes to
    shift ids by day, and holds the best so far while it runs. `before` maps them to what
    stood in the cells at that revision, so that a merge knows what was edited since.
    `heartbeat_at` is moved on by the worker that has claimed it, and while nobody has, by
    sending it to the queue.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting for a worker")
        RUNNING = "running", _("building")
        DONE = "done", _("done")
        OFFERED = "offered", _("ready to choose from")
        STALE = "stale", _("overtaken by an edit")
        DISCARDED = "discarded", _("discarded")
        REFUSED = "refused", _("refused")
        FAILED = "failed", _("failed")

    UNFINISHED = [Status.QUEUED, Status.RUNNING]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    roster = models.ForeignKey(Roster, models.CASCADE, related_name="builds")
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField()
    problem = models.JSONField()
    before = models.JSONField(default=dict, help_text="The roster's cells when the build was asked for.")
    seconds = models.PositiveSmallIntegerField(_("time limit, seconds"))
    wants_candidates = models.BooleanField(
        _("three to choose from"), default=False, help_text="It ends with candidates and leaves the roster as it is."
    )
    part = models.JSONField(null=True, help_text="What is built, or stays, alone, as `parts.Part` has it.")
    is_what_if = models.BooleanField(default=False, help_text="Of a changed month; it never touches the roster.")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, help_text="The one worker run that may write to this row.")
    stop_asked_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    elapsed = models.FloatField(default=0, help_text="Seconds of search.")
    penalty = models.IntegerField(null=True)
    bound = models.IntegerField(null=True)
    is_optimal = models.BooleanField(default=False)
    progress = models.JSONField(default=dict, help_text="Figures for the page: trace, shortfalls, penalty by rule.")
    result = models.JSONField(null=True)
    reason = models.JSONField(null=True, help_text="Why it was refused or failed, in facts for wording.")

    objects = BuildQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = _("build")
        verbose_name_plural = _("builds")
        constraints = [
            models.UniqueConstraint(
                fields=["roster"],
                condition=Q(status__in=["queued", "running"], is_what_if=False),
                name="one_unfinished_build_a_roster",
            ),
            models.UniqueConstraint(
                fields=["roster"],
                condition=Q(status__in=["queued", "running"], is_what_if=True),
                name="one_unfinished_what_if_a_roster",
            ),
        ]

    def __str__(self):
        return f"{self.roster} {self.get_status_display()}"

    @property
    def is_finished(self) -> bool:
        return self.status not in self.UNFINISHED

    @property
    def is_interrupted(self) -> bool:
        """Whether its worker was lost and it waits to be taken up again."""
        return self.status == self.Status.QUEUED and self.attempts > 0

    @property
    def is_of_program(self) -> bool:
        """Whether nobody has asked for it."""
        return self.asked_by_id is None

    @property
    def has_come_to_nothing(self) -> bool:
        return self.status in (self.Status.REFUSED, self.Status.FAILED)

    @property
    def gap(self) -> float | None:
        """How far the best roster may be from the best possible, 0 to 1; None while unknown."""
        if self.penalty is None or self.bound is None:
            return None
        return max(0, self.penalty - self.bound) / max(1, self.penalty)
