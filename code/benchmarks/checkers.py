"""Packages that check a gradient: run(f, gradient, x) -> a word.

"passed", "refused", "open"; or None: not meant for so many inputs. For jax, torch and
autograd the gradient under test becomes the derivative rule of f, so that all judge the
same numbers.
"""

import designs
import numpy as np
from peers import OURS, Tool


def _check_derivations():
    from derivations import check_gradient

    verdicts = {"agrees": "passed", "differs": "refused", "inconclusive": "open"}
    return lambda f, g, x: verdicts[check_gradient(f, g, x).verdict]


def _check_grad():
    from scipy.optimize import check_grad

    # It returns a distance and leaves the threshold to its user; 1e-6 is customary.
    def run(f, g, x):
        if x.size > 200:
            return _word(check_grad(f, g, x, direction="random", rng=0) <= 1e-6)
        return _word(check_grad(f, g, x) <= 1e-6)

    return run


def _check_three_point():
    from scipy.optimize._numdiff import check_derivative

    # "On the order of 1e-6 or lower" is right, says its documentation.
    def run(f, g, x):
        return None if x.size > 200 else _word(check_derivative(f, g, x) <= 1e-6)

    return run


def _check_jax():
    import jax
    from jax.test_util import check_jvp, check_vjp

    jax.config.update("jax_enable_x64", True)

    # What check_grads(order=1) does, with the derivative rules handed in.
    def run(f, g, x):
        def value(x):
            return np.float64(f(np.asarray(x)))

        def jvp(primals, tangents):
            return value(primals[0]), np.float64(np.vdot(g(x), tangents[0]))

        def vjp(x):
            return value(x), lambda c: (np.asarray(g(np.asarray(x)) * float(c)),)

        return _raises(
            lambda: (check_jvp(value, jvp, (x,)), check_vjp(value, vjp, (x,)))
        )

    return run


def _check_torch():
    import torch

    torch.set_num_threads(1)

    def run(f, g, x):
        class Wrapped(torch.autograd.Function):
            @staticmethod
            def forward(context, x):
                context.save_for_backward(x)
                return torch.tensor(float(f(x.numpy(force=True))), dtype=x.dtype)

            @staticmethod
            def backward(context, upstream):
                (x,) = context.saved_tensors
                return upstream * torch.from_numpy(np.array(g(x.numpy(force=True))))

        point = torch.tensor(x, requires_grad=True)
        return _word(
            torch.autograd.gradcheck(
                Wrapped.apply, (point,), raise_exception=False, fast_mode=x.size > 200
            )
        )

    return run


def _check_autograd():
    from autograd.extend import defvjp, primitive
    from autograd.test_util import check_grads

    def run(f, g, x):
        @primitive
        def wrapped(x):
            return float(f(x))

        defvjp(wrapped, lambda value, x: lambda upstream: upstream * g(x))
        np.random.seed(0)  # noqa: NPY002 - it draws its direction from there
        return _raises(lambda: check_grads(wrapped, modes=["rev"], order=1)(x))

    return run


def _check_derivcheck():
    from derivcheck import assert_deriv

    def run(f, g, x):
        if x.size > 200:
            return None
        try:
            return _raises(lambda: assert_deriv(f, g, x))
        except FloatingPointError:  # "Inaccurate estimate": it abstains
            return "open"

    return run


def _word(passed) -> str:
    return "passed" if passed else "refused"


def _raises(check) -> str:
    try:
        check()
    except AssertionError:
        return "refused"
    return "passed"


CHECKERS = (
    Tool(OURS, "derivations", _check_derivations),
    Tool("scipy check_grad, 1e-6", "scipy", _check_grad),
    Tool("scipy check_derivative, 1e-6", "scipy", _check_three_point),
    Tool("torch gradcheck", "torch", _check_torch),
    Tool("jax check_grads", "jax", _check_jax),
    Tool("autograd check_grads", "autograd", _check_autograd),
    Tool("derivcheck assert_deriv", "derivcheck", _check_derivcheck),
    Tool("best step of a sweep*", OURS, lambda: designs.sweep),
    Tool("Taylor remainder*", OURS, lambda: designs.taylor),
)
