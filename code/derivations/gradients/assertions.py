"""Checks for tests: an AssertionError with the whole report, and nothing beside it."""

from collections.abc import Callable
from typing import Any, Unpack

from .answer import Options
from .check import check_gradient, check_hessian, check_jacobian
from .result import Check


def assert_gradient(
    f: Callable, gradient: Any, x: Any, **options: Unpack[Options]
) -> Check:
    """Raise AssertionError with the whole report unless the gradient agrees.

    For tests: an "inconclusive" check fails, too. pytest shows the report, not the
    lines of this package.

    Parameters
    ----------
    f, gradient, x, **options
        As for `check_gradient`.

    Returns
    -------
    Check
        The check, which agrees.

    Raises
    ------
    AssertionError
        The check differs or is inconclusive.
    TypeError, ValueError
        As for `check_gradient`.

    Examples
    --------
    >>> assert_gradient(lambda x: x @ x, lambda x: 2 * x, [1.0, 2.0]).verdict
    'agrees'
    >>> assert_gradient(lambda x: x @ x, lambda x: x, [1.0, 2.0])
    Traceback (most recent call last):
    AssertionError: The gradient differs (wrong factor) in 2 of 2 entries, ...
    """
    __tracebackhide__ = True
    return _agreeing(check_gradient(f, gradient, x, **options))


def assert_jacobian(
    f: Callable, jacobian: Any, x: Any, **options: Unpack[Options]
) -> Check:
    """Raise AssertionError with the whole report unless the Jacobian agrees.

    Parameters
    ----------
    f, jacobian, x, **options
        As for `check_jacobian`.

    Returns
    -------
    Check
        The check, which agrees.

    Raises
    ------
    AssertionError
        The check differs or is inconclusive.
    TypeError, ValueError
        As for `check_jacobian`.

    Examples
    --------
    >>> import numpy as np
    >>> assert_jacobian(lambda x: x**2, lambda x: np.diag(2 * x), [1.0, 2.0]).verdict
    'agrees'
    """
    __tracebackhide__ = True
    return _agreeing(check_jacobian(f, jacobian, x, **options))


def assert_hessian(
    gradient: Callable, hessian: Any, x: Any, **options: Unpack[Options]
) -> Check:
    """Raise AssertionError with the whole report unless the Hessian agrees.

    Parameters
    ----------
    gradient, hessian, x, **options
        As for `check_hessian`.

    Returns
    -------
    Check
        The check, which agrees.

    Raises
    ------
    AssertionError
        The check differs or is inconclusive.
    TypeError, ValueError
        As for `check_hessian`.

    Examples
    --------
    >>> import numpy as np
    >>> assert_hessian(lambda x: x**2, lambda x: np.diag(2 * x), [1.0, 2.0]).verdict
    'agrees'
    """
    __tracebackhide__ = True
    return _agreeing(check_hessian(gradient, hessian, x, **options))


def _agreeing(check: Check) -> Check:
    __tracebackhide__ = True
    if not check:
        raise AssertionError(str(check))
    return check
