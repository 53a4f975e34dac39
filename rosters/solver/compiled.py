"""Functions that are compiled when first called: the few inner loops that plain Python is too slow for."""

from collections.abc import Callable
from typing import Any

import numba


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, compiled for the types of its first call and kept on disk where that can be written.

    While it runs, other threads do too.
    """
    try:
        return numba.njit(nogil=True, cache=True)(function)
    except RuntimeError:  # nowhere to keep it: it is compiled again in each process
        return numba.njit(nogil=True)(function)
