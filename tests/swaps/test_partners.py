"""With whom a shift can be swapped, in which order, and who could not."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import translation

from rosters.models import RuleSettings, Wish
from rosters.problem import duties_of, problem_of
from rosters.solver.check import check
from staff.models import Absence
from swaps.offerpage import OfferPage
from swaps.partners import Offer, Search
from swaps.proposals import Proposal
from tests import make
from tests.swaps.world import NEXT, World, day, make_world

pytestmark = pytest.mark.django_db


def partners(offers: list[Offer]) -> list[str]:
    return [" ".join(person.code for person in offer.proposal.partners) for offer in offers]


def shifts_in(proposal: Proposal, side: str) -> Counter[tuple[date, int]]:
    """Which shifts stand in the cells of the proposal on each day, before or after it."""
    values = [(move.date, getattr(move, side)) for move in proposal.moves]
    return Counter((on, value.shift_type.pk) for on, value in values if value.shift_type)


def search(world: World, code: str, number: int) -> Search:
    return Search(world.hall, world.people[code], day(number))


def test_those_who_are_off_can_cover_and_those_who_work_otherwise_can_exchange(hall):
    world = make_world(hall, {"ann": "E", "bob": "L", "cat": ".", "dan": "E"})

    found = search(world, "ann", 0).offers()

    assert (partners(found.exchanges), partners(found.covers)) == (["bob"], ["cat"])


def test_partner_without_enough_rest_is_not_offered_and_it_is_said_why(hall):
    world = make_world(hall, {"ann": ".E", "bob": "N.", "cat": ".."})

    found = search(world, "ann", 1).offers()
    with translation.override("en"):
        barred = dict(OfferPage(world.people["ann"], day(1)).barred)

    assert partners(found.covers) == ["cat"]
    assert "h of rest" in barred["Bob"]


def test_partner_on_leave_is_barred_and_colleagues_do_not_read_why(hall):
    world = make_world(hall, {"ann": "E", "bob": "."})
    Absence.objects.create(employee=world.people["bob"], first_day=day(0), last_day=day(0), state="approved")

    with translation.override("en"):
        colleagues = OfferPage(world.people["ann"], day(0)).barred
        managers = OfferPage(world.people["ann"], day(0), is_emergency=True).barred

    assert colleagues == [("Bob", "Bob is not available for it.")]
    assert "is away" in managers[0][1]


def test_time_off_in_lieu_is_not_handed_on(hall):
    world = make_world(hall, {"ann": "E", "bob": "-"})
    make.assignment(world.roster, world.people["bob"], day(0), day_off="lieu")
    make.publish(world.roster)

    assert search(world, "ann", 0).offers().all == []


def test_who_wished_to_be_off_comes_last(hall):
    world = make_world(hall, {"ann": "E", "bob": ".", "cat": "."})
    Wish.objects.create(employee=world.people["bob"], date=day(0), prefers=False, strength=3)

    assert partners(search(world, "ann", 0).offers().covers) == ["cat", "bob"]


def test_who_wished_for_the_shift_comes_first(hall):
    world = make_world(hall, {"ann": "E", "bob": ".", "cat": "."})
    Wish.objects.create(employee=world.people["cat"], date=day(0), shift_type=world.shifts["E"], prefers=True)

    assert partners(search(world, "ann", 0).offers().covers) == ["cat", "bob"]


def test_day_off_is_changed_with_those_who_work_on_it(hall):
    world = make_world(hall, {"ann": "E.", "bob": ".L", "cat": ".."})

    found = search(world, "ann", 0).offers(instead=day(1))

    assert partners(found.days_off) == ["bob"]


def test_pinned_cells_bind_builds_and_not_people(hall):
    world = make_world(hall, {"ann": "E", "bob": "."})
    world.roster.assignments.update(is_pinned=True)

    assert partners(search(world, "ann", 0).offers().covers) == ["bob"]


def test_ring_is_offered_when_no_pair_fits(hall):
    """Only those who know the late shift may work it: Ann's early goes to Bob, his late to Cat, who is off."""
    world = make_world(hall, {"ann": "E", "bob": "L", "cat": "."})
    world.shifts["E"].only_for.set([world.people["ann"], world.people["bob"]])
    world.shifts["L"].only_for.set([world.people["bob"], world.people["cat"]])

    found = search(world, "ann", 0).offers()

    assert (found.pairs, partners(found.rings)) == ([], ["bob cat"])


def test_cost_of_an_offer_is_what_the_checker_says_of_the_whole_roster(hall):
    world = make_world(hall, {"ann": "EELL..E", "bob": "LL.EEE.", "cat": "..EE.LL", "dan": "E.L.E.L"})
    make.demand(hall.stations.get(), 2)

    for offer in search(world, "ann", 0).offers(instead=day(4)).all:
        problem = problem_of(world.roster)
        before = duties_of(world.roster, problem)
        cells = {
            (move.employee.code, (move.date - NEXT).days): str(move.after.shift_type.pk)
            if move.after.shift_type
            else None
            for move in offer.proposal.moves
        }
        costs = [sum(one.penalty for one in check(problem, duties)) for duties in (before, before.changed(cells))]
        assert offer.ruling.cost == costs[1] - costs[0]
        assert shifts_in(offer.proposal, "before") == shifts_in(offer.proposal, "after")


def test_rest_is_kept_across_the_months_edge(hall):
    """Bob is off on the last day and works early on the first: the night before is not for him."""
    world = make_world(hall, {"ann": "", "bob": "E", "cat": "."})
    last = NEXT - timedelta(days=1)
    before = make.roster(hall, last.replace(day=1))
    make.assignment(before, world.people["ann"], last, world.shifts["N"])
    make.publish(before)

    found = Search(hall, world.people["ann"], last).offers()

    assert (partners(found.covers), partners(found.barred)) == (["cat"], ["bob"])


def test_shift_on_both_sides_of_the_months_edge_is_judged_as_one(hall):
    """Ann's night of the last day for Bob's early of the first: alone, either half would leave too little rest."""
    world = make_world(hall, {"ann": ".", "bob": "E"})
    last = NEXT - timedelta(days=1)
    before = make.roster(hall, last.replace(day=1))
    make.assignment(before, world.people["ann"], last, world.shifts["N"])
    make.publish(before)

    found = Search(hall, world.people["ann"], last).offers(instead=NEXT)

    assert (partners(found.covers), partners(found.days_off)) == ([], ["bob"])


def test_colleagues_do_not_read_how_much_others_have_worked(hall):
    world = make_world(hall, {"ann": "EELL..E", "bob": "LLLLEE.", "cat": "..EE.LL", "dan": "E.L.E.L"})
    RuleSettings.objects.update(weight_early=9000, weight_late=9000)

    with translation.override("en"):
        lines = [line.text for group in OfferPage(world.people["ann"], day(0)).groups for line in group.lines]
        managers = [
            line.text
            for group in OfferPage(world.people["ann"], day(0), is_emergency=True).groups
            for line in group.lines
        ]

    told = ("fair share", "than the others", "above target", "below target")
    assert [text for text in lines if any(word in text for word in told)] == []
    assert [text for text in managers if any(word in text for word in told)] != []


def test_ring_is_judged_as_a_whole_roster_is(hall):
    world = make_world(hall, {"ann": "EELL.", "bob": "LL.EE", "cat": "..EE.", "dan": "E.L.E"})
    make.demand(hall.stations.get(), 2)

    rings = search(world, "ann", 0).rings()

    assert rings != []
    assert [one.ruling.broken for one in rings] == [[]] * len(rings)
    assert [one.rank for one in rings] == sorted(one.rank for one in rings)
