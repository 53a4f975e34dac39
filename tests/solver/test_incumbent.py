"""The best roster so far, and what the search is told of it."""

from rosters.solver.incumbent import Incumbent
from rosters.solver.model import build_model
from rosters.solver.problem import Headcount, Wish
from tests.solver.small import drawn, hall, worker

BOTH_WANT_MONDAY_OFF = hall(
    worker(),
    worker("bob"),
    rules={"eligible": {}, "headcounts": {}, "wishes": {}},
    headcounts=(Headcount(0, "D", 1, 500),),
    wishes=(Wish("ann", 0, None, prefers=False), Wish("bob", 0, None, prefers=False)),
)


def begun(**rows: str) -> Incumbent:
    incumbent = Incumbent(build_model(BOTH_WANT_MONDAY_OFF), lambda: 0.0)
    incumbent.start(drawn(BOTH_WANT_MONDAY_OFF, **rows))
    return incumbent


def move_to(incumbent: Incumbent, **rows: str) -> None:
    state = incumbent.state_of(drawn(BOTH_WANT_MONDAY_OFF, **rows))
    assert state is not None
    incumbent.take(state, incumbent.state)


def blamed(incumbent: Incumbent) -> list[str | None]:
    return [fault.worker for fault in incumbent.faults]


def test_faults_are_those_of_the_roster_the_search_has_come_to_though_it_costs_as_much():
    incumbent = begun(ann="D")
    assert blamed(incumbent) == ["ann"]

    move_to(incumbent, bob="D")

    assert not incumbent.judge()
    assert blamed(incumbent) == ["bob"]
    assert incumbent.judged.duties.cells == {("ann", 0): "D"}


def test_better_roster_is_judged_once_and_one_that_costs_more_is_not_taken():
    incumbent = begun()
    assert incumbent.judged.penalty == 500

    move_to(incumbent, bob="D")

    assert incumbent.judge()
    assert incumbent.judged.penalty == incumbent.state.cost < 500
    assert not incumbent.judge()
    move_to(incumbent)
    assert incumbent.state is incumbent.judged.state
