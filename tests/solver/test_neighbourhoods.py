import random

import pytest

from bench.made import made_hall
from rosters.solver.neighbourhoods import KINDS, Chooser, View


@pytest.fixture(scope="module")
def view() -> View:
    return View(made_hall(12))


@pytest.mark.parametrize("name", KINDS)
def test_kind_frees_cells_of_the_month_about_as_many_as_asked(view, name):
    dice = random.Random(1)

    for size in (12, 31, 62, 100, 10_000):
        cells = set(KINDS[name](view, size, dice))
        assert 0 < len(cells) <= view.people * view.days
        assert all(0 <= person < view.people and 0 <= day < view.days for person, day in cells)
        assert len(cells) <= max(size * 1.5, view.days)


@pytest.mark.parametrize("name", ["few_people", "unhappy_people"])
def test_whole_months_solved_outright_bring_two_people_s_next(view, name):
    chooser = Chooser(random.Random(1), largest=1000)

    for _ in range(10):
        size = round(chooser.records[name].size)
        chooser.learn(name, len(set(KINDS[name](view, size, chooser.dice))), 0, 0.1, True)

    assert len(set(KINDS[name](view, round(chooser.records[name].size), chooser.dice))) >= 2 * view.days


def test_what_is_not_solved_outright_is_tried_smaller(view):
    chooser = Chooser(random.Random(1), largest=1000)
    before = chooser.records["block"].size

    chooser.learn("block", 30, 0, 0.1, False)

    assert chooser.records["block"].size < before


def test_kind_that_gains_most_is_tried_most(view):
    chooser = Chooser(random.Random(1), largest=1000)
    for name in KINDS:
        chooser.learn(name, 30, 1000 if name == "block" else 10, 1.0, True)

    names = [chooser.choose(view)[0] for _ in range(200)]

    assert max(set(names), key=names.count) == "block"
    assert set(names) == set(KINDS)
