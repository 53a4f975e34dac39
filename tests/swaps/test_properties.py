"""Whatever people ask for and managers approve: shifts are handed on, never won or lost, and nothing is broken anew."""

from collections import Counter
from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rosters.models import Roster
from rosters.problem import duties_of, problem_of
from rosters.solver.check import check
from swaps import deciding
from swaps.asking import ask, take
from swaps.conditions import NotSwappable
from swaps.proposals import PARTNERS
from swaps.settling import settle
from tests.swaps.world import World, day, make_world

pytestmark = pytest.mark.django_db

PEOPLE = ["ann", "bob", "cat", "dan"]
DAYS = 6

rows = st.text(alphabet="EELLN.", min_size=DAYS, max_size=DAYS)
wishes = st.tuples(
    st.sampled_from(["cover", "exchange", "day_off", "ring", "open"]),
    st.permutations(PEOPLE),
    st.integers(0, DAYS - 1),
    st.none() | st.integers(0, DAYS - 1),
    st.booleans(),
)


def shifts_by_day(roster: Roster) -> dict:
    cells = roster.assignments.filter(shift_type__isnull=False).values_list("date", "shift_type")
    return {date: Counter(shift for on, shift in cells if on == date) for date, _ in cells}


def broken(roster: Roster) -> set:
    problem = problem_of(Roster.objects.select_related("hall").get(pk=roster.pk))
    found = check(problem, duties_of(roster, problem))
    return {(one.rule, one.worker, one.days) for one in found if one.is_hard}


def try_swap(
    world: World, kind: str, order: list[str], number: int, other: int | None, manager, *, undone: bool
) -> bool:
    asker, *rest = (world.people[code] for code in order)
    partners = rest[: PARTNERS[kind]]
    other_day = None if other is None else day(other)
    third_day = None if other is None or kind != "ring" else day((number + other) % DAYS)
    by = world.users[asker.code]
    swap = ask(kind, asker, day(number), partners, by=by, other_day=other_day, third_day=third_day)
    for partner in partners:
        deciding.agree(swap, partner, by=world.users[partner.code])
    if kind == "open":
        take(swap, rest[0], by=world.users[rest[0].code])
    done = deciding.approve(swap, by=manager)
    if undone:
        deciding.undo(swap, by=manager)
    else:
        settle(done.hold_until)
    return True


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(drawn=st.tuples(rows, rows, rows, rows), wanted=st.lists(wishes, min_size=1, max_size=8))
def test_no_sequence_of_swaps_wins_or_loses_a_shift_or_breaks_a_rule_anew(hall, manager, drawn, wanted):
    with transaction.atomic():
        world = make_world(hall, dict(zip(PEOPLE, drawn, strict=True)))
        shifts, was = shifts_by_day(world.roster), broken(world.roster)

        for kind, order, number, other, undone in wanted:
            with suppress(NotSwappable):
                try_swap(world, kind, order, number, other, manager, undone=undone)

            now = broken(world.roster)
            assert shifts_by_day(world.roster) == shifts
            assert [world.row(code) for code in PEOPLE] == [world.published_row(code) for code in PEOPLE]
            assert now <= was
            was = now
        transaction.set_rollback(True)


def test_the_sequences_above_hold_swaps_that_go_through(hall, manager):
    """The property would be empty if every request were refused."""
    world = make_world(hall, dict(zip(PEOPLE, ["EE..L.", "LL.E..", "..EE..", "......"], strict=True)))

    done = [
        try_swap(world, "exchange", ["ann", "bob"], 0, None, manager, undone=False),
        try_swap(world, "cover", ["ann", "dan"], 4, None, manager, undone=True),
        try_swap(world, "ring", ["ann", "bob", "cat"], 1, None, manager, undone=False),
        try_swap(world, "ring", ["cat", "ann", "bob"], 2, 4, manager, undone=False),
        try_swap(world, "open", ["bob", "dan"], 3, None, manager, undone=False),
    ]

    assert done == [True] * 5
