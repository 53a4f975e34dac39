"""With whom a shift can be swapped, in which order, and who could not."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from rosters.models import PersonLimits, RuleSettings, Wish
from rosters.problem import duties_of, problem_of
from rosters.solver.check import check
from staff.models import Absence
from swaps import deciding
from swaps.judging import JudgedRoster
from swaps.models import SwapRequest
from swaps.offerpage import OfferPage
from swaps.partners import Offer, Search
from swaps.proposals import Proposal
from swaps.settling import settle
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


def test_other_days_off_are_looked_at_before_a_ring_is(hall):
    """Nobody else may work Ann's early on its day but Bob, who is off then and works on a day off of hers."""
    world = make_world(hall, {"ann": "E.", "bob": ".E", "cat": "LL"})
    world.shifts["E"].only_for.set([world.people["ann"], world.people["bob"]])
    most_a_week(world, "bob", minutes=480)

    found = search(world, "ann", 0).offers()

    assert (partners(found.covers), partners(found.exchanges)) == ([], [])
    assert (partners(found.days_off), found.rings) == (["bob"], [])


def most_a_week(world: World, code: str, minutes: int) -> None:
    """No more than so many minutes in the month, so that nobody takes a shift without giving one."""
    PersonLimits.objects.create(employee=world.people[code], most_minutes=minutes)


@pytest.fixture
def chained(hall) -> World:
    """Who works what can go round in one way alone: Ann's early to Bob, his late to Cat, her night to Ann.

    Bob and Cat hold theirs on days on which Ann is off or may not work them, and each may work one shift.
    """
    world = make_world(hall, {"ann": "E..", "bob": ".L.", "cat": "..N"})
    for letter, codes in {"E": ("ann", "bob"), "L": ("bob", "cat"), "N": ("cat", "ann")}.items():
        world.shifts[letter].only_for.set([world.people[code] for code in codes])
    for code in ("ann", "bob", "cat"):
        most_a_week(world, code, minutes=480)
    return world


def test_ring_across_days_is_offered_when_none_of_the_day_fits(chained, manager):
    found = search(chained, "ann", 0).offers()
    with translation.override("en"):
        (line,) = next(group.lines for group in OfferPage(chained.people["ann"], day(0)).groups)

    (ring,) = found.rings
    assert (found.pairs, partners([ring])) == ([], ["bob cat"])
    assert ring.proposal.keeps_every_shift
    assert line.key == f"ring:bob,cat:{day(1)},{day(2)}"
    assert "Bob" in line.text
    assert "E → day off" not in line.text


def test_ring_across_days_is_asked_agreed_to_and_approved(client, chained, manager):
    ann, partners = chained.people["ann"], [chained.people["bob"], chained.people["cat"]]
    client.force_login(ann.user)
    (line,) = OfferPage(ann, day(0)).groups[0].lines

    for _ in range(2):
        client.post(reverse("swaps:offers", args=[day(0)]), {"offer": line.key})
    swap = SwapRequest.objects.get()
    for person in partners:
        deciding.agree(swap, person, by=person.user)
    settle(deciding.approve(swap, by=manager).hold_until)

    assert [chained.published_row(code, 3) for code in ("ann", "bob", "cat")] == ["..N", "E..", ".L."]


def test_third_of_a_ring_across_days_may_be_off_and_give_nothing(hall):
    """Bob may work Ann's early if Cat, who is off, takes his late of the next day."""
    world = make_world(hall, {"ann": "E.", "bob": ".L", "cat": ".."})
    world.shifts["E"].only_for.set([world.people["ann"], world.people["bob"]])
    world.shifts["L"].only_for.set([world.people["bob"], world.people["cat"]])
    most_a_week(world, "bob", minutes=480)

    (ring,) = search(world, "ann", 0).offers().rings

    assert partners([ring]) == ["bob cat"]
    assert {(move.employee.code, move.date, move.after.text) for move in ring.proposal.moves} == {
        ("ann", day(0), "rest"),
        ("bob", day(0), "E"),
        ("bob", day(1), "rest"),
        ("cat", day(1), "L"),
    }


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


def test_search_ends_after_so_many_trials_and_gives_one_answer(hall, monkeypatch):
    """Ann's shift is for her alone, so that every pair and every ring is looked for in vain."""
    others = {f"p{n:02}": "L.LL.LLL.LL.LLL"[n % 5 :] for n in range(20)}
    world = make_world(hall, {"ann": ".......E.......", **others})
    world.shifts["E"].only_for.set([world.people["ann"]])
    for module in ("partners", "rings"):
        monkeypatch.setattr(f"swaps.{module}.TRIALS", 30)
    trials, trial = [], JudgedRoster.trial
    monkeypatch.setattr(JudgedRoster, "trial", lambda judged, moves: trials.append(moves) or trial(judged, moves))

    found = [search(world, "ann", 7).offers().all for _ in range(2)]

    assert found == [[], []]
    assert len(trials) // 2 <= len(others) + 4 * 30


def test_search_that_runs_out_offers_the_same_again(hall, monkeypatch):
    world = make_world(hall, {"ann": "EELL.", "bob": "LL.EE", "cat": "..EE.", "dan": "E.L.E"})
    make.demand(hall.stations.get(), 2)
    monkeypatch.setattr("swaps.rings.TRIALS", 5)

    found = [partners(search(world, "ann", 0).rings()) for _ in range(2)]

    assert found[0] == found[1] != []
