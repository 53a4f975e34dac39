"""The versions of a roster: published ones, kept drafts and the present one, any two of which can be compared."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from ..models import DraftVersion, Publication, Roster
from .published import snapshot_in
from .publishpanel import Move, moves_of
from .snapshots import Snapshot, differences, from_json, snapshot_now

NOW = "now"


@dataclass(frozen=True)
class Version:
    """One of a roster's versions; `key` is `now`, `p3` for publication 3, `d7` for the kept draft 7."""

    key: str
    name: str
    publication: Publication | None = None
    draft: DraftVersion | None = None

    def snapshot(self, roster: Roster) -> Snapshot:
        if self.publication:
            return snapshot_in(self.publication)
        return from_json(self.draft.cells, roster.month) if self.draft else snapshot_now(roster)


@dataclass(frozen=True)
class Comparison:
    """What differs from one version to another, cell by cell."""

    before: Version
    after: Version
    moves: list[Move]

    @cached_property
    def people(self) -> int:
        return len({move.employee.pk for move in self.moves})


def publications_of(roster: Roster) -> list[Publication]:
    """Every version that was published, newest first, each with `asked` and `confirmed` people."""
    rows = roster.publications.select_related("by").defer("cells")
    confirmed = Count("confirmations", filter=Q(confirmations__confirmed_at__isnull=False))
    found: list[Publication] = list(
        rows.annotate(asked=Count("confirmations"), confirmed=confirmed).order_by("-number")
    )
    for publication in found:
        publication.roster = roster
    return found


def drafts_of(roster: Roster) -> list[DraftVersion]:
    return list(roster.draft_versions.select_related("by").defer("cells"))


def choices_of(roster: Roster) -> list[Version]:
    """Everything that can be compared, the present first."""
    return [
        Version(NOW, _("as it stands now")),
        *(version_of_draft(row) for row in drafts_of(roster)),
        *(version_of_publication(row) for row in publications_of(roster)),
    ]


def version_of(roster: Roster, key: str) -> Version | None:
    """The version that a key names; None when the roster has no such version."""
    if key == NOW:
        return Version(NOW, _("as it stands now"))
    number = key[1:]
    if not number.isdecimal() or len(number) > 9:
        return None
    if key[0] == "p":
        publication = roster.publications.filter(number=number).first()
        return version_of_publication(publication) if publication else None
    draft = roster.draft_versions.filter(pk=number).first() if key[0] == "d" else None
    return version_of_draft(draft) if draft else None


def version_of_publication(row: Publication) -> Version:
    return Version(f"p{row.number}", _("version %(number)s") % {"number": row.number}, publication=row)


def version_of_draft(row: DraftVersion) -> Version:
    return Version(f"d{row.pk}", row.name, draft=row)


def compare(roster: Roster, before: Version, after: Version) -> Comparison:
    for version in (before, after):
        if version.publication:
            version.publication.roster = roster
    found = differences(before.snapshot(roster), after.snapshot(roster))
    return Comparison(before, after, moves_of(found))


def default_pair(roster: Roster) -> tuple[str, str]:
    """What to compare when nobody has said: what staff see, else the draft kept last, and the present.

    Where there are two publications the last two.
    """
    numbers = list(roster.publications.order_by("-number").values_list("number", flat=True)[:2])
    if not numbers:
        kept = roster.draft_versions.values_list("pk", flat=True).first()
        return f"d{kept}" if kept else NOW, NOW
    if len(numbers) == 2:
        return f"p{numbers[1]}", f"p{numbers[0]}"
    return f"p{numbers[0]}", NOW
