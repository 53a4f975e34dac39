"""Every peer, in a process of its own, finds the best roster of a made instance."""

from importlib.util import find_spec

import pytest

from bench.nrp.trials import run_trial
from tests.bench.made import BEST, SMALL


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "Instance1.txt"
    path.write_text(SMALL)
    return path


@pytest.mark.parametrize("peer", ["schedule", "nurses"])
def test_bare_model_finds_the_best_roster(peer, file):
    trial = run_trial(peer, file, seconds=20, workers=1, seed=1)

    assert (trial.objective, trial.bound, trial.why) == (BEST, BEST, "")


@pytest.mark.skipif(not find_spec("highspy"), reason="HiGHS is not installed: requirements-bench.txt")
def test_highs_finds_the_best_roster(file):
    trial = run_trial("highs", file, seconds=20, workers=1, seed=1)

    assert (trial.objective, trial.bound, trial.why) == (BEST, BEST, "")


@pytest.mark.skipif(bool(find_spec("highspy")), reason="HiGHS is installed")
def test_peer_that_is_not_installed_is_told(file):
    assert run_trial("highs", file, seconds=1, workers=1, seed=1).why == "not available"
