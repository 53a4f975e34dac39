"""The table says what the judge says, and says so when there is nothing to say."""

import argparse

import pytest

from bench.nrp.instance import read
from bench.nrp.table import best_known, files_of, mean_of, names, our_cells, peer_cell, run
from bench.nrp.trials import Trial, verified
from tests.bench.made import BEST, SMALL

ROSTER = {"ann": ["", "L", "L", "", "", "", ""], "bob": ["", "E", "E", "", "", "", ""]}


def said(**other: object) -> dict[str, object]:
    return {"roster": ROSTER, "objective": BEST, "bound": 4, "seconds": 1.5, "peak_mb": 90.0} | other


def test_sound_roster_counts_with_the_judges_objective():
    assert verified(read(SMALL), said()) == Trial(BEST, 4, 1.5, 90.0)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"objective": 3}, "says 3, is 5"),
        ({"roster": ROSTER | {"bob": ["E", "E", "E", "", "E", "E", ""]}}, "broken: bob: 1 weekends, not at most 0"),
        ({"roster": None}, "no roster"),
    ],
)
def test_unsound_roster_counts_for_nothing(other, why):
    assert verified(read(SMALL), said(**other)) == Trial(None, why=why)


def test_best_known_is_the_upper_bound_of_the_readme(tmp_path):
    (tmp_path / "README.md").write_text(
        "| instance | best |\n| --- | --- |\n| 7 | 20 | 1056 |\n| 22 | 50 | 30240 / 30244 |\n"
    )

    assert best_known(tmp_path) == {7: 1056, 22: 30244}
    assert best_known(tmp_path / "elsewhere") == {}


def test_files_come_in_the_order_of_their_numbers(tmp_path):
    for number in (10, 2, 1):
        (tmp_path / f"Instance{number}.txt").touch()

    assert list(files_of(tmp_path, None)) == [1, 2, 10]
    assert list(files_of(tmp_path, (10, 2, 7))) == [2, 10]


def test_folder_without_instances_is_told(tmp_path):
    assert run(["--folder", str(tmp_path)]).startswith(f"No instances in {tmp_path}")


def test_our_cells_are_median_ratio_spread_bound_and_memory():
    ratios: list[float] = []
    trials = [Trial(objective, bound, 1, 200) for objective, bound in [(110, 90), (102, 95.4), (104, 93)]]

    assert our_cells(trials, 100, ratios) == ["104", "1.040", "102–110", "95", "200"]
    assert ratios == [1.04]


def test_seed_without_a_roster_is_told():
    trials = [Trial(110, 90, 1, 200), Trial(None, why="no roster")]

    assert our_cells(trials, 100, []) == ["1 of 2 seeds: no roster", "", "110–110", "", ""]


def test_peer_without_a_roster_says_why():
    assert peer_cell(Trial(None, why="not available"), 100, []) == "not available"
    assert peer_cell(Trial(150), 100, []) == "150 (1.500)"


def test_mean_says_of_how_many_instances_it_is():
    assert mean_of([1.0, 4.0], 2) == "2.000"
    assert mean_of([1.0, 4.0], 3) == "2.000 of 2"
    assert mean_of([], 3) == "none"


def test_unknown_peer_is_refused_with_the_names():
    with pytest.raises(argparse.ArgumentTypeError, match="no peer gurobi; there are highs"):
        names("highs,gurobi")
