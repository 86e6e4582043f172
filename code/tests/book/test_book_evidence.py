"""What a check says of a claim: agrees, refuses, or neither."""

import numpy as np
import pytest
from derivations.book.shown.evidence import Evidence, weigh
from derivations.book.shown.witnesses import three_witnesses
from derivations.steps import D, Derivation
from sympy import Abs, Symbol, log

x = Symbol("x", real=True)
SQUARE = Derivation(D(x**2, x)).step(2 * x, "power rule")


class Undecided:
    """A check that came to no verdict and knows no reason."""

    verdict, explanation = "inconclusive", None

    def record(self):
        return {}


def test_what_is_undecided_without_a_cause_neither_accepts_nor_refuses():
    seen = weigh(Undecided())
    assert not seen.accepted and not seen.refused


@pytest.mark.parametrize(("kind", "refused"), [("", 0), ("unknown", 0), ("kink", 1)])
def test_an_undecided_check_refuses_where_it_names_a_cause(kind, refused):
    seen = Evidence("inconclusive", kind)
    assert not seen.accepted and seen.refused == bool(refused)


def test_an_undecided_check_is_no_witness():
    with pytest.raises(AssertionError, match="the numeric check says 'inconclusive'"):
        three_witnesses("slope", SQUARE, numpy=6.0, at={x: 3}, check=Undecided())


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
