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
x a dict, frame, list of arrays          laid end to end, entries named
x outside bounds, not on the set `along` ValueError
beyond bounds                            not evaluated: one side is used
f or the claim raises at x               that error, with a note
f raises anything at another point       not defined there, with a note: one
                                         side is used
f(x) has several entries (gradient)      ValueError (one entry, in a list, a tuple,
                                         a frame: taken as that number)
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
claim without a key of x, or with more   differs        wrong-shape
operator, rmatvec no transpose of matvec differs        unknown
f or claim in float32, claim right       agrees if `resolution` was seen, else
                                         inconclusive   single-precision
f or claim in float32, claim wrong       differs        what is wrong with it
a part of f in float32, claim right      inconclusive   single-precision (agrees if
                                                        its steps are small enough)
data in float32, claim off by as much    differs        single-precision
kink at x, claim between the slopes      agrees         kink
kink at x, claim outside                 differs        kink
derivative zero, claim too, and right
beside x                                 agrees         None
derivative zero, claim too, but wrong
beside x                                 inconclusive   what is wrong with it
derivative zero, claim too, an array     inconclusive   None (agrees with `scale`)
derivative zero beside x as well         inconclusive   None (agrees with `scale`)
derivative zero, claim visibly not       differs        unknown
f too noisy or offset for `resolution`   inconclusive   None
difference within `accuracy`             agrees         None
budget spent before all was seen         inconclusive   None
budget spent, what was seen differs      differs        what is wrong with it
======================================== ============== ====================
"""

from collections.abc import Callable, Mapping
from typing import Any, Unpack

import numpy as np

from .answer import Options, answer
from .result import Check


def check_gradient(
    f: Callable,
    gradient: Any,
    x: Any,
    *,
    args: Any = (),
    value_and_gradient: bool = False,
    resolution: float = 1e-6,
    accuracy: float | None = None,
    scale: float | None = None,
    along: Any = None,
    bounds: Any = None,
    budget: str | None = None,
    sizes: Mapping[str, float] | None = None,
    terms: Mapping[str, Any] | None = None,
    rng: int | np.random.Generator = 0,
) -> Check:
    """Check a gradient of a scalar function at a point.

    Parameters
    ----------
    f : callable
        Takes what x is, returns one number.
    gradient : callable or array_like
        The claim: a function of x, or its value at x (then the noise of its formula
        is not known, only the rounding of its entries). It has the shape of x, or is
        laid out as x is.
    x : array_like, dict, list, tuple, pandas object
        The point, of any shape, real and finite. Best chosen at random: at special
        points wrong formulas happen to be right. Several arrays in a dict, a list or
        a tuple (nested, too) are handed to f in the same form, and a wrong entry is
        called ``params['W1'][2, 0]``. A tuple becomes several arguments, f(W, b), for
        a function that takes so many and not one.
    args : tuple, optional
        Further arguments of f and of the claim, as in SciPy: ``f(x, *args)``.
    value_and_gradient : bool, optional
        f returns a pair, its value and its gradient (SciPy's ``jac=True``, JAX's
        ``value_and_grad``). `gradient` is then None, or another claim to be held
        against the value.
    resolution : float, optional
        The relative error that must be visible for "agrees", below 1.
    accuracy : float, optional
        A fact, not a wish: the derivative of f, or the claim, is known to this relative
        accuracy only, because an ODE solver or an inner solver stops there, or because
        digits were printed. A difference of so much of the largest entry is no mistake,
        and the check promises no more than twice that; of more than 200 inputs less,
        as along a direction the errors of all of them add up. The derivative of a
        solver's result is less accurate than the result: at a tolerance of 1e-8 it may
        be 1e-6.
    scale : float, optional
        A fact: the size that entries of the derivative have elsewhere. At an optimum
        all of them are zero, and nothing else tells which error is small. Without it
        the claim is tried at a point beside x as well, if it is a function.
    along : str, array_like or callable, optional
        How x can move where it lies on a set; the claim is compared along that alone.
        "symmetric", "simplex" (not negative, sum 1 along the last axis), "unit norm"
        (along the last axis); directions of the shape of x, one a row, or a single
        one; or a function from free numbers to x: then x stands for the free numbers,
        and the claim, a function of what f takes, is pulled back by the chain rule.
    bounds : sequence of pairs, optional
        (lower, upper) for every entry of x in order, None where there is none; or an
        object with lb and ub. As in SciPy. Neither function is called beyond them.
    budget : str, optional
        What the check may take, with its unit: "500 calls" of f for its value, "30 s",
        "2 min". What was not seen within it is named, and the check is then
        inconclusive, unless what was seen differs. With a time, the outcome depends on
        the machine.
    sizes : dict, optional
        Names and values of the quantities in the formula, {"m": 120}; the explanation
        then calls a factor 1/120 by its name, 1/m.
    terms : dict, optional
        Names and values of parts of the derivative, {"penalty": array} or functions of
        x; the explanation then says which enters wrongly.
    rng : int or numpy.random.Generator, optional
        Seed or generator for the random directions.

    Returns
    -------
    Check
        True in a condition if the gradient agrees. Up to 200 inputs every entry is
        measured (some 20 evaluations of f each); beyond, random directions are, and
        wrong entries are found by bisection.

    Raises
    ------
    TypeError
        An argument, f(x) or the claim is not what it must be: f no function, x or a
        value complex, boolean, masked or no numbers at all.
    ValueError
        x is empty or not finite, outside its bounds or off its set; f returns several
        numbers; an argument is out of range.
    Exception
        Whatever f or the claim raises at x, with a note that says which of them. Of
        every other situation the top of this module tells.

    Examples
    --------
    >>> import numpy as np
    >>> check = check_gradient(lambda x: x @ x, lambda x: -2 * x, [1.0, 2.0, 3.0])
    >>> check.verdict, check.explanation.kind, check.explanation.correction
    ('differs', 'sign', '-claim')
    >>> bool(check_gradient(lambda x: x @ x, lambda x: 2 * x, [1.0, 2.0, 3.0]))
    True

    >>> x = {"a": 3.0, "b": np.array([1.0, 2.0])}
    >>> claim = {"a": 6.0, "b": np.array([2.0, 5.0])}
    >>> check = check_gradient(lambda x: x["a"] ** 2 + x["b"] @ x["b"], claim, x)
    >>> check.worst[0].name
    "params['b'][1]"
    """
    return answer(
        "gradient",
        f,
        gradient,
        x,
        args=args,
        value_and_gradient=value_and_gradient,
        resolution=resolution,
        accuracy=accuracy,
        scale=scale,
        along=along,
        bounds=bounds,
        budget=budget,
        sizes=sizes,
        terms=terms,
        rng=rng,
    )


def check_jacobian(
    f: Callable, jacobian: Any, x: Any, **options: Unpack[Options]
) -> Check:
    """Check a Jacobian: shape f(x).shape followed by x.shape (numerator layout).

    Parameters
    ----------
    f : callable
        Takes what x is, returns an array.
    jacobian : callable, array_like, sparse matrix or linear operator
        The claim, a function of x or its value at x. Sparse matrices have ``toarray``
        or ``todense``, operators ``matvec``; if an operator has ``rmatvec``, too, the
        two must be each other's transpose. For x of several arrays a structure like x,
        of arrays of shape f(x).shape followed by that of the part.
    x
        The point, as for `check_gradient`.
    **options
        The keyword arguments of `check_gradient`. With ``value_and_gradient=True``
        f returns its value and its Jacobian.

    Returns
    -------
    Check
        As for `check_gradient`.

    Raises
    ------
    TypeError, ValueError
        As for `check_gradient`, but f may return several numbers.

    Examples
    --------
    >>> import numpy as np
    >>> A = np.array([[1.0, 2.0], [3.0, 5.0]])
    >>> check = check_jacobian(lambda x: A @ x, lambda x: A.T, [1.0, 1.0])
    >>> check.explanation.kind
    'transposed'
    """
    return answer("Jacobian", f, jacobian, x, **options)


def check_hessian(
    gradient: Callable, hessian: Any, x: Any, **options: Unpack[Options]
) -> Check:
    """Check a Hessian against a gradient, which is best checked before.

    Parameters
    ----------
    gradient : callable
        Takes what x is, returns the gradient, laid out as x is.
    hessian : callable, array_like, sparse matrix or linear operator
        The claim, of the shape of x twice, x.shape + x.shape. For x of several arrays
        that of the array in which they lie end to end, or a structure of structures.
    x
        The point, as for `check_gradient`.
    **options
        The keyword arguments of `check_gradient`. With ``value_and_gradient=True``
        `gradient` returns the gradient and the Hessian; `along` is the way that x
        moves, so it concerns the last axes of the Hessian alone.

    Returns
    -------
    Check
        As for `check_gradient`. A gradient whose Jacobian is not symmetric is none,
        and no Hessian can be right for it: "differs", kind "not-a-gradient".

    Raises
    ------
    TypeError, ValueError
        As for `check_gradient`; ValueError also where the gradient has not the shape
        of x.

    Examples
    --------
    >>> import numpy as np
    >>> bool(check_hessian(lambda x: x**3, lambda x: np.diag(3 * x**2), [1.0, 2.0]))
    True
    """
    return answer("Hessian", gradient, hessian, x, **options)
