"""Laws of the house that no linter knows."""

import ast
import re
import subprocess
import sys
from pathlib import Path

from django.conf import settings

PRODUCT = ["schedulingsite", "reports", "plans", "swaps", "rosters", "notices", "staff"]


def test_each_solver_of_or_tools_has_one_door():
    importers = [path for path in sources([*PRODUCT, "bench"]) if "ortools" in imported_by(path)]

    assert [str(path) for path in importers] == ["rosters/solver/cpsat.py", "rosters/solver/pdlp.py"]


def test_compiler_has_one_door():
    importers = [path for path in sources([*PRODUCT, "bench"]) if "numba" in imported_by(path)]

    assert [str(path) for path in importers] == ["rosters/solver/compiled.py"]


def test_web_process_never_loads_what_searches():
    ask = "import schedulingsite.wsgi, schedulingsite.urls, sys; print(sorted({'ortools', 'numba'} & {*sys.modules}))"

    assert run_python(ask) == "[]"


def test_worker_of_builds_loads_and_compiles_what_searches_before_it_forks():
    ask = """
import django, sys
django.setup()
from celery.signals import celeryd_after_setup
from schedulingsite import app

def loaded_with(queue):
    app.amqp.queues.select([queue])
    worker = type("Worker", (), {"app": app})
    celeryd_after_setup.send(sender="worker", instance=worker, conf=app.conf)
    annealing = sys.modules.get("rosters.solver.annealing")
    return "ortools" in sys.modules, annealing and len(annealing.anneal.signatures)

print(loaded_with("default"), loaded_with("solver"))
"""

    assert run_python(ask) == "(False, None) (True, 1)"


def test_solver_runs_where_there_is_no_django():
    ask = "import sys; sys.modules['django'] = None; import rosters.solver.engine, rosters.solver.check; print('runs')"

    assert run_python(ask) == "runs"


def test_no_lock_keeps_rows_waiting_that_only_refer_to_what_it_holds():
    """PostgreSQL looks a row up that others refer to when they commit: by then they hold the hall's log."""
    calls = [(path, call) for path in sources(PRODUCT) for call in calls_in(path, "select_for_update")]

    assert len(calls) > 30
    assert [str(path) for path, call in calls if "no_key" not in {word.arg for word in call.keywords}] == []


def test_no_room_is_without_a_name():
    nameless = {"utils", "helpers", "services", "common", "misc"}

    assert [path for path in sources(PRODUCT) if nameless & {*path.with_suffix("").parts}] == []


def test_no_lock_file_names_an_address():
    for lock in settings.BASE_DIR.glob("requirements*.txt"):
        assert "://" not in lock.read_text()
        assert "index-url" not in lock.read_text()


def sources(packages: list[str]) -> list[Path]:
    root = settings.BASE_DIR
    return sorted(path.relative_to(root) for package in packages for path in (root / package).rglob("*.py"))


def test_browser_waits_by_locator():
    """What asks only once passes by luck: a page may still be on its way, or that before it still be there.

    The policy of our pages forbids the polling of `wait_for_function`.
    """
    by_luck = re.compile(r"\.(wait_for_(function|load_state|timeout)|is_(visible|hidden))\(")
    own = {Path("tests/drawn.py"), Path("tests/browser/march.py")}
    lucky = [path for path in {*Path("tests").rglob("*.py")} - own if by_luck.search(path.read_text())]

    assert lucky == []


def imported_by(path: Path) -> set[str]:
    """The top names of every import in the file, wherever it stands."""
    names: set[str] = set()
    for node in ast.walk(ast.parse((settings.BASE_DIR / path).read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


def calls_in(path: Path, method: str) -> list[ast.Call]:
    """Every call of a method of that name in the file."""
    text = (settings.BASE_DIR / path).read_text()
    nodes = ast.walk(ast.parse(text)) if f".{method}(" in text else ()
    return [node for node in nodes if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == method]


def run_python(source: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
