from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..duties import Duties
from ..problem import Problem
from ..violation import Violation

if TYPE_CHECKING:
    from ..variables import Terms, Variables


@dataclass(frozen=True)
class Headcounts:
    """A shift type begins with as many people as its headcount wants, neither fewer nor more.

    Each head missing costs the headcount's price for that, each too many the other one.
    `amount` is the heads off; facts: `kind`, short or over; `shift`, the code; `needed`
    and `have`.
    """

    name: ClassVar[str] = "headcounts"
    is_hard: ClassVar[bool] = False

    def violations(self, problem: Problem, duties: Duties) -> Iterator[Violation]:
        for row in problem.headcounts:
            have = len(duties.begun.get(row.day, {}).get(row.shift, ()))
            missing = row.needed - have
            price = missing * row.short if missing > 0 else -missing * row.over
            if price:
                facts = {
                    "kind": "short" if missing > 0 else "over",
                    "shift": problem.shift_by_id[row.shift].code,
                    "needed": row.needed,
                    "have": have,
                }
                yield Violation(self.name, penalty=price, days=(row.day,), amount=abs(missing), facts=facts)

    def constrain(self, problem: Problem, x: "Variables") -> "Terms":
        terms: Terms = []
        for row in problem.headcounts:
            literals = [x.has(worker, row.day, row.shift) for worker in problem.workers]
            heads: Terms = [(literal, 1) for literal in literals if literal.index != x.zero.index]
            missing = x.at_least([x.sum_of([(literal, -1) for literal, _ in heads], row.needed)])
            terms.append((missing, row.short + row.over))
            terms += [(literal, row.over) for literal, _ in heads]
            terms.append((x.one, -row.needed * row.over))
        return terms
