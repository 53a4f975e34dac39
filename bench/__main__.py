"""Run one benchmark, or all of them one after another, and print their tables."""

import importlib
import sys
from collections.abc import Callable

NAMES = ("answers", "check", "halls", "nrp", "overview", "pages", "plans", "summary", "warm", "workbook")
"""Modules of this package with `run(argv) -> table`; the others are what these are made of."""


def benchmark(name: str) -> Callable[[list[str]], str]:
    """Imported only when it runs: what measures pages sets Django up, what measures the solver must not."""
    run: Callable[[list[str]], str] = importlib.import_module(f"bench.{name}").run
    return run


def main(argv: list[str]) -> int:
    """Exit status: 0 done, 2 for a name that is no benchmark."""
    if not argv:
        for name in NAMES:
            print(f"## {name}\n\n{benchmark(name)([])}\n", flush=True)
        return 0
    name, *rest = argv
    if name not in NAMES:
        print(f"no benchmark {name!r}; there are: {', '.join(NAMES)}", file=sys.stderr)
        return 2
    print(benchmark(name)(rest))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
