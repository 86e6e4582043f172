r"""Functions that LaTeX has a command for, and constants."""

from collections.abc import Callable
from typing import Any

import sympy as sp

from derivations.steps.vocabulary import notation as nt

from .values import Entries, Mismatch, Value, fresh_index, is_matrix

BY_NAME: dict[str, Callable[..., Any]] = {
    r"\log": sp.log,
    r"\ln": sp.log,
    r"\exp": sp.exp,
    r"\sin": sp.sin,
    r"\cos": sp.cos,
    r"\tan": sp.tan,
    r"\cot": sp.cot,
    r"\sinh": sp.sinh,
    r"\cosh": sp.cosh,
    r"\tanh": sp.tanh,
    r"\arcsin": sp.asin,
    r"\arccos": sp.acos,
    r"\arctan": sp.atan,
    r"\Gamma": sp.gamma,
    r"\erf": sp.erf,
    r"\sgn": sp.sign,
    r"\sign": sp.sign,
    r"\psi": sp.digamma,
    r"\logit": lambda p: sp.log(p / (1 - p)),
    r"\sp": nt.softplus,
    r"\softplus": nt.softplus,
}

MATRIX_FUNCTIONS: dict[str, Callable[..., Any]] = {
    r"\tr": nt.tr,
    r"\Tr": nt.tr,
    r"\trace": nt.tr,
    r"\det": nt.det,
    r"\diag": nt.diag,
    r"\vec": nt.vec,
}

SEVERAL: dict[str, Callable[..., Any]] = {r"\max": sp.Max, r"\min": sp.Min}

CONSTANTS = {r"\pi": sp.pi, r"\infty": sp.oo, "e": sp.E}


def norm(value: Value, kind: str) -> Any:
    r"""The norm of a vector (1 or 2) or of a matrix (F); of a number its size."""
    if is_matrix(value) and value.shape[1] != 1:
        if kind != "F":
            raise Mismatch(
                "the norm of a matrix: write \\|A\\|_F for the Frobenius norm"
            )
        return sp.sqrt(nt.tr(value.T * value))
    if isinstance(value, Entries) or is_matrix(value):
        if kind not in ("1", "2"):
            raise Mismatch(f"the norm with index {kind} is not understood")
        return _vector_norm(value, kind)
    return sp.Abs(value)


def _vector_norm(value: Value, kind: str) -> Any:
    if isinstance(value, Entries):
        size = value.size
        k = fresh_index(value.entry(sp.Symbol("_", integer=True, positive=True)))
        entry = value.entry(k)
    else:
        size = value.shape[0]
        k = fresh_index(value)
        entry = nt.entry(value, k)
    if kind == "1":
        return sp.Sum(sp.Abs(entry), (k, 1, size))
    return sp.sqrt(sp.Sum(entry**2, (k, 1, size)))
