"""Functions that are compiled when first called: the few inner loops that plain Python is too slow for."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba

Function = Callable[..., Any]
HERE = Path(__file__).parent


def compiled(function: Function) -> Function:
    """The function, compiled for each new combination of types it is called with, and kept on disk where that can be.

    While it runs, other threads do too.
    """
    return kept(function, nogil=True)


def part(function: Function) -> Function:
    """A function that only compiled ones call: nothing else can, which makes all of them a third faster to compile."""
    return kept(function, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def kept(function: Function, **options: Any) -> Function:
    try:
        return numba.njit(cache=KEPT_IN != "", **options)(function)
    except RuntimeError:  # of no file that could be told anew: it is compiled again in each process
        return numba.njit(**options)(function)


def folder_for(package: Path, base: Path) -> Path:
    """Where to keep what is compiled from the package: another folder for any other sources.

    The compiler itself looks at the file of a function only, not at those of the functions in it.
    """
    sources = sha256(b"\0".join(path.read_bytes() for path in sorted(package.glob("*.py"))))
    return base / f"compiled-{sources.hexdigest()[:16]}"


def writable(folder: Path) -> str:
    """The folder, made where it was not; empty where nothing can be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return ""
    return str(folder) if os.access(folder, os.W_OK | os.X_OK) else ""


KEPT_IN = writable(folder_for(HERE, Path(os.environ.get("NUMBA_CACHE_DIR") or HERE / "__pycache__")))
vars(numba.config)["CACHE_DIR"] = KEPT_IN
