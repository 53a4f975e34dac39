from typing import TypedDict

from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models import Employee, Hall, User

from .roster import Roster


class State(TypedDict):
    """A cell as an edit keeps it: the value's key and text, the pin, the origin."""

    key: str
    text: str
    pinned: bool
    origin: str


class LeaveKept(TypedDict):
    """Leave as an edit keeps it; `pk` is its row while it is on record."""

    pk: int | None
    employee: int
    kind: str
    first_day: str
    last_day: str


class EditQuerySet(models.QuerySet["Edit"]):
    def last_done(self, roster: Roster, user: User) -> "Edit | None":
        """The user's edit that Ctrl+Z would take back."""
        return self.filter(roster=roster, by=user, undone_at=None, is_settled=False).order_by("-pk").first()

    def last_undone(self, roster: Roster, user: User) -> "Edit | None":
        """The edit that Ctrl+Y would make again: taken back last, and none of hers made since."""
        mine = self.filter(roster=roster, by=user, is_settled=False)
        done = mine.filter(undone_at=None).order_by("-pk").values("pk")[:1]
        undone = mine.filter(undone_at__isnull=False).annotate(last=models.Subquery(done))
        return undone.filter(models.Q(last=None) | models.Q(pk__gt=models.F("last"))).order_by("-undone_at").first()


class Edit(models.Model):
    """What a person changed in a roster with one act, kept so that it can be taken back and told.

    `cells` maps `employee's primary key:date` to the cell before and after, `leave` is what was entered with them.
    A settled edit can be neither undone nor redone: others have gone over all of it.
    """

    class What(models.TextChoices):
        SET = "set", _("set")
        PIN = "pinned", _("pinned")
        PASTE = "pasted", _("pasted")
        MOVE = "moved", _("moved")
        COPY = "copied", _("copied")
        SWAP = "swapped", _("swapped")
        FILL = "filled", _("filled with a pattern")
        PAST = "repeated", _("repeated from the past")
        IMPORT = "imported", _("imported from a sheet")
        RESTORE = "restored", _("brought back")

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="edits")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=10, choices=What.choices, default=What.SET)
    cells = models.JSONField()
    leave = models.JSONField(default=list)
    why = models.CharField(max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True)
    is_settled = models.BooleanField(default=False)

    objects = EditQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("edit")
        verbose_name_plural = _("edits")
        indexes = [models.Index(fields=["roster", "by", "-id"], name="edit_by_user")]

    def __str__(self):
        return f"{self.roster} {self.get_what_display()} {self.at:%Y-%m-%d %H:%M}"


class CellNote(models.Model):
    """A few words on one person's day, for those who make the roster; she sees them if they say so."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="notes")
    date = models.DateField(_("date"))
    hall = models.ForeignKey(Hall, models.CASCADE, related_name="+")
    text = models.CharField(_("note"), max_length=200)
    is_shown = models.BooleanField(_("she may see it"), default=False)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["date", "employee"]
        verbose_name = _("note on a cell")
        verbose_name_plural = _("notes on cells")
        constraints = [models.UniqueConstraint(fields=["hall", "employee", "date"], name="one_note_a_cell")]

    def __str__(self):
        return f"{self.employee} {self.date}: {self.text}"
