"""The benchmarks can be called by name; what they measure is no test's business."""

import subprocess
import sys

import pytest

from bench.__main__ import NAMES


@pytest.mark.parametrize("name", NAMES)
def test_benchmark_can_be_started_in_a_process_of_its_own(name: str) -> None:
    ask = f"from bench.__main__ import benchmark; print(callable(benchmark({name!r})))"

    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, timeout=120)

    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")


def test_unknown_benchmark_is_refused_with_the_names() -> None:
    done = subprocess.run([sys.executable, "-m", "bench", "nothing"], capture_output=True, text=True, timeout=120)

    assert done.returncode == 2
    assert ", ".join(NAMES) in done.stderr
