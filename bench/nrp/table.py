"""The benchmark's table: ours beside its peers on the same instances, seconds and cores; or our curve.

`python -m bench nrp [--curve] [--instances 1,2,3] [--seconds 60] [--workers 2] [--seeds 1,2,3] [--peers highs,…]`
"""

import argparse
import os
import platform
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import geometric_mean, median_low

from bench.nrp.peers.__main__ import MODULES
from bench.nrp.trials import OURS, Trial, run_trial

FOLDER = Path(__file__).parents[3] / "shared" / "bench" / "nrp"
PEERS = ("schedule", "nurses", "highs", "timefold")
TITLES = {
    "schedule": "OR-Tools' shift-scheduling model",
    "nurses": "OR-Tools' nurse model",
    "highs": "HiGHS",
    "timefold": "Timefold",
}
PACKAGES = {OURS: "ortools", "highs": "highspy", "timefold": "timefold"}

SECONDS, WORKERS, SEEDS = (60,), (2,), (1, 2, 3)
CURVE_SECONDS, CURVE_WORKERS = (15, 60, 300), (2, 4, 8)


def run(argv: list[str]) -> str:
    """The table, or in words why there is none."""
    options = arguments().parse_args(argv)
    files = files_of(options.folder, options.instances)
    if not files:
        return f"No instances in {options.folder}: NRP_DIR or --folder names the folder that has them."
    best = best_known(options.folder)
    if options.curve:
        return curve(files, best, options)
    tables = [compared(files, best, options, *limits) for limits in limits_of(options, SECONDS, WORKERS)]
    return "\n\n".join(tables)


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench nrp", description="Ours beside its peers.")
    folder = Path(os.environ.get("NRP_DIR") or FOLDER)
    parser.add_argument("--folder", type=Path, default=folder, help="where the instances and their README are")
    parser.add_argument("--instances", type=numbers, help="such as 1,2,8; all that are there unless told")
    parser.add_argument("--seconds", type=numbers, help="60; 15,60,300 for the curve")
    parser.add_argument("--workers", type=numbers, help="2; 2,4,8 for the curve")
    parser.add_argument("--seeds", type=numbers, default=SEEDS, help="ours runs with each, a peer with the first")
    parser.add_argument("--peers", type=names, default=PEERS, help=f"of {', '.join(sorted(MODULES))}; '' for none")
    parser.add_argument("--curve", action="store_true", help="ours alone with more seconds and workers")
    return parser


def numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def names(text: str) -> tuple[str, ...]:
    chosen = tuple(part for part in text.split(",") if part)
    if unknown := [name for name in chosen if name not in MODULES]:
        raise argparse.ArgumentTypeError(f"no peer {', '.join(unknown)}; there are {', '.join(sorted(MODULES))}")
    return chosen


def limits_of(options: argparse.Namespace, seconds: Iterable[int], workers: Iterable[int]) -> list[tuple[int, int]]:
    """Seconds and workers, as told or as usual."""
    return [(s, w) for w in options.workers or workers for s in options.seconds or seconds]


def files_of(folder: Path, wanted: tuple[int, ...] | None) -> dict[int, Path]:
    """The files that are there, by their number."""
    found = {int(path.stem.removeprefix("Instance")): path for path in folder.glob("Instance*.txt")}
    return {number: found[number] for number in sorted(found) if wanted is None or number in wanted}


def best_known(folder: Path) -> dict[int, int]:
    """The best objective anybody found, by instance, from the table of the folder's README."""
    best = {}
    path = folder / "README.md"
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if cells[0].isdigit():
            best[int(cells[0])] = int(cells[-1].split("/")[-1])
    return best


def compared(
    files: dict[int, Path], best: dict[int, int], options: argparse.Namespace, seconds: int, workers: int
) -> str:
    """One line an instance: the median of our seeds, then each peer, with its ratio to the best known."""
    heads = ["instance", "best known", "ours: median", "ratio", "seeds", "bound", "peak MB"]
    lines = [heading(seconds, workers, options), "", *header([*heads, *(TITLES[peer] for peer in options.peers)])]
    ratios: dict[str, list[float]] = {solver: [] for solver in (OURS, *options.peers)}
    for number, file in files.items():
        known = best.get(number)
        trials = [noted(OURS, file, seconds, workers, seed) for seed in options.seeds]
        cells = [str(number), str(known or "?"), *our_cells(trials, known, ratios[OURS])]
        for peer in options.peers:
            trial = noted(peer, file, seconds, workers, options.seeds[0])
            cells.append(peer_cell(trial, known, ratios[peer]))
        lines.append(f"| {' | '.join(cells)} |")
    means = [mean_of(ratios[solver], len(files)) for solver in (OURS, *options.peers)]
    return "\n".join([*lines, f"| geometric mean | | | {means[0]} | | | | {' | '.join(means[1:])} |"])


