"""A time limit for symbolic algebra, which may otherwise never come back."""

import signal
import threading
from contextlib import contextmanager


class TimeUp(Exception):
    """The time limit has passed."""


@contextmanager
def limit(seconds):
    """Raise :class:`TimeUp` in the block after so many seconds of its own work.

    Time that other processes take does not count, so that a verdict does not depend on
    how busy the machine is. Signals can interrupt the main thread of a system that has
    them. Elsewhere (another thread, Windows, a browser) the block runs to its end: what
    is tried there is kept small by its callers.
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

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
