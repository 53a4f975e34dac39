from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from rosters.management.arguments import add_hall_and_month, day_from, print_json, roster_named, wrong_usage
from rosters.outcome import Outcome, outcome_of
from rosters.wording import day_text, hours_text, signed_text

from ...explaining.cellwhy import CellStory, cell_story
from ...explaining.gapways import GapStory, gap_story
from ...explaining.rosterwhy import RosterStory, roster_story

# Ways out take a second a gap; the worst gaps get them, the others their reasons alone.
WITH_WAYS = 5


class Command(BaseCommand):
    help = "Say what a hall's roster costs, which hours are short, why and what the ways out are; or why a cell is so."

    def add_arguments(self, parser: CommandParser) -> None:
        add_hall_and_month(parser)
        parser.add_argument("--employee", metavar="CODE", help="explain this person's cell of --date")
        parser.add_argument("--date", type=day_from, help="YYYY-MM-DD")

    def handle(self, *args: Any, hall: str, month: date, as_json: bool, **options: Any) -> None:
        outcome = outcome_of(roster_named(hall, month))
        facts: dict[str, Any] = {"hall": hall, "month": f"{month:%Y-%m}"}
        if options["employee"] or options["date"]:
            story = cell_story(outcome, cell_named(outcome, options["employee"], options["date"]))
            facts |= story.as_json()
            lines = cell_lines(story)
        else:
            whole, gaps = roster_story(outcome), [gap_story(outcome, gap) for gap in outcome.verdict.gaps_explained]
            worst = sorted(gaps, key=lambda gap: -gap.missing)[:WITH_WAYS]
            facts |= whole.as_json() if as_json else {}
            facts["shortfalls"] = [gap.as_json(with_ways=gap in worst) for gap in gaps] if as_json else []
            lines = roster_lines(whole, gaps, worst)
        if as_json:
            print_json(self, facts)
            return
        for line in lines:
            self.stdout.write(line)


def roster_lines(whole: RosterStory, gaps: list[GapStory], worst: list[GapStory]) -> Iterator[str]:
    yield from whole.sentences
    if not gaps:
        yield _("No hour is short.")
    for gap in gaps:
        yield gap_line(gap)
        if gap in worst:
            yield from way_lines(gap)


def gap_line(gap: GapStory) -> str:
    facts = {
        "day": day_text(gap.date),
        "span": gap.span,
        "station": gap.station,
        "needed": gap.gap.needed,
        "have": gap.gap.have,
        "reasons": _("; ").join(reason.text for reason in gap.reasons),
    }
    return _("%(day)s %(span)s %(station)s: %(have)s of %(needed)s – %(reasons)s") % facts


def way_lines(gap: GapStory) -> Iterator[str]:
    for way in gap.cheapest:
        words = {"cost": signed_text(way.cost), "text": way.text, "hours": hours_text(way.filled)}
        yield _("  %(cost)s %(text)s Fills %(hours)s.") % words


def cell_named(outcome: Outcome, code: str | None, day: date | None) -> tuple[str, int]:
    """The cell that the options name; ends the command when they name none."""
    if code not in outcome.problem.worker_by_id:
        raise wrong_usage(_("“%(code)s” is nobody's code in this month. Give --employee.") % {"code": code or ""})
    number = (day - outcome.roster.month).days if day else -1
    if not 0 <= number < outcome.problem.days:
        raise wrong_usage(_("Give a --date in this month."))
    return code, number


def cell_lines(story: CellStory) -> Iterator[str]:
    yield from story.summary
    for effect in story.effects:
        yield f"  {signed_text(effect.cost)} {effect.name}: {' '.join(effect.texts)}"
    for choice in story.choices:
        yield " ".join([signed_text(choice.cost), choice.shift or "", *choice.broken])
    for taker in (*story.takers, *story.barred):
        gives = [f"⇄ {taker.gives}"] if taker.gives else []
        yield " ".join([signed_text(taker.cost), taker.name, *gives, *taker.broken])
