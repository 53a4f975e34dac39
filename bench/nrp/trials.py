"""One solver on one instance in a process of its own, its roster verified by the benchmark's own rules."""

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bench.nrp.instance import Instance, read
from bench.nrp.score import judge

OURS = "ours"
WHYS = {3: "not available", 4: "out of memory"}
"""What the exit status of a peer says."""
GRACE_SECONDS = 60
"""How much longer than it may a solver gets to end by itself."""


@dataclass(frozen=True)
class Trial:
    """What a run came to: the objective by the judge, or why there is none."""

    objective: int | None
    bound: float | None = None
    seconds: float | None = None
    peak_mb: float | None = None
    why: str = ""


def run_trial(solver: str, file: Path, seconds: float, workers: int, seed: int) -> Trial:
    """One run; a solver that is not here, fails or gives nothing sound is told by `why`."""
    module = ["bench.nrp", str(file), "--json"] if solver == OURS else ["bench.nrp.peers", solver, str(file)]
    limits = ["--seconds", seconds, "--workers", workers, "--seed", seed]
    command = [sys.executable, "-m", *module, *map(str, limits)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        return Trial(None, why="never ended")
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        return Trial(None, why="failed" if solver == OURS else WHYS.get(done.returncode, "failed"))
    return verified(instance_of(file), json.loads(done.stdout))


@cache
def instance_of(file: Path) -> Instance:
    return read(file)


def verified(instance: Instance, said: dict[str, Any]) -> Trial:
    """The run as the judge sees it; what the solver says of its own roster counts for nothing."""
    if said["roster"] is None:
        return Trial(None, why="no roster")
    score = judge(instance, said["roster"])
    if score.broken:
        return Trial(None, why=f"broken: {score.broken[0]}")
    if said.get("objective", score.objective) != score.objective:
        return Trial(None, why=f"says {said['objective']}, is {score.objective}")
    return Trial(score.objective, said["bound"], said["seconds"], said["peak_mb"])
