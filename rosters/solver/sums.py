"""Linear sums over the model's variables, whose values can be worked out without the solver."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .cpsat import IntVar, LinearExpr
from .duties import Duties

Terms = list[tuple[IntVar, int]]


class Sum(NamedTuple):
    """A linear expression whose value can be worked out without the solver."""

    terms: Terms
    constant: int = 0

    def expression(self) -> LinearExpr:
        return LinearExpr.weighted_sum([var for var, _ in self.terms], [by for _, by in self.terms]) + self.constant

    def value(self, values: Sequence[int]) -> int:
        return self.constant + sum(values[var.index] * by for var, by in self.terms)

    def less(self, amount: int) -> "Sum":
        return Sum(self.terms, self.constant - amount)

    def negated(self) -> "Sum":
        return Sum([(var, -by) for var, by in self.terms], -self.constant)


@dataclass(frozen=True)
class Vector:
    """A solution being completed: the duties, and the values of the variables so far."""

    duties: Duties
    values: list[int]


Value = Callable[[Vector], int]
