"""The daily timetable 每日日程表: blocks of checks, ticked off on the day by those who are there."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db import transaction
from django.urls import reverse

from notices.sending import tell
from staff import audit
from staff.models import Employee, Hall, Post, User
from staff.models.halls import DAY, minutes_of
from staff.sweeping import sweep
from staff.workdays import open_spans

from .defining import NotDefinable
from .models import Tick, TimeBlock
from .models.timetable import minute_now
from .rates import InTime
from .timetable_template import daily_timetable

# Who is told of a block that was missed.
TOLD = (Post.Role.DUTY_MANAGER, Post.Role.MANAGER)
HISTORY = timedelta(days=30)
ONE_DAY = timedelta(days=1)


class NotTickable(Exception):
    """A tick that was refused; `facts` say why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.facts = {"reason": reason}


@dataclass(frozen=True)
class Check:
    """One line of a block on a day."""

    place: int
    text: str
    tick: Tick | None


@dataclass(frozen=True)
class BlockDay:
    """A block on a day; `state` is coming, running, done, late or missed."""

    block: TimeBlock
    date: date
    checks: list[Check]
    state: str

    @property
    def done(self) -> int:
        return sum(check.tick is not None for check in self.checks)

    @property
    def is_missed(self) -> bool:
        return self.state == "missed"

    @property
    def is_ahead(self) -> bool:
        """Whether there is time left for what is not ticked."""
        return self.state in ("coming", "running")


@dataclass(frozen=True)
class Timetable:
    """A day of a hall, section by section."""

    date: date
    sections: list[tuple[str, list[BlockDay]]]

    @property
    def blocks(self) -> list[BlockDay]:
        return [block for _section, blocks in self.sections for block in blocks]

    @property
    def now(self) -> BlockDay | None:
        """The first block that is running."""
        return next((block for block in self.blocks if block.state == "running"), None)

    @property
    def completion(self) -> float | None:
        """Of the blocks that are over or done, how many were done in time, in percent."""
        return in_time([self]).completion


def in_time(tables: Iterable[Timetable]) -> InTime:
    states = [block.state for table in tables for block in table.blocks]
    return InTime(states.count("done"), sum(state in ("done", "late", "missed") for state in states))


def timetable_of(hall: Hall, day: date) -> Timetable:
    """The day's blocks with what has been ticked; none on a day on which the hall is closed."""
    return timetables_of(hall, day, day)[day]


def timetables_of(hall: Hall, first: date, last: date) -> dict[date, Timetable]:
    """The timetable of each day from first to last, in a number of queries that does not depend on them."""
    blocks = list(hall.time_blocks.order_by("section", "starts_next_day", "start", "pk"))
    ticks: dict[tuple[int, date], dict[str, Tick]] = defaultdict(dict)
    for tick in Tick.objects.filter(block__hall=hall, date__range=(first, last)).select_related("by", "employee"):
        ticks[tick.block_id, tick.date][tick.line] = tick
    spans = open_spans(hall, first, last)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found = {}
    for day in days:
        valid = [one for one in blocks if spans[day] and one.counts_on(day)]
        rows = [block_day(one, day, ticks[one.pk, day]) for one in valid]
        sections = [(name, list(group)) for name, group in groupby(rows, key=lambda row: row.block.section)]
        found[day] = Timetable(day, sections)
    return found


def block_day(block: TimeBlock, day: date, ticks: dict[str, Tick]) -> BlockDay:
    checks = [Check(place, line, ticks.get(line)) for place, line in enumerate(block.lines)]
    return BlockDay(block, day, checks, state_of(block, day, [check.tick for check in checks]))


def state_of(block: TimeBlock, day: date, ticks: list[Tick | None]) -> str:
    """Done in time or late where every check is ticked; else by the hall's clock."""
    done = [tick for tick in ticks if tick is not None]
    if len(done) == len(ticks):
        return "late" if any(tick.is_late for tick in done) else "done"
    minute = minute_now(block.hall, day)
    if minute >= block.span[1]:
        return "missed"
    return "running" if minute >= block.span[0] else "coming"


