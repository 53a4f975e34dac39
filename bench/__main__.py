"""Run one benchmark, or all of them one after another, and print their tables."""

import importlib
import pkgutil
import sys
from collections.abc import Callable

import bench

Run = Callable[[list[str]], str]


def benchmarks() -> dict[str, Run]:
    """Every module of this package that has `run(argv) -> table`, by its name."""
    names = sorted(module.name for module in pkgutil.iter_modules(bench.__path__))
    modules = {name: importlib.import_module(f"bench.{name}") for name in names if name != "__main__"}
    return {name: module.run for name, module in modules.items() if hasattr(module, "run")}


def main(argv: list[str]) -> int:
    """Exit status: 0 done, 2 for a name that is no benchmark."""
    known = benchmarks()
    if not argv:
        for name, run in known.items():
            print(f"## {name}\n\n{run([])}\n", flush=True)
        return 0
    name, *rest = argv
    if name not in known:
        print(f"no benchmark {name!r}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    print(known[name](rest))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
