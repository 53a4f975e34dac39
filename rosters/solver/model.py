"""A problem as one CP-SAT model."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from .cpsat import CpModel, IntVar, LinearExpr
from .problem import Problem
from .rules import rules_of
from .variables import Terms, Variables


@dataclass(frozen=True)
class Model:
    """The model of a problem, its variables, and each soft rule's share of the objective."""

    problem: Problem
    cp: CpModel
    x: Variables
    terms: dict[str, Terms]

    def objective_by_rule(self, values: Sequence[int]) -> dict[str, int]:
        """What each soft rule costs in a solution, given as the values of all variables in order."""
        return {name: sum(values[var.index] * price for var, price in terms) for name, terms in self.terms.items()}

    def objective(self, values: Sequence[int]) -> int:
        return sum(self.objective_by_rule(values).values())


class Abandoned(Exception):
    """Nobody waits for the model any more."""


def build_model(
    problem: Problem, names: Collection[str] | None = None, is_over: Callable[[], bool] = lambda: False
) -> Model:
    """The model with all the problem's rules, or only those of these names, objective set.

    `is_over` is asked before each rule; raises Abandoned when it is. Raises ValueError when the
    problem names an unknown rule or setting.
    """
    cp = CpModel()
    x = Variables(cp, problem)
    terms: dict[str, Terms] = {}
    for rule in rules_of(problem):
        if is_over():
            raise Abandoned
        if names is None or rule.name in names:
            prices = rule.constrain(problem, x)
            if not rule.is_hard:
                terms[rule.name] = list(prices)
    priced = merged(term for prices in terms.values() for term in prices)
    cp.minimize(LinearExpr.weighted_sum([var for var, _ in priced], [price for _, price in priced]))
    return Model(problem, cp, x, terms)


def merged(terms: Iterable[tuple[IntVar, int]]) -> Terms:
    """The terms with each variable once, those that cost nothing left out."""
    prices: dict[int, int] = {}
    variables = {}
    for var, price in terms:
        variables[var.index] = var
        prices[var.index] = prices.get(var.index, 0) + price
    return [(variables[index], price) for index, price in prices.items() if price]
