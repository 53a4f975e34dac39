"""The two halves of the rules agree: on what is forbidden, and to the unit on what it costs."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from rosters.solver.check import check, penalty_of
from rosters.solver.cpsat import INFEASIBLE, OPTIMAL, CpSolver
from rosters.solver.duties import Duties
from rosters.solver.model import build_model
from rosters.solver.problem import Problem
from rosters.solver.rules import RULES
from tests.strategies import duties_of, problems, rules

SOFT = [name for name, rule in RULES.items() if not rule.is_hard]
HARD = [name for name, rule in RULES.items() if rule.is_hard]


def exact_solver() -> CpSolver:
    solver = CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = 5
    return solver


def price_in_model(problem: Problem, duties: Duties) -> int | None:
    """The least objective with every cell as in the duties, None when the model forbids them."""
    model = build_model(problem)
    model.x.fix(duties)
    solver = exact_solver()
    status = solver.solve(model.cp)
    assert status in (OPTIMAL, INFEASIBLE)
    return round(solver.objective_value) if status == OPTIMAL else None


def price_in_check(problem: Problem, duties: Duties) -> int | None:
    """The checker's penalty, None when a hard rule is broken."""
    violations = check(problem, duties)
    return None if any(violation.is_hard for violation in violations) else penalty_of(violations)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_halves_agree_on_any_duties(data):
    problem = data.draw(problems(rules()))
    duties = data.draw(duties_of(problem))

    assert price_in_model(problem, duties) == price_in_check(problem, duties)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_halves_agree_on_the_price_when_nothing_is_forbidden(data):
    problem = replace(data.draw(problems()), rules={name: {} for name in SOFT})
    duties = data.draw(duties_of(problem))

    assert price_in_model(problem, duties) == penalty_of(check(problem, duties))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_each_hard_rule_forbids_in_both_halves_or_neither(data):
    name = data.draw(st.sampled_from(HARD))
    problem = replace(data.draw(problems(rules())), rules={name: {}})
    duties = data.draw(duties_of(problem))

    assert (price_in_model(problem, duties) is None) == bool(check(problem, duties))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_hint_completes_duties_to_a_tight_solution(data):
    problem = replace(data.draw(problems()), rules={name: {} for name in SOFT})
    duties = data.draw(duties_of(problem))
    model = build_model(problem)

    values = model.x.complete_hint(duties)

    for place, value in enumerate(values):
        model.cp.add(model.cp.get_int_var_from_proto_index(place) == value)
    assert exact_solver().solve(model.cp) == OPTIMAL
    assert model.objective(values) == penalty_of(check(problem, duties))
    assert model.x.duties_of(values).cells == duties.cells
