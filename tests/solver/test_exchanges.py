"""What exchanging cells alone brings a leaning: its own figure, no broken rule, no pin moved."""

import pytest

from bench.made import made_hall
from rosters.solver.alternatives import EXCHANGES, LEANINGS, OWN, leaning
from rosters.solver.check import check, penalty_of
from rosters.solver.construct import first_duties
from rosters.solver.duties import Duties
from rosters.solver.exchanges import exchanged, for_wishes
from rosters.solver.figures import figures_of
from rosters.solver.problem import Pin, Wish
from tests.solver.small import DAY_SHIFT, LATE_SHIFT, broken, drawn, hall, picture, worker

SHIFTS = (DAY_SHIFT, LATE_SHIFT)


@pytest.fixture(scope="module")
def month() -> Duties:
    problem = made_hall(12)
    return first_duties(problem, None)


@pytest.mark.parametrize("name", LEANINGS)
def test_exchanges_bring_a_leaning_what_it_is_after(month, name):
    problem = month.problem
    leant = leaning(problem, name)

    found = Duties(problem, exchanged(leant, Duties(leant, month.cells), EXCHANGES[name]).cells)

    assert OWN[name](figures_of(problem, found)) < OWN[name](figures_of(problem, month))
    assert penalty_of(check(leant, Duties(leant, found.cells))) < penalty_of(check(leant, Duties(leant, month.cells)))
    assert broken(problem, found) == []


def test_wish_is_granted_by_whoever_can_take_the_shift():
    people = (worker("ann", "DL"), worker("bob", "D"), worker("cat", "DL"))
    problem = hall(*people, shifts=SHIFTS, rules={"wishes": {}}, wishes=(Wish("ann", 0, "D", prefers=True),))

    found = exchanged(problem, drawn(problem, ann="L......", bob="D......", cat="D......"), for_wishes)

    assert picture(found) == {"ann": "D......", "bob": "D......", "cat": "L......"}


def test_every_try_is_told_so_that_a_worker_shows_that_he_lives():
    people = (worker("ann", "DL"), worker("bob", "D"), worker("cat", "DL"))
    problem = hall(*people, shifts=SHIFTS, rules={"wishes": {}}, wishes=(Wish("ann", 0, "D", prefers=True),))
    tries: list[int] = []

    exchanged(problem, drawn(problem, ann="L......", bob="D......"), for_wishes, lambda: tries.append(1))

    assert tries


def test_pinned_cell_is_not_exchanged():
    pins = (Pin("bob", 0, "D"),)
    rules = {"wishes": {}, "pins": {}}
    wishes = (Wish("ann", 0, None, prefers=True),)
    problem = hall(worker("ann"), worker("bob"), rules=rules, pins=pins, wishes=wishes)
    stands = drawn(problem, bob="D......")

    assert exchanged(problem, stands, for_wishes).cells == stands.cells
