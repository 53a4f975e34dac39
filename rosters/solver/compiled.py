"""Functions that are compiled when first called: the few inner loops that plain Python is too slow for."""

from collections.abc import Callable
from typing import Any

import numba

Function = Callable[..., Any]


def compiled(function: Function) -> Function:
    """The function, compiled for the types of its first call and kept on disk where that can be written.

    While it runs, other threads do too.
    """
    return kept(function, nogil=True)


def part(function: Function) -> Function:
    """A function that only compiled ones call: nothing else can, which makes it half as long to compile."""
    return kept(function, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def kept(function: Function, **options: Any) -> Function:
    try:
        return numba.njit(cache=True, **options)(function)
    except RuntimeError:  # nowhere to keep it: it is compiled again in each process
        return numba.njit(**options)(function)
