"""Packages that differentiate: run(f, x) -> (derivative, stated error or None)."""

import numpy as np
from peers import OURS, Tool


def _derivations():
    from derivations import numerical_jacobian

    def run(f, x):
        found = numerical_jacobian(f, x)
        return found.value, found.bound

    return run


def _scipy_differentiate():
    from scipy.differentiate import jacobian

    def run(f, x):
        def many(points):
            columns = points.reshape(x.size, -1).T
            values = np.array([np.atleast_1d(f(column)) for column in columns]).T
            return values.reshape(-1, *points.shape[1:])

        found = jacobian(many, x)
        # Where it says itself that it did not succeed, it has stated nothing.
        return found.df, np.where(found.success, found.error, np.inf)

    return run


def _scipy_three_point():
    from scipy.optimize._numdiff import approx_derivative

    return lambda f, x: (approx_derivative(f, x, method="3-point"), None)


def _numdifftools():
    import numdifftools

    def run(f, x):
        found = numdifftools.Jacobian(f, full_output=True)(x)
        return found.estimate, found.error_estimate

    return run


def _statsmodels():
    from statsmodels.tools.numdiff import approx_fprime

    return lambda f, x: (approx_fprime(x, f, centered=True), None)


def _fdm():
    import fdm

    def run(f, x):
        columns, errors = [], []
        for unit in np.eye(x.size):
            method = fdm.central_fdm(order=6, deriv=1, adapt=1)  # its default method
            columns.append(np.atleast_1d(fdm.jvp(f, unit, method)(x)))
            # No accuracy is stated where the step was limited.
            stated = np.inf if method.acc is None else method.acc
            errors.append(np.full(columns[-1].shape, stated))
        return np.stack(columns, axis=-1), np.stack(errors, axis=-1)

    return run


def _jacobi():
    from jacobi import jacobi

    return jacobi


def _derivcheck():
    from derivcheck import diff_ridders

    def run(f, x):
        columns, errors = [], []
        for unit in np.eye(x.size):
            value, error = diff_ridders(lambda t, v=unit: f(x + t * v), 0.0, 0.1)
            columns.append(np.atleast_1d(value))
            errors.append(np.full(columns[-1].shape, error))
        return np.stack(columns, axis=-1), np.stack(errors, axis=-1)

    return run


DIFFERENTIATORS = (
    Tool(OURS, "derivations", _derivations),
    Tool("scipy.differentiate", "scipy", _scipy_differentiate),
    Tool("scipy 3-point", "scipy", _scipy_three_point),
    Tool("numdifftools", "numdifftools", _numdifftools),
    Tool("statsmodels, centered", "statsmodels", _statsmodels),
    Tool("fdm", "fdm", _fdm),
    Tool("jacobi", "jacobi", _jacobi),
    Tool("derivcheck", "derivcheck", _derivcheck),
)
