"""Months in addresses."""

from datetime import date


class MonthConverter:
    """`2026-03` in the address is the first day of that month in the view.

    The century's first month and its last have an address, so that pages can lead there, but no page of their
    own: that would lead to a month before or after.
    """

    regex = r"20[0-9]{2}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> date:
        if value in ("2000-01", "2099-12"):
            raise ValueError(value)
        return date.fromisoformat(f"{value}-01")

    def to_url(self, value: date) -> str:
        return f"{value:%Y-%m}"
