"""Who can stand where: the checker's placement and the model's arithmetic find the same number missing."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from rosters.solver.placing import placed
from rosters.solver.shortage import closed_sets, islands

STATIONS = 5
skills = st.integers(0, 2**STATIONS - 1)
crowds = st.lists(st.tuples(skills, st.integers(0, 4)), max_size=6)
wants = st.lists(st.integers(0, 5), min_size=STATIONS, max_size=STATIONS)


def most_met(crowd, wanted):
    """By trying every station for every person, how many needs can be met."""
    people = [[place for place in range(STATIONS) if bits >> place & 1] for bits, heads in crowd for _ in range(heads)]
    states = {tuple(wanted)}
    for person in people:
        states |= {
            (*state[:place], state[place] - 1, *state[place + 1 :])
            for state, place in product(states, person)
            if state[place]
        }
    return sum(wanted) - min(map(sum, states))


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(skills, st.integers(0, 2)), max_size=5), st.lists(st.integers(0, 3), min_size=5, max_size=5))
def test_placement_meets_as_much_as_can_be(crowd, wanted):
    met = placed(crowd, [(1 << place, amount) for place, amount in enumerate(wanted)])

    assert sum(met) == most_met(crowd, wanted)
    assert all(0 <= have <= amount for have, amount in zip(met, wanted, strict=True))


@settings(deadline=None)
@given(crowds, wants, st.integers(1, STATIONS))
def test_placement_never_gives_up_an_earlier_need(crowd, wanted, count):
    needs = [(1 << place, amount) for place, amount in enumerate(wanted)]

    assert placed(crowd, needs)[:count] == placed(crowd, needs[:count])


@settings(deadline=None)
@given(crowds, wants)
def test_closed_sets_are_enough_to_find_the_missing(crowd, wanted):
    people = {f"{place}": bits for place, (bits, _) in enumerate(crowd)}
    heads = {f"{place}": amount for place, (_, amount) in enumerate(crowd)}
    needed: dict[frozenset[str], int] = {}
    for place, amount in enumerate(wanted):
        able = frozenset(id for id, bits in people.items() if bits >> place & 1)
        needed[able] = needed.get(able, 0) + amount

    missing = sum(
        max(
            0,
            *(
                sum(needed[need] for need in needs) - sum(heads[id] for id in frozenset().union(*needs))
                for needs in closed_sets(island)
            ),
        )
        for island in islands(frozenset(needed))
    )

    assert missing == sum(wanted) - sum(placed(crowd, [(1 << place, n) for place, n in enumerate(wanted)]))


def test_closed_sets_are_as_few_as_the_ways_to_be_skilled():
    everybody = frozenset(f"w{n}" for n in range(30))
    needs = frozenset({everybody, frozenset({"w1", "w2"}), frozenset({"w1"})})

    assert {len(needs) for needs in closed_sets(needs)} == {1, 2, 3}
    assert len(closed_sets(needs)) == 3


def test_islands_share_nobody():
    one, two, both = frozenset({"a"}), frozenset({"b", "c"}), frozenset({"a", "b"})

    assert islands(frozenset({one, two})) == [frozenset({one}), frozenset({two})]
    assert islands(frozenset({one, two, both})) == [frozenset({one, two, both})]
