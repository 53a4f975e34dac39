"""A half of a rule that is dropped, or whose settings are off by one, is noticed by comparing the halves.

For every rule small halls are drawn until it has decided in one; a rule for which none is found fails.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from random import Random

import pytest

from rosters.solver.check import check, penalty_of
from rosters.solver.cpsat import INFEASIBLE, OPTIMAL, CpSolver
from rosters.solver.duties import Duties
from rosters.solver.model import build_model
from rosters.solver.problem import Problem
from rosters.solver.rules import RULES
from tests.solver.chance import any_duties, at_the_edge, some_duties, some_hall

VALUES: dict[str, dict[str, Sequence[int]]] = {
    "rest": {"least_minutes": (600, 601)},
    "consecutive-days": {"most": range(1, 7)},
    "protected": {"night_from": (1319, 1320), "night_to": (480, 481), "standard_day": (449, 450, 479, 480)},
    "overtime": {"standard_day": (480,), "day_most": (209, 210, 240), "month_most": (209, 210, 419, 420)},
    "weekly-hours": {"tolerance_minutes": range(500)},
    "time-bank": {"most_spend_minutes": range(1, 900)},
}
"""Where a setting that is no weight decides: for the shifts drawn here one more or one less matters."""

WEIGHTS = range(90)
TRIES, AGREEING = 6000, 60

SAID_BY_FORM = {"eligible"}
"""Rules whose half in the model is that there is no such variable: it cannot be dropped."""

Settings = dict[str, int]


@dataclass(frozen=True)
class Mutant:
    """What is wrong with one half: it is gone, or a setting is off by so much."""

    setting: str | None = None
    by: int = 0

    def of(self, settings: Settings) -> Settings | None:
        """The settings of the wrong half; None when there is no such value."""
        value = settings[self.setting or ""] + self.by
        return None if value < 0 else settings | {str(self.setting): value}

    def __str__(self) -> str:
        return f"{self.setting} {self.by:+d}" if self.setting else "dropped"


DROPPED = Mutant()


def mutants_of(name: str) -> Iterator[Mutant]:
    yield DROPPED
    for setting in fields(RULES[name]):
        yield from (Mutant(setting.name, -1), Mutant(setting.name, 1))


def some_case(random: Random, name: str) -> tuple[Problem, Duties]:
    """A hall with this rule alone, and duties in it; of a rule of form, duties that have any shift."""
    values = VALUES.get(name, {})
    chosen = {field.name: random.choice(values.get(field.name, WEIGHTS)) for field in fields(RULES[name])}
    problem = replace(some_hall(random, random.randint(1, 3), random.randint(1, 10)), rules={name: chosen})
    duties = (any_duties if name in SAID_BY_FORM else some_duties)(random, problem)
    problem = at_the_edge(random, problem, duties)
    return problem, Duties(problem, duties.cells)


def price_in_check(problem: Problem, duties: Duties) -> int | None:
    """The penalty by the check, None when it forbids the duties."""
    violations = check(problem, Duties(problem, duties.cells))
    return None if any(violation.is_hard for violation in violations) else penalty_of(violations)


def price_in_model(problem: Problem, duties: Duties) -> int | None:
    """The penalty by the model, None when it forbids the duties or has no way to say them."""
    model = build_model(problem)
    model.x.fix(duties)
    solver = CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = 5
    status = solver.solve(model.cp)
    assert status in (OPTIMAL, INFEASIBLE)
    if status == INFEASIBLE:
        return None
    said = model.x.duties_of(list(solver.response_proto.solution)).cells
    is_all = said == {cell: shift for cell, shift in duties.cells.items() if shift}
    return round(solver.objective_value) if is_all else None


def mutated(problem: Problem, mutant: Mutant) -> Problem | None:
    """The problem as a wrong half would take it."""
    if mutant == DROPPED:
        return replace(problem, rules={})
    ((name, whole),) = problem.rules.items()
    wrong = mutant.of(whole)
    return None if wrong is None else replace(problem, rules={name: wrong})


def is_noticed(problem: Problem, duties: Duties, mutant: Mutant) -> bool:
    """Whether the halves disagree, be the wrong one that of the check or that of the model."""
    wrong = mutated(problem, mutant)
    sound = price_in_check(problem, duties)
    if wrong is None or price_in_check(wrong, duties) == sound:
        return False
    assert price_in_model(problem, duties) == sound
    ((name, _),) = problem.rules.items()
    is_form = mutant == DROPPED and name in SAID_BY_FORM
    return is_form or price_in_model(wrong, duties) != sound


def survivors(name: str) -> set[Mutant]:
    """The mutants that no hall has shown."""
    random = Random(name)
    alive = set(mutants_of(name))
    for _ in range(TRIES):
        if not alive:
            break
        case = some_case(random, name)
        alive -= {mutant for mutant in alive if is_noticed(*case, mutant)}
    return alive


@pytest.mark.parametrize("name", RULES)
def test_halves_agree_near_the_edge(name):
    random = Random(f"{name} near the edge")

    for _ in range(AGREEING):
        problem, duties = some_case(random, name)
        assert price_in_model(problem, duties) == price_in_check(problem, duties)


@pytest.mark.parametrize("name", RULES)
def test_wrong_half_of_a_rule_is_noticed(name):
    assert {str(mutant) for mutant in survivors(name)} == set()
