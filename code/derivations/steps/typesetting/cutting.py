"""Huge formulas with the middle of their long sums and products left out.

Nobody reads two thousand terms, and setting them takes longer than checking them. What
is left out is counted in its place: ``a + b + ... (1,992 more terms) ... + y + z``.
"""

from itertools import islice

from sympy import preorder_traversal

HUGE = 1500  # parts of a formula; the longest lines that people write have 200
MANY = 10  # terms or factors of such a formula that are still shown one by one
OUTER, INNER = (4, 2), (2, 1)  # shown at both ends: outermost, and within what is cut
LONGEST = 1200  # characters of such a formula as text, however it is nested


def is_huge(expr):
    """Whether a formula has more parts than a reader follows.

    >>> from sympy.abc import x
    >>> is_huge(x + 1), is_huge(sum((x + k) ** k for k in range(2, 500)))
    (False, True)
    """
    return next(islice(preorder_traversal(expr), HUGE, None), None) is not None


def ends_of(items, within=False):
    """The items at both ends, and how many there are between them.

    >>> ends_of(range(12))
    ([0, 1, 2, 3], 6, [10, 11])
    >>> ends_of(range(12), within=True)
    ([0, 1], 9, [11])
    """
    items = list(items)
    if len(items) <= MANY:
        return items, 0, []
    front, back = INNER if within else OUTER
    return items[:front], len(items) - front - back, items[-back:]


def cut_text(text, longest=LONGEST):
    """A text of at most about so many characters: its beginning and its end.

    >>> cut_text("abcdefghijkl" * 10, 12)
    'abcdefgh ... (108 characters left out) ... ijkl'
    """
    if len(text) <= longest:
        return text
    front, back = longest * 2 // 3, longest // 3
    left_out = f"{len(text) - front - back:,} characters left out"
    return f"{text[:front]} ... ({left_out}) ... {text[-back:]}"
