"""A time limit for what may otherwise never come back."""

import signal
import threading
from contextlib import contextmanager

SHORTEST = 0.001  # what is left of a limit that has passed inside another one


class TimeUp(BaseException):
    """The time limit has passed. Nothing that catches every Exception may catch it."""


@contextmanager
def limit(seconds):
    """Raise :class:`TimeUp` in the block after so many seconds of its own work.

    Time that other processes take does not count, so that a verdict does not depend on
    how busy the machine is. Limits may be nested: an outer one goes on while an inner
    one runs, and passes in the inner block if it is the shorter one. Signals can
    interrupt the main thread of a system that has them. Elsewhere (another thread,
    Windows, a browser) the block runs to its end: what is tried there is kept small by
    its callers.

    >>> try:
    ...     with limit(0.05):
    ...         with limit(60):
    ...             while True:
    ...                 pass
    ... except TimeUp:
    ...     print("stopped")
    stopped
    """
    usable = (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
    )
    if not usable:
        yield
        return

    def stop(signum, frame):
        raise TimeUp

    outer = signal.getitimer(signal.ITIMER_VIRTUAL)[0]
    mine = min(seconds, outer) if outer else seconds
    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, mine)
    try:
        yield
    finally:
        left = signal.setitimer(signal.ITIMER_VIRTUAL, 0)[0]
        signal.signal(signal.SIGVTALRM, before)
        if outer:
            rest = max(outer - (mine - left), SHORTEST)
            signal.setitimer(signal.ITIMER_VIRTUAL, rest)
