"""Months in addresses."""

from datetime import date


class MonthConverter:
    """`2026-03` in the address is the first day of that month in the view."""

    regex = r"20[0-9]{2}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(f"{value}-01")

    def to_url(self, value: date) -> str:
        return f"{value:%Y-%m}"
