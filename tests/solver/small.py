"""Halls small enough to see the answer, and the answer both halves of the rules give."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rosters.solver.check import Violation, check, penalty_of
from rosters.solver.cpsat import OPTIMAL, CpSolver
from rosters.solver.duties import Duties
from rosters.solver.model import build_model
from rosters.solver.problem import HISTORY_DAYS, Demand, Problem, Shift, Wish, Worker, weeks_of

MONDAY = date(2026, 3, 2)
DAY_SHIFT = Shift("D", "D", "middle", ((540, 1020),), 480)
EARLY_SHIFT = Shift("E", "E", "early", ((480, 960),), 480)
LATE_SHIFT = Shift("L", "L", "late", ((840, 1320),), 480)
NIGHT_SHIFT = Shift("N", "N", "night", ((1320, 1800),), 480)
LONG_SHIFT = Shift("X", "X", "long", ((480, 1200),), 720)
SPLIT_SHIFT = Shift("S", "S", "middle", ((480, 720), (1080, 1320)), 480)


def worker(id: str = "ann", may: str = "D", days: int = 7, history: str = "", **facts: Any) -> Worker:
    """A person of these shifts; `history` ends on the eve, one letter a day, a dot for a day off."""
    past = [None if letter == "." else letter for letter in history]
    return Worker(
        id=id,
        name=id.title(),
        is_manager=facts.pop("is_manager", False),
        levels=facts.pop("levels", {"counter": 1}),
        shifts=facts.pop("shifts", (frozenset(may),) * days),
        weekly_minutes=facts.pop("weekly_minutes", 2400),
        week_targets=facts.pop("week_targets", ()),
        history=(*[None] * (HISTORY_DAYS - len(past)), *past),
        **facts,
    )


def hall(
    *workers: Worker,
    rules: Mapping[str, dict[str, Any]],
    shifts: Sequence[Shift] = (DAY_SHIFT,),
    first_day: date = MONDAY,
    **facts: Any,
) -> Problem:
    """A week of these people, open from 9 to 17, with only these rules."""
    days = len(workers[0].shifts)
    weeks = len(list(weeks_of(first_day, days)))
    for person in workers:
        object.__setattr__(person, "week_targets", person.week_targets or (2400,) * weeks)
    return Problem(
        first_day=first_day,
        days=days,
        shifts=tuple(shifts),
        workers=workers,
        open=facts.pop("open", (((540, 1020),),) * days),
        demand=facts.pop("demand", ()),
        rules=dict(rules),
        **facts,
    )


def keen(*workers: Worker, shift: str | None = None) -> tuple[Wish, ...]:
    """Everybody wishes to work every day."""
    return tuple(Wish(person.id, day, shift, prefers=True) for person in workers for day in range(len(person.shifts)))


def needs(days: Sequence[int], start: int = 540, end: int = 1020, needed: int = 1, **facts: Any) -> list[Demand]:
    """The same demand on each of these days."""
    station = facts.pop("station", "counter")
    return [Demand(day, start, end, station, needed, **facts) for day in days]


def drawn(problem: Problem, **rows: str) -> Duties:
    """Duties from one letter a day for each worker, a dot for a day off."""
    cells = {(id, day): letter for id, row in rows.items() for day, letter in enumerate(row) if letter != "."}
    return Duties(problem, cells)


def picture(duties: Duties) -> dict[str, str]:
    """The duties as one letter a day for each worker."""
    problem = duties.problem
    return {
        person.id: "".join(duties.cells.get((person.id, day)) or "." for day in range(problem.days))
        for person in problem.workers
    }


def best(problem: Problem) -> Duties:
    """A cheapest roster by the model, on whose price and soundness the check agrees."""
    model = build_model(problem)
    solver = CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = 20
    assert solver.solve(model.cp) == OPTIMAL
    duties = model.x.duties_of(list(solver.response_proto.solution))
    assert broken(problem, duties) == []
    assert penalty_of(check(problem, duties)) == round(solver.objective_value)
    return duties


def is_possible(problem: Problem, duties: Duties) -> bool:
    """Whether the model allows these duties."""
    model = build_model(problem)
    model.x.fix(duties)
    return CpSolver().solve(model.cp) == OPTIMAL


def broken(problem: Problem, duties: Duties) -> list[Violation]:
    """The hard violations by the check."""
    return [violation for violation in check(problem, duties) if violation.is_hard]


def both_forbid(problem: Problem, **rows: str) -> bool:
    """Whether check and model forbid the drawn rows; they must agree."""
    duties = drawn(problem, **rows)
    is_broken = bool(broken(problem, duties))
    assert is_possible(problem, duties) != is_broken
    return is_broken


def price(problem: Problem, duties: Duties) -> int:
    """What the duties cost by the check, on which the model agrees."""
    model = build_model(problem)
    penalty = penalty_of(check(problem, duties))
    assert model.objective(model.x.complete_hint(duties)) == penalty
    return penalty


def cost(problem: Problem, **rows: str) -> int:
    """What the drawn rows cost, on which both halves agree."""
    return price(problem, drawn(problem, **rows))


def only(problem: Problem, **rows: str) -> Violation:
    """The one violation there is in the drawn rows."""
    (violation,) = check(problem, drawn(problem, **rows))
    return violation
