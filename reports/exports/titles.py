"""Names of sheets: what Excel allows, and none twice."""

import re

LONGEST = 31
FORBIDDEN = re.compile(r"[\\/*?:\[\]\x00-\x1f]")


class Titles:
    """Hands out names that no other sheet of the workbook has; Excel makes no difference between small and capital."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def free(self, wanted: str) -> str:
        """The name as far as it may be had, with a number behind it when it is taken."""
        clean = FORBIDDEN.sub(" ", wanted).strip().strip("'") or "-"
        name, number = clean[:LONGEST], 1
        while name.casefold() in self.taken:
            number += 1
            suffix = f" ({number})"
            name = clean[: LONGEST - len(suffix)] + suffix
        self.taken.add(name.casefold())
        return name
