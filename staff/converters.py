"""Dates in addresses."""

from datetime import date


class DayConverter:
    """`2026-03-01` in the address is that date in the view; no such date is a 404."""

    regex = r"20[0-9]{2}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()
