"""Python's collector of cyclic garbage waits while a derivation is judged.

Formulas are trees, and most of them live as long as SymPy's caches: to look through all
of them again and again for cycles takes a tenth of the time, and finds next to nothing.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_waits() -> Iterator[None]:
    """Hold the collector back in the block; it goes on afterwards, if it was on.

    >>> with collector_waits():
    ...     gc.isenabled()
    False
    >>> gc.isenabled()
    True
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
