"""The benchmark's own rules, one small case by hand for each."""

from dataclasses import replace

import pytest

from bench.nrp.instance import Cover, Instance, Request, Shift, Staff
from bench.nrp.score import Score, judge

ANN = Staff(
    id="ann",
    shift_most={"E": 14, "L": 14},
    most_minutes=9999,
    least_minutes=0,
    most_run=14,
    least_run=0,
    least_rest=0,
    most_weekends=2,
    days_off=frozenset(),
)
TWO_WEEKS = Instance(
    name="made",
    days=14,
    shifts=(Shift("E", 480, frozenset()), Shift("L", 300, frozenset({"E"}))),
    staff=(ANN,),
    on=(),
    off=(),
    cover=(),
)


def row(picture: str) -> list[str]:
    """One letter a day, a dot for a day off; a space parts the weeks."""
    return [cell.replace(".", "") for cell in picture.replace(" ", "")]


def broken(picture: str, **limits: object) -> list[str]:
    """What is broken when ann has these limits and works these shifts."""
    instance = replace(TWO_WEEKS, staff=(replace(ANN, **limits),))
    return judge(instance, {"ann": row(picture)}).broken


def test_empty_roster_breaks_nothing_and_costs_nothing():
    assert judge(TWO_WEEKS, {"ann": row("....... .......")}) == Score(0, [])


@pytest.mark.parametrize(
    ("limits", "fine", "wrong", "says"),
    [
        ({"days_off": frozenset({3})}, "EEE.EEE .......", "...E... .......", "works on day off 3"),
        ({"most_minutes": 780}, "EL..... .......", "EEL.... .......", "1260 minutes, not 0 to 780"),
        ({"least_minutes": 600}, "LL..... .......", "E...... .......", "480 minutes, not 600 to 9999"),
        ({"shift_most": {"E": 1, "L": 9}}, "ELL.... .......", "ELL.E.. .......", "2 times E, not at most 1"),
        ({"most_weekends": 1}, ".....EE E......", ".....E. ......E", "2 weekends, not at most 1"),
        ({"most_run": 2}, "EE.EE.. .....EE", "EE.EEE. .......", "3 shifts in a row from day 3, not at most 2"),
        ({"most_run": 2}, "EE..... .......", "EEE.... .......", "3 shifts in a row from day 0, not at most 2"),
        ({"least_run": 2}, "E..EE.. ......E", "...E... .......", "1 shifts in a row from day 3, not at least 2"),
        ({"least_rest": 2}, ".EE..EE EEEEEE.", "EE.EEE. .......", "1 days off in a row from day 2, not at least 2"),
        ({}, "EEL.E.. .......", "EELE... .......", "E on day 3 right after L"),
    ],
)
def test_rule_is_kept_and_broken(limits, fine, wrong, says):
    assert broken(fine, **limits) == []
    assert broken(wrong, **limits) == [f"ann: {says}"]


def test_weekend_cut_by_the_horizon_counts():
    instance = replace(TWO_WEEKS, days=6, staff=(replace(ANN, most_weekends=0),))

    assert judge(instance, {"ann": row(".....E")}).broken == ["ann: 1 weekends, not at most 0"]


def test_wish_for_a_shift_costs_unless_she_has_it():
    instance = replace(
        TWO_WEEKS, on=(Request("ann", 0, "E", 2), Request("ann", 1, "E", 30), Request("ann", 2, "E", 400))
    )

    assert judge(instance, {"ann": row("EL..... .......")}).objective == 430


def test_wish_against_a_shift_costs_when_she_has_it():
    instance = replace(
        TWO_WEEKS, off=(Request("ann", 0, "E", 2), Request("ann", 1, "E", 30), Request("ann", 2, "E", 400))
    )

    assert judge(instance, {"ann": row("EL..... .......")}).objective == 2


@pytest.mark.parametrize(("rows", "price"), [("...", 200), ("E..", 100), ("EEL", 0), ("EEE", 7)])
def test_cover_costs_for_each_head_missing_and_beyond(rows, price):
    staff = tuple(replace(ANN, id=id) for id in "abc")
    instance = replace(TWO_WEEKS, days=1, staff=staff, cover=(Cover(0, "E", 2, 100, 7),))

    assert judge(instance, dict(zip("abc", map(row, rows), strict=True))).objective == price


def test_misshapen_roster_is_broken():
    staff = (ANN, replace(ANN, id="bob"))
    instance = replace(TWO_WEEKS, days=2, staff=staff, on=(Request("ann", 1, "E", 5),))

    found = judge(instance, {"ann": ["X"], "eve": ["E", ""]})

    assert found == Score(
        5, ["eve: not on the staff", "bob: has no row", "ann: 1 days, not 2", "ann: no shift 'X' on day 0"]
    )
