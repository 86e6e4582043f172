"""The judgment of one step: is the right side what the left side is?

Numbers first, proof second. At seeded points of the domain both sides are computed with
50 and with 100 digits. What is equal agrees to almost all digits and comes closer as
the precision grows; what differs keeps its difference, which is then confirmed with
many more digits before a step is refuted. Only what no point refutes is handed to
SymPy. The numbers do not use SymPy's ``diff``, so a derivative has two witnesses.
"""

from dataclasses import dataclass, field
from itertools import product

import sympy as sp
from mpmath import mp

from derivations.steps import notation as nt
from derivations.steps.allsizes import equal_for_all_sizes
from derivations.steps.concrete import Explicit
from derivations.steps.deadline import TimeUp, limit
from derivations.steps.domain import Domain
from derivations.steps.errors import Undefined, Unsupported
from derivations.steps.ingredients import (
    chosen_sizes,
    free_indices,
    ingredients,
)
from derivations.steps.numeric import value
from derivations.steps.point import Point
from derivations.steps.proof import is_nonnegative, is_zero, is_zero_in_letters
from derivations.steps.statements import extreme

POINTS, TRIES, ENOUGH = 24, 96, 8
SLOW_POINTS = 6  # where a line holds integrals or limits
LOW, HIGH = 50, 100  # decimal digits
CONFIRM, BEYOND = 400, 1200  # to confirm a difference; where a side has canceled
QUICK, CAREFUL = (15, 22), (35, 60)  # where a line holds integrals or limits
GROSS = 1e-6  # a relative difference that no integral's error explains
VALUE_SECONDS, LATE = 5, 1  # for one value of a slow line, and how often
RELATIONS = ("=", "<=", "<", ">=", ">")


@dataclass(frozen=True)
class Counterexample:
    """A point at which a step fails, with both sides there."""

    point: dict  # name -> number, as strings
    left: str
    right: str
    entry: str = ""

    def __str__(self):
        where = ", ".join(f"{name} = {number}" for name, number in self.point.items())
        entry = f" (entry {self.entry})" if self.entry else ""
        return (
            f"at {where or 'every point'}{entry}: left {self.left}, right {self.right}"
        )


@dataclass
class Judgment:
    """What was found out about one step, before it is put into words."""

    verdict: str
    scope: str = ""  # of a proof: "all sizes", "m = 3, n = 2", "all values"
    points: int = 0
    counterexample: Counterexample | None = None
    note: str = ""
    values: list = field(default_factory=list)  # (point, left, right) of each point


