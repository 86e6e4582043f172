"""What a check says of a claim: agrees, refuses, or neither."""

import numpy as np
import pytest
from derivations.book.shown.evidence import Evidence, weigh
from derivations.steps import D, Derivation
from sympy import Abs, Symbol, log

x = Symbol("x", real=True)
SQUARE = Derivation(D(x**2, x)).step(2 * x, "power rule")


@pytest.mark.parametrize(("kind", "refused"), [("", 0), ("unknown", 0), ("kink", 1)])
def test_an_undecided_check_refuses_where_it_names_a_cause(kind, refused):
    seen = Evidence("inconclusive", kind)
    assert not seen.accepted and seen.refused == bool(refused)


@pytest.mark.parametrize("off", [1e-9, -1e-9, 1e-11])
def test_a_pair_that_differs_in_the_tenth_digit_differs(off):
    assert weigh((1 + off, 1.0)).verdict == "differs"
    assert weigh((np.array([5.0, 1e3 + 1e3 * off]), [5.0, 1e3])).verdict == "differs"


def test_a_pair_that_differs_by_roundings_agrees():
    assert weigh((1 + 1e-13, 1.0)).verdict == "agrees"


def test_a_chain_weighs_no_more_than_its_weakest_line():
    assert weigh(SQUARE).verdict == "proved"
    sampled = Derivation(log(1 + x**2)).step(Abs(x), "a bound", relation="<=")
    assert sampled.check().verdict == "agrees"
    assert weigh(sampled).verdict == "agrees"
