from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from staff.models import Employee, User

from .roster import Roster
from .shifts import ShiftType


class PublicationQuerySet(models.QuerySet["Publication"]):
    def in_force(self) -> "PublicationQuerySet":
        """The last publication of each roster that staff can see."""
        newest = Publication.objects.filter(roster=OuterRef("roster")).order_by("-number")
        return self.filter(roster__published_at__isnull=False, pk=Subquery(newest.values("pk")[:1]))


class Publication(models.Model):
    """A frozen, numbered version of a roster: what its staff may rely on until the next.

    `cells` is a `snapshots.Snapshot` as JSON. `rules` is what the checker said, each rule with
    its violations and penalty. `overrides` are the hard violations that were let through, each
    with who did it and why. `needs` is a `kept.KeptNeeds` as JSON, against which this version is counted for good.
    """

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="publications")
    number = models.PositiveIntegerField(_("version"))
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=150, blank=True, help_text="Kept when the user is gone.")
    why = models.TextField(blank=True)
    cells = models.JSONField()
    changes = models.PositiveIntegerField(default=0, help_text="Cells that differ from the version before.")
    shift_types = models.ManyToManyField(ShiftType, through="PublishedShiftType", related_name="+")
    penalty = models.IntegerField(null=True)
    rules = models.JSONField(default=list)
    overrides = models.JSONField(default=list)
    needs = models.JSONField(null=True, help_text="What was needed then; empty for versions older than this.")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        constraints = [models.UniqueConstraint(fields=["roster", "number"], name="one_publication_a_number")]

    def __str__(self):
        return f"{self.roster} · {self.number}"

    @property
    def broken(self) -> int:
        """How often hard rules were broken when it was published."""
        return sum(rule["violations"] for rule in self.rules if rule["hard"])


class PublishedShiftType(models.Model):
    """A shift type that stands in a publication, and so cannot be deleted."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="+")
    shift_type = models.ForeignKey(ShiftType, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("published shift type")
        verbose_name_plural = _("published shift types")
        constraints = [models.UniqueConstraint(fields=["publication", "shift_type"], name="one_published_shift_type")]

    def __str__(self):
        return f"{self.publication} · {self.shift_type}"


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    def current(self) -> "ConfirmationQuerySet":
        """The last time each person was asked, for rosters that are in force."""
        later = Confirmation.objects.filter(
            employee=OuterRef("employee"),
            publication__roster=OuterRef("publication__roster"),
            publication__number__gt=OuterRef("publication__number"),
        )
        return self.filter(~Exists(later), publication__roster__published_at__isnull=False)

    def waiting(self) -> "ConfirmationQuerySet":
        return self.current().filter(confirmed_at__isnull=True)


class Confirmation(models.Model):
    """An employee who is asked to say that she has read a publication, and when she did."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="confirmations")
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="confirmations")
    confirmed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        ordering = ["publication", "employee"]
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        constraints = [models.UniqueConstraint(fields=["publication", "employee"], name="one_confirmation_a_version")]

    def __str__(self):
        return f"{self.employee} · {self.publication}"


class ReviewQuerySet(models.QuerySet["Review"]):
    def open(self) -> "ReviewQuerySet":
        return self.filter(outcome="")


class Review(models.Model):
    """A roster shown to a second person before it is published, and what she said."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("sent back")
        TAKEN_BACK = "taken_back", _("taken back")

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="reviews")
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    note = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("outcome"), max_length=10, blank=True, choices=Outcome.choices)
    reason = models.TextField(blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.UniqueConstraint(fields=["roster"], condition=Q(outcome=""), name="one_open_review_a_roster"),
        ]

    def __str__(self):
        return f"{self.roster} {self.get_outcome_display()}".strip()


class DraftVersion(models.Model):
    """A roster's cells as they stood once, kept under a name; `cells` is a `snapshots.Snapshot` as JSON."""

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="draft_versions")
    name = models.CharField(_("name"), max_length=80)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    cells = models.JSONField()
    penalty = models.IntegerField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("kept version of a draft")
        verbose_name_plural = _("kept versions of drafts")
        constraints = [models.UniqueConstraint(fields=["roster", "name"], name="one_draft_version_a_name")]

    def __str__(self):
        return f"{self.roster} · {self.name}"