def heading(seconds: int, workers: int, options: argparse.Namespace) -> str:
    """What was run on what."""
    versions = ", ".join(f"{package} {version_of(package)}" for package in PACKAGES.values())
    seeds = ", ".join(map(str, options.seeds))
    return (
        f"{seconds} s, {workers} workers, {os.cpu_count()} cores, {platform.machine()}, Python "
        f"{platform.python_version()}, {versions}; seeds {seeds}, peers with the first; every roster verified."
    )


def version_of(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def header(heads: list[str]) -> list[str]:
    return [f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|"]


def noted(solver: str, file: Path, seconds: int, workers: int, seed: int) -> Trial:
    """A trial, told on stderr when it is over."""
    trial = run_trial(solver, file, seconds, workers, seed)
    outcome = trial.why or f"{trial.objective}, bound {trial.bound}"
    print(f"{file.stem} {solver} seed {seed}: {outcome}", file=sys.stderr, flush=True)
    return trial


def our_cells(trials: list[Trial], known: int | None, ratios: list[float]) -> list[str]:
    """Median, ratio, spread, best bound and most memory; a seed without a roster is told, not left out."""
    objectives = sorted(trial.objective for trial in trials if trial.objective is not None)
    if len(objectives) < len(trials):
        whys = sorted({trial.why for trial in trials if trial.why})
        return [f"{len(objectives)} of {len(trials)} seeds: {'; '.join(whys)}", "", spread(objectives), "", ""]
    middle = median_low(objectives)
    bounds = [trial.bound for trial in trials if trial.bound is not None]
    peak = max(trial.peak_mb or 0 for trial in trials)
    bound = f"{max(bounds):.0f}" if bounds else "none"
    return [str(middle), ratio(middle, known, ratios), spread(objectives), bound, f"{peak:.0f}"]


def spread(objectives: list[int]) -> str:
    return f"{objectives[0]}–{objectives[-1]}" if objectives else "none"


def peer_cell(trial: Trial, known: int | None, ratios: list[float]) -> str:
    if trial.objective is None:
        return trial.why
    return f"{trial.objective} ({ratio(trial.objective, known, ratios)})"


def ratio(objective: int, known: int | None, ratios: list[float]) -> str:
    """The ratio to the best known, put among the ratios of this solver."""
    if not known:
        return "?"
    ratios.append(objective / known)
    return f"{ratios[-1]:.3f}"


def mean_of(ratios: list[float], instances: int) -> str:
    """The geometric mean, and of how many when some instances gave none."""
    if not ratios:
        return "none"
    mean = f"{geometric_mean(ratios):.3f}"
    return mean if len(ratios) == instances else f"{mean} of {len(ratios)}"


def curve(files: dict[int, Path], best: dict[int, int], options: argparse.Namespace) -> str:
    """Ours alone: one line an instance, one column for each amount of workers and seconds."""
    columns = limits_of(options, CURVE_SECONDS, CURVE_WORKERS)
    heads = ["instance", "best known", *(f"{workers} workers, {seconds} s" for seconds, workers in columns)]
    lines = [f"Median of seeds {', '.join(map(str, options.seeds))}, {os.cpu_count()} cores.", "", *header(heads)]
    ratios: list[list[float]] = [[] for _ in columns]
    for number, file in files.items():
        cells = [str(number), str(best.get(number) or "?")]
        for (seconds, workers), known in zip(columns, ratios, strict=True):
            trials = [noted(OURS, file, seconds, workers, seed) for seed in options.seeds]
            cells.append(" ".join(our_cells(trials, best.get(number), known)[:2]))
        lines.append(f"| {' | '.join(cells)} |")
    means = [mean_of(found, len(files)) for found in ratios]
    return "\n".join([*lines, f"| geometric mean | | {' | '.join(means)} |"])
