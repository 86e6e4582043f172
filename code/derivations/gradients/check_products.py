"""Products of derivatives with vectors against the numbers: hvp, jvp, vjp."""

from collections.abc import Callable
from typing import Any, Unpack

import numpy as np

from derivations.gradients.inputs import backward, forward, pose

from .answer import RETURNS, Options, answer_posed
from .result import Check


def check_hvp(
    gradient: Callable, hvp: Callable, x: Any, v: Any = None, **options: Unpack[Options]
) -> Check:
    """Check a product of the Hessian with a vector, hvp(x, v) = H(x) v.

    Parameters
    ----------
    gradient : callable
        Takes what x is, returns the gradient, laid out as x is; best checked before.
    hvp : callable
        The claim: ``hvp(x, v, *args)``, as SciPy's ``hessp``, returns what x is.
    x : array_like, dict, list, tuple
        The point, as for `check_gradient`.
    v : like x, optional
        The vector. Without one the whole Hessian is checked, up to 200 inputs, and
        beyond eight random vectors are taken.
    **options
        The keyword arguments of `check_gradient`, without `along` and
        `value_and_gradient`.

    Returns
    -------
    Check
        As for `check_gradient`.

    Raises
    ------
    TypeError, ValueError
        As for `check_hessian`; ValueError also where v has not the shape of x.

    Examples
    --------
    >>> check = check_hvp(lambda x: x**3, lambda x, v: 6 * x**2 * v, [1.0, 2.0])
    >>> check.explanation.kind
    'scaled'
    """
    return _forward("Hessian", gradient, hvp, x, v, options, "hvp")


def check_jvp(
    f: Callable, jvp: Callable, x: Any, v: Any = None, **options: Unpack[Options]
) -> Check:
    """Check a product of the Jacobian with a vector, jvp(x, v) = J(x) v.

    Parameters
    ----------
    f : callable
        Takes what x is, returns an array.
    jvp : callable
        The claim: ``jvp(x, v, *args)`` returns an array of the shape of f(x).
    x : array_like, dict, list, tuple
        The point, as for `check_gradient`.
    v : like x, optional
        The tangent vector. Without one the whole Jacobian is checked, up to 200
        inputs, and beyond eight random vectors are taken.
    **options
        The keyword arguments of `check_gradient`, without `along` and
        `value_and_gradient`.

    Returns
    -------
    Check
        As for `check_jacobian`.

    Raises
    ------
    TypeError, ValueError
        As for `check_jacobian`; ValueError also where v has not the shape of x.

    Examples
    --------
    >>> check_jvp(lambda x: x**2, lambda x, v: 2 * x * v, [1.0, 2.0]).verdict
    'agrees'
    """
    return _forward("Jacobian", f, jvp, x, v, options, "jvp")


def check_vjp(
    f: Callable, vjp: Callable, x: Any, v: Any = None, **options: Unpack[Options]
) -> Check:
    """Check a product of a vector with the Jacobian, vjp(x, v) = J(x)' v.

    Parameters
    ----------
    f : callable
        Takes what x is, returns an array.
    vjp : callable
        The claim: ``vjp(x, v, *args)``, the backward pass of f, returns what x is.
    x : array_like, dict, list, tuple
        The point, as for `check_gradient`.
    v : array_like, optional
        The cotangent vector, of the shape of f(x). Without one the whole Jacobian is
        checked, up to 200 outputs, and beyond eight random vectors are taken.
    **options
        The keyword arguments of `check_gradient`, without `along` and
        `value_and_gradient`.

    Returns
    -------
    Check
        As for `check_jacobian`; with v, as for `check_gradient` of x -> v'f(x).

    Raises
    ------
    TypeError, ValueError
        As for `check_jacobian`; ValueError also where v has not the shape of f(x).

    Examples
    --------
    >>> import numpy as np
    >>> A = np.array([[1.0, 2.0], [3.0, 5.0]])
    >>> check_vjp(lambda x: A @ x, lambda x, v: A @ v, [1.0, 1.0]).explanation.kind
    'transposed'
    """
    posed, args, facts = _posed("Jacobian", f, vjp, x, options, "vjp")
    posed = backward(posed, vjp, v, args, facts["rng"])
    what = "Jacobian" if np.shape(posed.f(posed.x.copy())) else "gradient"
    called = "" if v is None else "vector-Jacobian product"
    return answer_posed(what, posed, name_claim="vjp", called=called, **facts)


def _forward(what: str, f, product, x, v, options, name: str) -> Check:
    posed, args, facts = _posed(what, f, product, x, options, name)
    along = forward(posed, product, v, args, facts["rng"])
    if v is None and along.x is posed.x:
        return answer_posed(what, along, name_claim=name, **facts)
    # Along single vectors there is no square matrix whose symmetry could be asked for.
    called = f"{what}-vector product"
    return answer_posed("Jacobian", along, name_claim=name, called=called, **facts)


def _posed(what: str, f, product, x, options, name: str):
    if not callable(product):
        raise TypeError(f"{name} must be callable, got {type(product).__name__}")
    facts = {"rng": 0, **options}
    for other in ("along", "value_and_gradient"):
        if other in facts:
            raise TypeError(f"check_{name} takes no {other}")
    args, bounds = facts.pop("args", ()), facts.pop("bounds", None)
    args = args if isinstance(args, tuple) else (args,)
    posed = pose(f, None, x, returns=RETURNS[what], args=args, bounds=bounds)
    return posed, args, facts
