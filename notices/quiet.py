"""Quiet hours: when somebody may be disturbed again."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_until(moment: datetime, quiet: tuple[time, time] | None, zone: str) -> datetime | None:
    """The end of the quiet hours that `moment` lies in, on that zone's clock; None outside of them.

    The hours begin with the first time and end before the second, next day when that is the smaller.
    """
    if quiet is None:
        return None
    local = moment.astimezone(ZoneInfo(zone))
    begins, ends = quiet
    clock = local.time()
    if begins < ends:
        return at(local, ends) if begins <= clock < ends else None
    if clock >= begins:
        return at(local + timedelta(days=1), ends)
    return at(local, ends) if clock < ends else None


def at(day: datetime, clock: time) -> datetime:
    """The moment at which the day's clock shows this; where a clock change leaves it out, the one after the gap."""
    return day.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0).astimezone(UTC)
