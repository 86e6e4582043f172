"""A point at which a step fails, and how it is put on the page."""

from dataclasses import dataclass

from mpmath import mp

from derivations.steps.errors import Undefined

from .compare import canceled, entries_of, is_real, relative

NAMED = 30  # numbers of a point that a message names; a record has them all
UNDEFINED = "undefined"  # stands for the value of a side that has none


@dataclass(frozen=True)
class Counterexample:
    """A point at which a step fails, with both sides there."""

    point: dict  # name -> number, as strings
    left: str
    right: str
    entry: str = ""
    measure: str = ""  # of a statement: what should be at least 0, and is `left`

    def __str__(self):
        where = ", ".join(f"{k} = {v}" for k, v in list(self.point.items())[:NAMED])
        if len(self.point) > NAMED:
            where += f" and {len(self.point) - NAMED} more numbers"
        entry = f" (entry {self.entry})" if self.entry else ""
        values = f": left {self.left}, right {self.right}"
        for missing, other, there in (
            ("left", "right", self.right),
            ("right", "left", self.left),
        ):
            if getattr(self, missing) == UNDEFINED:
                values = f" the {missing} side has no value, the {other} is {there}"
        if self.measure:
            values = f": {self.measure} {self.left}, below {self.right}"
            if not where:
                return values[2:]  # a statement about numbers alone
        return f"at {where or 'every point'}{entry}{values}"


def counterexample(point, sides):
    """The :class:`Counterexample` of a point, from the values of both sides there."""
    if any(isinstance(s, Undefined) for s in sides):
        shown = [UNDEFINED if isinstance(s, Undefined) else _show(s) for s in sides]
        return Counterexample(numbers_by_name(point), *shown)
    entries = list(zip(*map(entries_of, sides), strict=True))
    worst = max(
        range(len(entries)),
        key=lambda k: (not canceled(*entries[k]), relative(*entries[k])),
    )
    place = ""
    if len(entries) > 1:
        columns = sides[0].cols
        place = f"{worst // columns + 1}, {worst % columns + 1}"
    return Counterexample(
        numbers_by_name(point), *_telling(*entries[worst]), entry=place
    )


def numbers_by_name(point):
    """The numbers of a point by name, in a fixed order."""
    named = {str(s): str(int(v)) for s, v in sorted(point.env.items(), key=str)}
    owners = {}
    for (owner, index), fraction in list(point.drawn.items()):
        label = str(getattr(owner, "name", owner))
        if index:
            label += "_" + ",".join(map(str, index))
        if getattr(owner, "kind_of", None) == "positive definite":
            # what is drawn there are the entries of a root of the matrix
            owners[label] = short(point.place(owner, index))
        else:
            owners[label] = _decimal(fraction)
    return {**named, **dict(sorted(owners.items()))}


def _show(number):
    if isinstance(number, mp.matrix) and len(number) > 1:
        return f"a {number.rows} x {number.cols} matrix"
    return short(entries_of(number)[0])


def short(number, digits=6):
    """A few significant digits; a real number without its imaginary part."""
    if is_real(number):
        return mp.nstr(mp.re(number) + 0, digits)
    return mp.nstr(number, digits)


def _telling(left, right):
    """Both sides with as many digits as it takes to see that they differ.

    >>> _telling(mp.one, mp.one + mp.mpf(10) ** -12)
    ('1.0', '1.000000000001')
    """
    for digits in (6, 10, 15, 20, 30):
        shown = short(left, digits), short(right, digits)
        if shown[0] != shown[1]:
            return shown
    gap = right - left
    if gap == 0:
        return shown
    sign = "+" if mp.re(gap) > 0 else "-"
    return shown[0], f"{shown[0]} {sign} {short(abs(gap), 3)}"


def differ(left, right, digits):
    """Whether two values differ by more than the rounding of so many digits."""
    if isinstance(left, Undefined) or isinstance(right, Undefined):
        return True
    noise = mp.mpf(10) ** -(digits * 4 // 5)
    pairs = zip(entries_of(left), entries_of(right), strict=True)
    return any(relative(*pair) > noise for pair in pairs)


def _decimal(fraction):
    return f"{float(fraction):.6g}"


def times(shape):
    """A shape in words."""
    return f"{shape[0]} x {shape[1]}"
