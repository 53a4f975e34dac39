from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models import Employee, Hall, User

from .edits import Edit
from .roster import Assignment
from .shifts import ShiftType


class SheetWord(models.Model):
    """What a text in a hall's own sheets means: one of its people, a value of a cell, leave, or nothing at all.

    The text is kept as `imports.days.plain` makes it.
    """

    class Of(models.TextChoices):
        PERSON = "person", _("person")
        VALUE = "value", _("value of a cell")

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="sheet_words")
    of = models.CharField(max_length=10, choices=Of.choices)
    text = models.CharField(_("text"), max_length=100)
    employee = models.ForeignKey(Employee, models.CASCADE, null=True, blank=True, related_name="+")
    shift_type = models.ForeignKey(ShiftType, models.CASCADE, null=True, blank=True, related_name="+")
    day_off = models.CharField(max_length=10, choices=Assignment.DayOff.choices, blank=True)
    absence = models.CharField(max_length=20, blank=True, help_text="The code of a kind of absence.")

    class Meta:
        ordering = ["of", "text"]
        verbose_name = _("word of a sheet")
        verbose_name_plural = _("words of sheets")
        constraints = [
            models.UniqueConstraint(fields=["hall", "of", "text"], name="one_meaning_a_sheet_word"),
            models.CheckConstraint(
                condition=models.Q(of="person", shift_type=None, day_off="", absence="")
                | models.Q(of="value", employee=None, shift_type=None, day_off="")
                | models.Q(of="value", employee=None, shift_type=None, absence="")
                | models.Q(of="value", employee=None, day_off="", absence=""),
                name="sheet_word_means_one_thing",
            ),
        ]

    def __str__(self):
        return self.text


class SheetImport(models.Model):
    """A file that somebody has sent, as it was read, until it is applied or another one takes its place."""

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="sheet_imports")
    month = models.DateField(_("month"))
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    name = models.CharField(_("file"), max_length=200)
    sheets = models.JSONField()
    empties = models.BooleanField(_("Empty cells of the sheet empty the roster’s"), default=False)
    edit = models.ForeignKey(Edit, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("imported sheet")
        verbose_name_plural = _("imported sheets")
        constraints = [models.UniqueConstraint(fields=["hall", "month", "by"], name="one_sheet_at_a_time")]

    def __str__(self):
        return self.name


class TableImportQuerySet(models.QuerySet["TableImport"]):
    def pending(self) -> "TableImportQuerySet":
        return self.filter(applied_at__isnull=True)

    def applied(self) -> "TableImportQuerySet":
        """Those that have done their work and can be taken back."""
        return self.filter(applied_at__isnull=False)


class TableImport(models.Model):
    """What somebody's file says of a hall's people, demand or customers; one of a kind until it is applied.

    `facts` are its sheets until then, afterwards under `undo` what taking it back needs.
    """

    class What(models.TextChoices):
        PEOPLE = "people", _("people and skills")
        DEMAND = "demand", _("demand")
        ARRIVALS = "arrivals", _("arrivals")

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="table_imports")
    what = models.CharField(max_length=10, choices=What.choices)
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    name = models.CharField(_("file"), max_length=200)
    facts = models.JSONField()
    applied_at = models.DateTimeField(null=True)

    objects = TableImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("imported table")
        verbose_name_plural = _("imported tables")
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "what", "by"],
                condition=models.Q(applied_at__isnull=True),
                name="one_table_of_a_kind_at_a_time",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def undo(self) -> Any:
        """What taking it back needs."""
        return self.facts["undo"]
