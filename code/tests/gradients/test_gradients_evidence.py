"""What the tolerance of a number is made of, where nothing else is uncertain."""

import numpy as np
import pytest
from derivations.gradients.hypotheses.evidence import EPS, Evidence


def exact(numeric: float) -> Evidence:
    """A number known without error, beside a claim that is off by some roundings."""
    zero = np.zeros(1)
    return Evidence(np.ones(1), np.array([numeric]), zero, zero, np.ones(1))


@pytest.mark.parametrize("roundings", [-3, 0, 3])
def test_a_few_roundings_are_no_difference(roundings):
    evidence = exact(1 + roundings * EPS)
    assert evidence.explains(evidence.claimed)


@pytest.mark.parametrize("roundings", [-100, 10, 100, 1e6])
def test_more_than_a_few_roundings_are_one(roundings):
    evidence = exact(1 + roundings * EPS)
    assert not evidence.explains(evidence.claimed)
