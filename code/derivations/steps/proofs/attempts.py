"""A step handed to SymPy: for all sizes first, then spelled out at small ones."""

from itertools import product

import sympy as sp

from derivations.steps.deadline import TimeUp, limit
from derivations.steps.errors import NO_ANSWER
from derivations.steps.spelled_out.concrete import Explicit
from derivations.steps.vocabulary import notation as nt
from derivations.steps.vocabulary.ingredients import ingredients
from derivations.steps.vocabulary.look_alikes import look_alikes
from derivations.steps.vocabulary.ranges import free_indices

from .allsizes import equal_for_all_sizes
from .modulo import equations_of, is_zero_modulo
from .proof import is_nonnegative, is_zero, is_zero_in_letters
from .signs_allsizes import is_nonnegative_for_all_sizes

PROOF_SECONDS = 15  # for all attempts together


def proved_scope(left, right, relation, domain, sizes, indices):
    """For what a step is proved: "all sizes", "all values", "m = 3, n = 2", or ""."""
    try:
        with limit(PROOF_SECONDS):
            return _scope(left, right, relation, domain, sizes, indices)
    except (TimeUp, *NO_ANSWER):  # SymPy gives up in many ways: none is a proof
        return ""


def _scope(left, right, relation, domain, sizes, indices):
    if look_alikes(left, right):
        return ""
    if relation == "=":
        if sizes and equal_for_all_sizes(left, right, domain):
            return "all sizes"
        tests = [(is_zero, False)]
        if any(e.has(sp.Integral) and e.has(nt.D) for e in (left, right)):
            # Antiderivatives that the author wrote down, before SymPy looks for
            # one of its own.
            tests = [(is_zero_in_letters, s) for s in (False, True)] + tests
        if equations_of(domain):
            explicit = Explicit(sizes, domain)
            tests.append(
                (
                    lambda d: is_zero_modulo(d, _vanishing(domain, explicit, sizes)),
                    False,
                )
            )
    else:
        strictly = relation == "<"
        if sizes and is_nonnegative_for_all_sizes(right - left, domain, strictly):
            return "all sizes"
        tests = [(lambda d: is_nonnegative(-d, strictly), False)]
    for test, over_slopes in tests:
        try:
            differences = _differences(
                left, right, Explicit(sizes, domain, over_slopes), indices
            )
            if differences and all(map(test, differences)):
                return sizes_in_words(sizes)
        except NO_ANSWER:
            continue
    return ""


def sizes_in_words(sizes):
    """As "m = 3, n = 2"; without sizes a step holds for "all values"."""
    if not sizes:
        return "all values"
    return ", ".join(f"{s} = {k}" for s, k in sorted(sizes.items(), key=str))


def _vanishing(domain, explicit, sizes):
    """What the equations of a domain say to be zero, at every place."""
    found = []
    for sides in equations_of(domain):
        free = free_indices(sides, ingredients(*sides), sizes)
        found += _differences(*sides, explicit, free)
    return found


def _differences(left, right, explicit, indices):
    result = []
    names = sorted(indices, key=str)
    for places in product(*(range(1, indices[n] + 1) for n in names)):
        env = {n: sp.Integer(k) for n, k in zip(names, places, strict=True)}
        here = explicit.at(env)
        sides = [here.walk(left), here.walk(right)]
        sides = [list(s) if isinstance(s, sp.MatrixBase) else [s] for s in sides]
        result += [a - b for a, b in zip(*sides, strict=True)]
    return result