def end_of(row: BlockDay) -> date:
    """The day of the calendar on which it is over, tomorrow's at midnight."""
    return row.date + timedelta(days=row.block.span[1] // DAY)


def is_over(block: TimeBlock, day: date) -> bool:
    return minute_now(block.hall, day) >= block.span[1]


@transaction.atomic
def tick(block: TimeBlock, day: date, line: str, *, by: User) -> None:
    """Say that a check of today or the day before is done; twice is once, and after the block it is marked late."""
    refuse_other_days(block, day)
    if line not in block.lines:
        raise NotTickable("check_gone")
    facts = {
        "by": by,
        "employee": Employee.objects.filter(user=by, hall=block.hall_id).first(),
        "is_late": is_over(block, day),
    }
    _row, is_new = Tick.objects.get_or_create(block=block, date=day, line=line, defaults=facts)
    if is_new:
        audit.record("check_ticked", by=by, hall=block.hall, subject=f"{day} {block}", after={"check": line})


@transaction.atomic
def untick(block: TimeBlock, day: date, line: str, *, by: User) -> None:
    """Take back a tick of today's or the day before; the log keeps that it was there."""
    refuse_other_days(block, day)
    count, _rows = Tick.objects.filter(block=block, date=day, line=line).delete()
    if count:
        audit.record("check_unticked", by=by, hall=block.hall, subject=f"{day} {block}", before={"check": line})


def refuse_other_days(block: TimeBlock, day: date) -> None:
    if not is_tickable(block.hall, day) or not block.counts_on(day):
        raise NotTickable("other_day")


def is_tickable(hall: Hall, day: date) -> bool:
    """Whether checks of the day can be ticked: today's, and those of the day just past, for who works past midnight."""
    return day in (hall.today(), hall.today() - ONE_DAY)


def day_at_hand(hall: Hall, days: dict[date, Timetable]) -> date:
    """The day whose checks are due now: the day before as long as its blocks past midnight have time left."""
    before = hall.today() - ONE_DAY
    return before if any(block.is_ahead for block in days[before].blocks) else hall.today()


def tell_missed_everywhere() -> None:
    """The same in every hall that has a timetable."""
    sweep(Hall.objects.filter(time_blocks__isnull=False).distinct(), tell_missed)


def tell_missed(hall: Hall) -> int:
    """Tell duty and hall managers of each block missed today or the day before, once; how many are missed.

    The day before, for what was missed while the scheduler did not run; a block is missed on the day of its end.
    """
    today = hall.today()
    days = timetables_of(hall, today - 2 * ONE_DAY, today)
    rows = [block for day in days.values() for block in day.blocks]
    missed = [block for block in rows if block.is_missed and end_of(block) >= today - ONE_DAY]
    if missed:
        managers = User.objects.filter(posts__hall=hall, posts__role__in=TOLD).distinct()
        for row in missed:
            tell(
                managers,
                "timetable_missed",
                hall=hall,
                key=f"timetable-missed-{row.block.pk}-{row.date}",
                facts={"date": row.date, "block": str(row.block), "open": len(row.checks) - row.done},
                url=reverse("plans:day", args=[hall.code], query={"date": row.date}),
            )
    return len(missed)


@transaction.atomic
def add_block(block: TimeBlock, *, by: User) -> TimeBlock:
    """Put a valid new block in force from now on; one that is there already stays the only one.

    Raises `NotDefinable` where the section has other checks at these times.
    """
    Hall.objects.select_for_update(no_key=True).get(pk=block.hall_id)
    if twin := twin_of(block):
        if twin.lines != block.lines:
            raise NotDefinable("block_taken")
        return twin
    now = block.hall.now()
    if block.valid_from == now.date():
        block.since = minutes_of(now.time())
    block.save()
    audit.record("time_block_added", by=by, hall=block.hall, subject=str(block), after={"checks": block.lines})
    return block


@transaction.atomic
def take_timetable(hall: Hall, *, by: User) -> list[TimeBlock]:
    """Put the blocks of the template in force in a hall that has none yet; those added."""
    Hall.objects.select_for_update(no_key=True).get(pk=hall.pk)
    if TimeBlock.objects.filter(hall=hall).exists():
        return []
    return [add_block(TimeBlock(hall=hall, valid_from=hall.today(), **facts), by=by) for facts in daily_timetable()]


def twin_of(block: TimeBlock) -> TimeBlock | None:
    """The block without end that its section has at these times, other than itself."""
    times = TimeBlock.objects.filter(hall=block.hall_id, section=block.section, start=block.start, end=block.end)
    times = times.filter(starts_next_day=block.starts_next_day, ends_next_day=block.ends_next_day)
    return times.filter(valid_to__isnull=True).exclude(pk=block.pk).first()


@transaction.atomic
def change_block(block: TimeBlock, fresh: TimeBlock, *, by: User) -> TimeBlock:
    """Put another block in its place from tomorrow on; what was ticked stays with the old one.

    Raises `NotDefinable` where it was changed or ended before, or its new times are taken.
    """
    Hall.objects.select_for_update(no_key=True).get(pk=block.hall_id)
    old = TimeBlock.objects.filter(pk=block.pk).first()
    fresh.hall, fresh.pk = block.hall, block.pk
    twin = twin_of(fresh)
    if old is None or old.valid_to is not None:
        if twin and twin.lines == fresh.lines:
            return twin
        raise NotDefinable("block_ended")
    if twin:
        raise NotDefinable("block_taken")
    before, tomorrow = old.lines, block.hall.today() + ONE_DAY
    stop(old)
    fresh.pk, fresh.valid_from, fresh.valid_to, fresh.since = None, tomorrow, None, 0
    fresh._state.adding = True
    fresh.save()
    audit.record(
        "time_block_changed", by=by, hall=block.hall, subject=str(fresh), before=before, after={"checks": fresh.lines}
    )
    return fresh


@transaction.atomic
def end_block(block: TimeBlock, *, by: User) -> None:
    """Let today be the block's last day, unless it has ended; one that has not begun yet goes altogether."""
    running = TimeBlock.objects.select_for_update(no_key=True).filter(pk=block.pk, valid_to__isnull=True).first()
    if running:
        stop(running)
        audit.record("time_block_ended", by=by, hall=block.hall, subject=str(block))


def stop(block: TimeBlock) -> None:
    today = block.hall.today()
    if block.valid_from > today:
        block.delete()
    else:
        block.valid_to = today
        block.save(update_fields=["valid_to"])
