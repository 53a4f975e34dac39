"""What the commands that search have in common: their time limit, their progress, and how a search is refused."""

from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from ..builds.building import LONGEST, NotBuildable
from ..builds.buildpanel import WEAK_GAP
from ..edits.editing import NotEditable
from ..solver.progress import Progress
from ..wording import reason_of
from .arguments import refuse


def add_seconds(parser: CommandParser) -> None:
    parser.add_argument("--seconds", type=seconds_from, help="how long to search, at most an hour")


def seconds_from(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= LONGEST:
        raise ArgumentTypeError(_("Give whole seconds from 1 to %(most)s.") % {"most": LONGEST})
    return int(text)


@contextmanager
def starting(command: BaseCommand, *, as_json: bool) -> Iterator[None]:
    """One transaction; a month that is refused ends the command and leaves no roster behind."""
    try:
        with transaction.atomic():
            yield
    except NotBuildable as refusal:
        refuse(command, " ".join(reason_of(reason) for reason in refusal.reasons), as_json=as_json)
    except NotEditable as refusal:
        refuse(command, reason_of(refusal.facts), as_json=as_json)


def show_on(command: BaseCommand) -> Callable[[Progress], None]:
    """Shows progress: one line that is written over and over on a terminal, line by line elsewhere."""

    def show(progress: Progress) -> None:
        line = line_of(progress.elapsed, progress.penalty, progress.gap)
        if command.stderr.isatty():
            command.stderr.write(f"\r\x1b[K{line}", style_func=str, ending="")
            command.stderr.flush()
        else:
            command.stderr.write(line, style_func=str)

    return show


def line_of(seconds: float, penalty: int | None, gap: float | None) -> str:
    """How a search stands, in one line; a gap that says too little is left out."""
    parts = [f"{seconds:.0f} s"]
    if penalty is not None:
        parts.append(_("penalty %(penalty)s") % {"penalty": f"{penalty:,}"})
    if gap is not None and gap <= WEAK_GAP:
        parts.append(_("gap %(gap)s %%") % {"gap": f"{100 * gap:.1f}"})
    return " · ".join(parts)
