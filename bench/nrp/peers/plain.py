"""CP-SAT as it comes, for the peers that differ in their model alone."""

from bench.nrp.instance import Instance
from bench.nrp.peers import Budget, Found
from rosters.solver.cpsat import FEASIBLE, OPTIMAL, CpModel, CpSolver, IntVar

Cells = dict[tuple[str, int, str], IntVar]
"""Whether this person works this shift on this day."""


def solved(model: CpModel, instance: Instance, cells: Cells, budget: Budget) -> Found:
    """The default portfolio on this model, with the seconds that are left."""
    solver = CpSolver()
    solver.parameters.num_workers = budget.workers
    solver.parameters.random_seed = budget.seed
    built = budget.seconds - budget.left
    solver.parameters.max_time_in_seconds = budget.left
    status = solver.solve(model)
    has_roster = status in (OPTIMAL, FEASIBLE)
    return Found(
        status=solver.status_name(status).lower(),
        bound=round(solver.best_objective_bound) if has_roster else None,
        roster=roster_of(instance, solver, cells) if has_roster else None,
        build_seconds=round(built, 2),
    )


def roster_of(instance: Instance, solver: CpSolver, cells: Cells) -> dict[str, list[str]]:
    roster = {person.id: [""] * instance.days for person in instance.staff}
    for (person, day, shift), cell in cells.items():
        if solver.boolean_value(cell):
            roster[person][day] = shift
    return roster
