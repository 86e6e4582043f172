"""A time limit for what may otherwise never come back."""

import signal
import threading
import time
from contextlib import contextmanager

SHORTEST = 0.001  # what is left of a limit that has passed inside another one

_clock = threading.local()  # the deadlines of threads that no signal reaches


class TimeUp(BaseException):
    """The time limit has passed. Nothing that catches every Exception may catch it."""


@contextmanager
def limit(seconds):
    """Raise :class:`TimeUp` in the block after so many seconds of its own work.

    Time that other processes take does not count, so that a verdict does not depend on
    how busy the machine is. Limits may be nested: an outer one goes on while an inner
    one runs, and passes in the inner block if it is the shorter one. Signals can
    interrupt the main thread of a system that has them. Elsewhere (another thread,
    Windows, a browser) the clock on the wall counts, and the block stops where it next
    asks for the time with :func:`check_time`.

    >>> try:
    ...     with limit(0.05):
    ...         with limit(60):
    ...             while True:
    ...                 pass
    ... except TimeUp:
    ...     print("stopped")
    stopped
    """
    block = _by_signal if _has_signals() else _by_clock
    with block(seconds):
        yield


def check_time():
    """Raise :class:`TimeUp` where a limit by the clock has passed; it takes no time.

    Loops that can be long ask for it. Where signals interrupt, it does nothing.
    """
    deadline = getattr(_clock, "deadline", None)
    if deadline is not None and time.monotonic() > deadline:
        raise TimeUp


def _has_signals():
    in_main = threading.current_thread() is threading.main_thread()
    return in_main and hasattr(signal, "setitimer")


@contextmanager
def _by_clock(seconds):
    outer = getattr(_clock, "deadline", None)
    mine = time.monotonic() + seconds
    _clock.deadline = mine if outer is None else min(mine, outer)
    try:
        yield
        check_time()  # nor is what came too late given back
    finally:
        _clock.deadline = outer


@contextmanager
def _by_signal(seconds):
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
