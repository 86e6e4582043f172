"""How much a check may cost, and how it says how far it is."""

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

#: A check that takes longer than so many seconds says so, on a terminal, this often.
PATIENCE, REFRESH = 2.0, 0.5

#: Units of a budget, in calls or in seconds.
UNITS = {"calls": 1, "call": 1, "s": 1, "seconds": 1, "min": 60, "h": 3600}

WRITTEN = re.compile(r"(?P<number>\d[\d_]*(\.\d+)?)\s*(?P<unit>[a-z]+)")


class Spent(BaseException):
    """The budget is spent.

    Not an Exception: whatever f raises near x counts as "not defined there", and this
    is nothing that f raises.
    """


class Budget:
    """The calls of f or the seconds that a check may take.

    >>> Budget("500 calls").calls, Budget("1.5 min").seconds
    (500, 90.0)
    """

    def __init__(self, text: str | None = None):
        self.text, self.calls, self.seconds = text, None, None
        self.began = time.monotonic()
        if text is None:
            return
        found = isinstance(text, str) and WRITTEN.fullmatch(text.strip())
        if not found or found["unit"] not in UNITS:
            raise ValueError(
                'budget must have a number and a unit, "500 calls", "30 s", "2 min" or '
                f'"1 h", got {text!r}'
            )
        number = float(found["number"].replace("_", "")) * UNITS[found["unit"]]
        counted = found["unit"].startswith("call")
        if number <= 0 or (counted and number != int(number)):
            kind = "a whole number, above 0, of calls" if counted else "above 0"
            raise ValueError(f"budget must be {kind}, got {text!r}")
        if counted:
            self.calls = int(number)
        else:
            self.seconds = number

    @property
    def limited(self) -> bool:
        return self.text is not None

    def __str__(self) -> str:
        return f"the budget of {self.text}"

    @contextmanager
    def reserve(self, part: float = 0.2) -> Iterator[None]:
        """Keep a part back, for what is to be done if the rest does not suffice."""
        calls, seconds = self.calls, self.seconds
        self.calls = None if calls is None else int(calls * (1 - part))
        self.seconds = None if seconds is None else seconds * (1 - part)
        try:
            yield
        finally:
            self.calls, self.seconds = calls, seconds

    def left(self, calls: int) -> float:
        """How many more calls there is time for, after so many."""
        if self.calls is not None:
            return self.calls - calls
        if self.seconds is None:
            return float("inf")
        elapsed = time.monotonic() - self.began
        each = elapsed / calls if calls else 0
        left = self.seconds - elapsed
        return left / each if each else (float("inf") if left > 0 else 0)

    def hold(self, calls: int) -> None:
        """Raise Spent if there is no more."""
        if self.calls is not None and calls >= self.calls:
            raise Spent
        if self.seconds is not None and time.monotonic() - self.began > self.seconds:
            raise Spent


class Progress:
    """A line on stderr that is written over, and only where somebody looks."""

    def __init__(self, what: str):
        self.what, self.shown = what, 0
        self.watched = bool(getattr(sys.stderr, "isatty", lambda: False)())
        self.began = time.monotonic()
        self.next = self.began + PATIENCE

    def tell(self, calls: int) -> None:
        if not self.watched or (now := time.monotonic()) < self.next:
            return
        self.next = now + REFRESH
        self._write(
            f"checking the {self.what}: {calls:,} calls, {now - self.began:.0f} s"
        )

    def _write(self, line: str) -> None:
        sys.stderr.write("\r" + line.ljust(self.shown))
        sys.stderr.flush()
        self.shown = len(line)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Wipes the line in the end."""
        try:
            yield
        finally:
            if self.shown:
                self._write("")
                sys.stderr.write("\r")
                sys.stderr.flush()
