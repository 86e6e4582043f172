"""A claimed derivative held against the numbers: one verdict, and the reason.

The tolerance is derived, never chosen: tau = 4 (E + u), with E the error bound of the
numerical derivative and u the noise of the claim's own formula, entry by entry. A
difference beyond tau cannot be rounding, so the claim "differs". A difference within
tau agrees as far as can be seen, which is worth little where tau is large: the claim
"agrees" only if every relative error above `resolution` would have been seen, and the
check is "inconclusive" otherwise. A tolerance excuses a difference; it never certifies.

What becomes of each situation, decided once (tests demand exactly this):

======================================== ============== ====================
situation                                outcome        kind of explanation
======================================== ============== ====================
x empty, NaN, infinite                   ValueError
x, f(x) or the claim complex, not number TypeError
x of integers, a list, a number          as float64
f or the claim raises at x               that error, with a note
f raises ArithmeticError, ValueError at
another point                            not defined there: one side is used
f(x) has several entries (gradient)      ValueError (one entry: taken as scalar)
f(x) empty, or of changing shape         ValueError
sizes, terms, resolution unusable        ValueError, TypeError
f(x) NaN or infinite                     inconclusive   non-finite
derivative infinite, claim finite        differs        non-finite
derivative infinite, claim infinite      inconclusive   non-finite
claim NaN or infinite, derivative not    differs        non-finite
f jumps at x, claim finite               differs        non-finite
f or claim random                        inconclusive   not-deterministic
f or claim changes x, right on copies    inconclusive   mutates-argument
f or claim changes x, wrong on copies    differs        mutates-argument
claim of another shape                   differs        transposed or reshaped if
                                                        that puts it right, else
                                                        wrong-shape
f or claim in float32, claim right       inconclusive   single-precision
f or claim in float32, claim wrong       differs        what is wrong with it
kink at x, claim between the slopes      agrees         kink
kink at x, claim outside                 differs        kink
derivative zero within rounding          inconclusive   None
derivative zero, claim visibly not       differs        unknown
f too noisy or offset for `resolution`   inconclusive   None
======================================== ============== ====================
"""

from dataclasses import dataclass

from derivations.display import Shown
from derivations.gradients.hypotheses.explanation import Explanation
from derivations.gradients.measuring.question import Question
from derivations.numerics.function import as_point

from . import report
from .inspection import inspect
from .outcome import fields


@dataclass(frozen=True)
class Entry:
    """One entry of a derivative: where, what was claimed, what was found.

    At a kink every number within `slack` of `numeric` lies between the two slopes.
    """

    index: tuple[int, ...]
    claimed: float
    numeric: float
    tolerance: float
    slack: float = 0.0


@dataclass(frozen=True, repr=False)
class Check(Shown):
    """The outcome of a check; true in a condition if the claim agrees.

    Attributes:
        verdict: "agrees", "differs" or "inconclusive".
        digits: the number of digits to which the claim was tested.
        resolution: the smallest relative error that would have been seen.
        worst: up to eight entries, the worst first (none if only directions agree).
        explanation: what is wrong, or special; None if there is nothing to say.
        evaluations: calls of f.
        shape: shape of the derivative, that of f(x) followed by that of x.
        relative_error: largest difference / largest entry; inf if not comparable.
        reason: for "inconclusive", what stands in the way; "" otherwise.
        asked: the resolution that was asked for.
        wrong: how many entries are known to be wrong.
        notes: further remarks, each a sentence.
        what: "gradient", "Jacobian" or "Hessian".
        directions: how many random directions stood in for the entries (0: none).
        sampled: how many entries, drawn at random, were then looked at as examples.
        visible: for each entry of `worst`, the error that was asked to be visible.
    """

    verdict: str
    digits: int
    resolution: float
    worst: tuple[Entry, ...]
    explanation: Explanation | None
    evaluations: int
    shape: tuple[int, ...]
    relative_error: float
    reason: str = ""
    asked: float = 1e-6
    wrong: int = 0
    notes: tuple[str, ...] = ()
    what: str = "gradient"
    directions: int = 0
    sampled: int = 0
    visible: tuple[float, ...] = ()

    def __bool__(self) -> bool:
        return self.verdict == "agrees"

    def __str__(self) -> str:
        return report.text(self)

    def markdown(self) -> str:
        """The report for a page."""
        return report.markdown(self)

    def record(self) -> dict:
        """The report for machines, rounded so that it is the same on all of them."""
        return report.record(self)


