"""What a page shows of a gradient that a reader has typed: plain values."""

import traceback
from typing import Any

import numpy as np

from . import report
from .check import check_gradient

CODE = "<your code>"
NEEDED = {
    "f": "a function that returns a number",
    "gradient": "a function that returns the gradient of f",
    "x": "the point at which both are compared",
}


def answer(code: str) -> dict[str, Any]:
    """Run code that defines f, gradient and x, and check the gradient.

    Parameters
    ----------
    code : str
        Python, with NumPy as ``np``.

    Returns
    -------
    dict
        Plain values: "verdict", "sentence", "head" and "rows" of the entries, and what
        is told besides; or "refused", with the line of the code where it has one.

    Examples
    --------
    >>> shown = answer('''
    ... def f(x): return np.sum(x ** 2)
    ... def gradient(x): return x
    ... x = np.array([1.0, -2.0])
    ... ''')
    >>> shown["verdict"], shown["told"][1]
    ('differs', ['Instead', '2 * claim'])
    >>> answer("f = 1")["refused"]["message"]
    'gradient is missing: a function that returns the gradient of f'
    """
    space: dict[str, Any] = {"np": np, "__name__": "yours"}
    try:
        exec(compile(code, CODE, "exec"), space)
        missing = [name for name in NEEDED if name not in space]
        if missing:
            return _refused(f"{missing[0]} is missing: {NEEDED[missing[0]]}")
        check = check_gradient(space["f"], space["gradient"], space["x"])
    except Exception as error:
        return _refused(*_blamed(error))
    return {
        "verdict": check.verdict,
        "sentence": report.sentence(check),
        "head": list(report.HEAD),
        "rows": [list(row) for row in report.table(check)],
        "told": [list(pair) for pair in report.explanation(check)],
    }


def _refused(message: str, row: int | None = None) -> dict[str, Any]:
    return {"refused": {"message": message, "where": "code", "row": row}}


def _blamed(error: Exception) -> tuple[str, int | None]:
    """What went wrong in words, and the line of the reader's code that it is in."""
    if isinstance(error, SyntaxError):
        return f"this is no Python: {error.msg}", error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    rows = [frame.lineno for frame in frames if frame.filename == CODE]
    return f"{type(error).__name__}: {error}", rows[-1] if rows else None