class Judge:
    """Judges steps in one setting: the same sizes, domain and points.

    The values of a line are kept, since the right side of one step is the left side of
    the next.
    """

    def __init__(self, expressions, sizes=None, domain=None):
        self.domain = domain if isinstance(domain, Domain) else Domain(domain)
        found = ingredients(*expressions)
        self.found = found
        self.sizes = chosen_sizes(found, dict(sizes or {}))
        self.indices = free_indices(expressions, found, self.sizes)
        self.slow = bool(found.operators)
        names = len(found.symbols) + 2 * len(found.arrays | found.matrices)
        self.spread = 1 if names <= 2 and not self.slow else 2
        self.points = {}
        self.known = {}
        self.late = 0  # values that did not come in time

    def like(self, *expressions, sizes=None):
        """A judge of other expressions in the same domain, at these sizes or others."""
        return Judge(expressions, sizes or self.sizes, self.domain)

    # -- values ----------------------------------------------------------------------

    def point(self, number):
        """The numbered point, or None where the domain's relations do not hold."""
        if number not in self.points:
            self.points[number] = self._drawn(number)
        return self.points[number]

    def _drawn(self, number):
        for attempt in range(200):
            point = Point(number, self.domain, self.sizes, self.spread)
            point.attempt = attempt
            point.env = self._instance(number)
            with mp.workdps(LOW):
                self._sort(point)
                if all(self._holds(r, point) for r in self.domain.relations):
                    return point
        return None

    def _instance(self, number):
        """Free indices take turns over all their values."""
        names = sorted(self.indices, key=str)
        instances = list(product(*(range(1, self.indices[n] + 1) for n in names)))
        places = instances[number % len(instances)]
        return {n: mp.mpf(k) for n, k in zip(names, places, strict=True)}

    def _sort(self, point):
        """Exchange symbols that stand in the wrong order, as in k0 < k1 < k2."""
        for _ in range(8):
            for relation in self.domain.relations:
                if relation.rel_op in ("==", "!="):
                    continue
                small, large = relation.lts, relation.gts
                if not (small.is_Symbol and large.is_Symbol):
                    continue
                if point.symbol(small) > point.symbol(large):
                    a, b = (small, ()), (large, ())
                    if a in point.drawn and b in point.drawn:
                        point.drawn[a], point.drawn[b] = point.drawn[b], point.drawn[a]

    @staticmethod
    def _holds(relation, point):
        try:
            return bool(value(relation, point))
        except (Undefined, TypeError):
            return False

    def at(self, expression, number, digits):
        """The value of a line at a point; Undefined comes back as the error itself."""
        key = (expression, number, digits)
        if key not in self.known:
            with mp.workdps(digits):
                try:
                    self.known[key] = self._value(expression, number)
                except Undefined as error:
                    self.known[key] = error
        return self.known[key]

    def _value(self, expression, number):
        if not self.slow:
            return value(expression, self.point(number))
        if self.late >= LATE:
            raise Undefined(f"no value within {VALUE_SECONDS} s")
        try:
            with limit(VALUE_SECONDS):
                return value(expression, self.point(number))
        except TimeUp as error:
            self.late += 1
            raise Undefined(f"no value within {VALUE_SECONDS} s") from error

    # -- judging ---------------------------------------------------------------------

    def judge(self, left, right, relation="="):
        """The :class:`Judgment` of ``left relation right``."""
        if relation not in RELATIONS:
            raise ValueError(
                f"relation must be one of {', '.join(RELATIONS)}, got {relation!r}"
            )
        if relation in (">=", ">"):
            found = self.judge(right, left, relation.replace(">", "<"))
            return found
        shapes = self._shape(left), self._shape(right)
        if shapes[0] != shapes[1]:
            return Judgment(
                "refuted",
                counterexample=Counterexample(
                    self._size_names(), _times(shapes[0]), _times(shapes[1])
                ),
                note="the shapes differ",
            )
        found = self._sampled(left, right, relation)
        if found.verdict != "agrees":
            return found
        scope = self._proved(left, right, relation)
        if scope != "all sizes" and self.sizes and not self.slow:
            elsewhere = self._at_larger_sizes(left, right, relation)
            if elsewhere.verdict == "refuted":
                return elsewhere
        if scope:
            found.verdict, found.scope = "proved", scope
        return found

    def _at_larger_sizes(self, left, right, relation):
        """A look at other sizes: at n = 2, a lost 2/n would not be missed."""
        larger = {symbol: size + 1 for symbol, size in self.sizes.items()}
        other = self.like(left, right, sizes=larger)
        found = other._sampled(left, right, relation, points=2)
        found.note = ", ".join(f"{s} = {k}" for s, k in other._size_names().items())
        return found

    def verdict_on_mutant(self, left, mutant):
        """A quick verdict: refuted by a few points, or else the whole judgment."""
        try:
            if self._shape(left) != self._shape(mutant):
                return "refuted"
            found = self._sampled(left, mutant, "=", self.quick, confirm=False)
            if found.verdict == "refuted" or (self.slow and found.verdict != "agrees"):
                return found.verdict
            return self.judge(left, mutant).verdict
        except (Unsupported, TypeError, IndexError):
            return "refuted"  # not even a formula

    def state(self, statement):
        """The :class:`Judgment` of a :class:`Statement`."""
        worst, count = None, 0
        for number in self._numbers():
            if count == POINTS:
                break
            with mp.workdps(LOW):
                try:
                    slack = extreme(statement, self.point(number), value)
                except Undefined:
                    continue
            count += 1
            if slack < -(mp.mpf(10) ** (-LOW // 2)):
                return Judgment(
                    "refuted",
                    points=count,
                    counterexample=Counterexample(
                        self._named(number), _short(slack), "0"
                    ),
                    note=statement.fails,
                )
            worst = slack if worst is None else min(worst, slack)
        if count < ENOUGH:
            return self._too_few(count)
        note = f"smallest {statement.measure}: {_short(worst)}"
        return Judgment("agrees", points=count, note=note)

    def _numbers(self):
        for number in range(TRIES):
            if self.point(number) is not None:
                yield number

    def looks_equal(self, left, right):
        """Whether a few points find no difference."""
        return self._sampled(left, right, "=", self.quick, False).verdict == "agrees"

    @property
    def quick(self):
        """Points for a quick verdict: every free index is visited."""
        count = 1
        for size in self.indices.values():
            count *= size
        return max(4, count)

    def _sampled(self, left, right, relation, points=None, confirm=True):
        wanted = points or (SLOW_POINTS if self.slow else POINTS)
        if self.found.is_closed:
            wanted = 1
        values, lonely = [], []  # points of both sides, of one side only
        for tried, number in enumerate(self._numbers()):
            if len(values) == wanted or (self.slow and tried > 3 * SLOW_POINTS):
                break
            if len(lonely) == ENOUGH or self.late >= LATE:
                break
            outcome = self._compare(left, right, relation, number, confirm)
            if outcome == "equal":
                values.append(number)
            if outcome == "one-sided":
                lonely.append(number)
            # Where only one side has a value the step fails, unless the other side
            # has no value anywhere: then nothing has been compared.
            if outcome == "different" or (lonely and (values or not confirm)):
                failed = lonely[0] if lonely else number
                return Judgment(
                    "refuted",
                    points=len(values) + 1,
                    counterexample=self._counterexample(left, right, failed)
                    if confirm
                    else None,
                    values=values,
                )
        if lonely:
            return Judgment("undecided", note=self._side_without_value(left, lonely[0]))
        if len(values) < min(wanted, ENOUGH):
            return self._too_few(len(values))
        return Judgment("agrees", points=len(values), values=values)

    def _side_without_value(self, left, number):
        found = self.at(left, number, QUICK[0] if self.slow else LOW)
        missing = isinstance(found, Undefined) or not all(
            map(_is_real, _entries(found))
        )
        side = "left" if missing else "right"
        return f"the {side} side has no real value at any point tried: state the domain"

    def _too_few(self, count):
        reasons = [str(v) for v in self.known.values() if isinstance(v, Undefined)]
        note = f"both sides have a value at only {count} points: state the domain"
        if count == 0 and reasons:
            note += f" ({reasons[-1]})"
        return Judgment("undecided", points=count, note=note)

    def _compare(self, left, right, relation, number, confirm=True):
        if self.slow:
            found = self._compare_at(QUICK, left, right, relation, number, confirm)
            if found not in ("unclear", "invalid") or not confirm:
                return found
        digits = CAREFUL if self.slow else (LOW, HIGH)
        return self._compare_at(digits, left, right, relation, number, confirm)

    def _compare_at(self, digits, left, right, relation, number, confirm):
        low, high = digits
        low = self.at(left, number, low), self.at(right, number, low)
        if all(isinstance(v, Undefined) for v in low):
            return "invalid"
        if any(isinstance(v, Undefined) for v in low):
            return self._one_sided(left, right, number, confirm)
        pairs = list(zip(*map(_entries, low), strict=True))
        if all(_is_real(a) != _is_real(b) for a, b in pairs):
            return "one-sided"
        if self.slow:  # a second look, with more digits, only where it is needed
            if not confirm and any(_relative(*p) > GROSS for p in pairs):
                return "different"
            if all(_clearly(*p, relation) for p in pairs):
                return "equal"
        high = self.at(left, number, high), self.at(right, number, high)
        if any(isinstance(v, Undefined) for v in high):
            return "invalid"
        outcomes = {
            _outcome(*four, relation, self.slow)
            for four in zip(*map(_entries, low), *map(_entries, high), strict=True)
        }
        if "different" in outcomes:
            if not confirm:
                return "different"
            return self._confirmed(left, right, relation, number)
        return "unclear" if "unclear" in outcomes else "equal"

    def _confirmed(self, left, right, relation, number):
        """Many more digits: a difference by cancellation alone would now be gone."""
        less, more = CAREFUL if self.slow else (HIGH, CONFIRM)
        low = self.at(left, number, less), self.at(right, number, less)
        high = self.at(left, number, more), self.at(right, number, more)
        if any(isinstance(v, Undefined) for v in (*low, *high)):
            return "invalid"
        if not self.slow:
            if any(0 in _entries(v) for v in high):
                high = self.at(left, number, BEYOND), self.at(right, number, BEYOND)
            low = high
        fours = list(zip(*map(_entries, low), *map(_entries, high), strict=True))
        outcomes = [_outcome(*four, relation, self.slow) for four in fours]
        if relation == "=" and any(_canceled(*four[2:]) for four in fours):
            return "unclear"
        if "different" in outcomes:
            return "different"
        return "unclear" if "unclear" in outcomes else "equal"

    def _one_sided(self, left, right, number, confirm):
        """One side has no value: so it stays with more digits, or it was rounding."""
        if self.slow:  # a wrong version that does not converge is refused for that
            return "invalid" if confirm else "one-sided"
        values = self.at(left, number, BEYOND), self.at(right, number, BEYOND)
        undefined = [isinstance(v, Undefined) for v in values]
        return "one-sided" if undefined[0] != undefined[1] else "invalid"

    def _counterexample(self, left, right, number):
        digits = CAREFUL[0] if self.slow else LOW
        with mp.workdps(digits):
            return self._shown(left, right, number, digits)

    def _shown(self, left, right, number, digits):
        sides = [self.at(s, number, digits) for s in (left, right)]
        if any(isinstance(s, Undefined) for s in sides):
            shown = [
                "undefined" if isinstance(s, Undefined) else _show(s) for s in sides
            ]
            return Counterexample(self._named(number), *shown)
        entries = list(zip(*map(_entries, sides), strict=True))
        worst = max(range(len(entries)), key=lambda k: _relative(*entries[k]))
        place = ""
        if len(entries) > 1:
            columns = sides[0].cols
            place = f"{worst // columns + 1}, {worst % columns + 1}"
        return Counterexample(
            self._named(number), *_telling(*entries[worst]), entry=place
        )

    def _named(self, number):
        """The numbers of a point by name, in a fixed order."""
        point = self.point(number)
        named = {str(s): str(int(v)) for s, v in sorted(point.env.items(), key=str)}
        owners = {}
        for (owner, index), fraction in point.drawn.items():
            label = str(getattr(owner, "name", owner))
            if index:
                label += "_" + ",".join(map(str, index))
            owners[label] = _decimal(fraction)
        return {**named, **dict(sorted(owners.items()))}

    def _size_names(self):
        return {str(s): str(k) for s, k in sorted(self.sizes.items(), key=str)}

    def _shape(self, expression):
        if isinstance(expression, sp.logic.boolalg.Boolean):
            return (1, 1)
        shape = nt.shape_of(expression)
        numbers = tuple(sp.sympify(s).subs(self.sizes) for s in shape)
        return tuple(int(s) if s.is_Integer else str(s) for s in numbers)

    # -- proof -----------------------------------------------------------------------

    def _proved(self, left, right, relation):
        if relation == "=":
            if self.sizes and equal_for_all_sizes(left, right, self.domain):
                return "all sizes"
            tests = [(is_zero, False)]
            if any(e.has(sp.Integral) and e.has(nt.D) for e in (left, right)):
                # Antiderivatives that the author wrote down, before SymPy looks for
                # one of its own.
                tests = [(is_zero_in_letters, s) for s in (False, True)] + tests
        else:
            strictly = relation == "<"
            tests = [(lambda d: is_nonnegative(-d, strictly), False)]
        for test, over_slopes in tests:
            try:
                differences = self._differences(left, right, over_slopes)
            except (Unsupported, NotImplementedError, TypeError, ValueError):
                continue
            if differences and all(map(test, differences)):
                return self._scope()
        return ""

    def _scope(self):
        if not self.sizes:
            return "all values"
        return ", ".join(f"{s} = {k}" for s, k in self._size_names().items())

    def _differences(self, left, right, over_slopes=False):
        result = []
        explicit = Explicit(self.sizes, self.domain, over_slopes)
        names = sorted(self.indices, key=str)
        for places in product(*(range(1, self.indices[n] + 1) for n in names)):
            env = {n: sp.Integer(k) for n, k in zip(names, places, strict=True)}
            here = explicit.at(env)
            sides = [here.walk(left), here.walk(right)]
            sides = [list(s) if isinstance(s, sp.MatrixBase) else [s] for s in sides]
            result += [a - b for a, b in zip(*sides, strict=True)]
        return result


# --- comparing numbers --------------------------------------------------------------


def _outcome(low_l, low_r, high_l, high_r, relation, slow):
    if relation != "=":
        return _ordered(high_l, high_r, relation, slow)
    difference = abs(high_l - high_r)
    own_error = max(abs(low_l - high_l), abs(low_r - high_r))
    if _relative(high_l, high_r) < mp.mpf(10) ** (-9 if slow else -25):
        return "equal"
    # Where both sides are zero only their rounding differs: it shrinks with precision.
    if difference <= abs(low_l - low_r) * mp.mpf(10) ** -25:
        return "equal"
    if difference > 100 * own_error:
        return "different"
    return "unclear"


def _canceled(left, right):
    """One side is exactly 0 and the other tiny: even these digits did not suffice."""
    return 0 in (left, right) and 0 < max(abs(left), abs(right)) < mp.mpf(10) ** -40


def _ordered(left, right, relation, slow):
    if not (_is_real(left) and _is_real(right)):
        return "invalid"
    slack = mp.re(right) - mp.re(left)
    noise = mp.mpf(10) ** (-9 if slow else -40) * max(abs(left), abs(right))
    if slack < -noise:
        return "different"
    if relation == "<" and slack <= noise:
        return "different"
    return "equal"


def _clearly(left, right, relation):
    """Whether a line with integrals holds by far more than their errors."""
    if relation == "=":
        return _relative(left, right) < mp.mpf(10) ** -9
    return _ordered(left, right, relation, slow=True) == "equal" and (
        _relative(left, right) > GROSS
    )


def _relative(left, right):
    difference = abs(left - right)
    scale = max(abs(left), abs(right))
    return difference / scale if scale else mp.zero


def _is_real(number):
    return abs(mp.im(number)) <= mp.mpf(10) ** -30 * (1 + abs(mp.re(number)))


def _entries(number):
    return list(number) if isinstance(number, mp.matrix) else [number]


def _show(number):
    if isinstance(number, mp.matrix) and len(number) > 1:
        return f"a {number.rows} x {number.cols} matrix"
    return _short(_entries(number)[0])


def _short(number, digits=6):
    """A few significant digits; a real number without its imaginary part."""
    if _is_real(number):
        return mp.nstr(mp.re(number) + 0, digits)
    return mp.nstr(number, digits)


def _telling(left, right):
    """Both sides with as many digits as it takes to see that they differ."""
    for digits in (6, 10, 15, 20, 30):
        shown = _short(left, digits), _short(right, digits)
        if shown[0] != shown[1]:
            break
    return shown


def _decimal(fraction):
    return f"{float(fraction):.6g}"


def _times(shape):
    return f"{shape[0]} x {shape[1]}"