def check_gradient(
    f, gradient, x, *, resolution=1e-6, sizes=None, terms=None, rng=0
) -> Check:
    """Check a gradient of a scalar function at a point.

    Args:
        f: takes an array like x, returns one number.
        gradient: the claim: a function of x, or its value at x (then the noise of
            its formula is not known, only the rounding of its entries).
        x: the point, of any shape, real and finite. Best chosen at random: at special
            points wrong formulas happen to be right.
        resolution: the relative error that must be visible for "agrees", below 1.
        sizes: names and values of the quantities in the formula, {"m": 120}; the
            explanation then calls a factor 1/120 by its name, 1/m.
        terms: names and values of parts of the derivative, {"penalty": array} or
            functions of x; the explanation then says which enters wrongly.
        rng: seed or generator for the random directions.

    Returns:
        A `Check`, true in a condition if the gradient agrees. Up to 200 inputs every
        entry is measured (some 20 evaluations of f each); beyond, random directions
        are, and wrong entries are found by bisection.

    Raises:
        TypeError: an argument, f(x) or the claim is not what it must be: f no
            function, x or a value complex, boolean, masked or no numbers at all.
        ValueError: x is empty or not finite, f returns several numbers, a size,
            term, resolution or seed is out of range.
        Whatever f or the claim raises at x, with a note that says which of them.
        What becomes of every other situation stands at the top of this module.

    >>> import numpy as np
    >>> check = check_gradient(lambda x: x @ x, lambda x: -2 * x, [1.0, 2.0, 3.0])
    >>> check.verdict, check.explanation.kind, check.explanation.correction
    ('differs', 'sign', '-claim')
    >>> bool(check_gradient(lambda x: x @ x, lambda x: 2 * x, [1.0, 2.0, 3.0]))
    True
    """
    question = Question(
        "gradient", f, gradient, as_point(x), resolution, sizes, terms, rng
    )
    return _answer(question)


def check_jacobian(
    f, jacobian, x, *, resolution=1e-6, sizes=None, terms=None, rng=0
) -> Check:
    """Check a Jacobian: shape f(x).shape followed by x.shape (numerator layout).

    Arguments, outcome and errors as for `check_gradient`, but f may return an array.

    >>> import numpy as np
    >>> A = np.array([[1.0, 2.0], [3.0, 5.0]])
    >>> check = check_jacobian(lambda x: A @ x, lambda x: A.T, [1.0, 1.0])
    >>> check.explanation.kind
    'transposed'
    """
    question = Question(
        "Jacobian", f, jacobian, as_point(x), resolution, sizes, terms, rng
    )
    return _answer(question)


def check_hessian(
    gradient, hessian, x, *, resolution=1e-6, sizes=None, terms=None, rng=0
) -> Check:
    """Check a Hessian against a gradient, which is best checked before.

    The Hessian has the shape of x twice, x.shape + x.shape. Arguments, outcome and
    errors as for `check_gradient`, but that ValueError is raised where the gradient
    has not the shape of x. A gradient whose Jacobian is not symmetric is none, and no
    Hessian can be right for it: "differs", kind "not-a-gradient".

    >>> import numpy as np
    >>> bool(check_hessian(lambda x: x**3, lambda x: np.diag(3 * x**2), [1.0, 2.0]))
    True
    """
    question = Question(
        "Hessian", gradient, hessian, as_point(x), resolution, sizes, terms, rng
    )
    return _answer(question)


def assert_gradient(
    f, gradient, x, *, resolution=1e-6, sizes=None, terms=None, rng=0
) -> Check:
    """Raise AssertionError with the whole report unless the gradient agrees.

    For tests: an "inconclusive" check fails, too. Arguments and errors are those of
    `check_gradient`, and its `Check` is returned.

    >>> assert_gradient(lambda x: x @ x, lambda x: 2 * x, [1.0, 2.0]).verdict
    'agrees'
    >>> assert_gradient(lambda x: x @ x, lambda x: x, [1.0, 2.0])
    Traceback (most recent call last):
    AssertionError: The gradient differs (wrong factor) in 2 of 2 entries, ...
    """
    check = check_gradient(
        f, gradient, x, resolution=resolution, sizes=sizes, terms=terms, rng=rng
    )
    if not check:
        raise AssertionError(str(check))
    return check


def _answer(question: Question) -> Check:
    found = fields(inspect(question), question.resolution)
    return Check(
        worst=tuple(Entry(*entry) for entry in found.pop("entries", ())),
        asked=question.resolution,
        what=question.what,
        evaluations=question.f.calls,
        **found,
    )
