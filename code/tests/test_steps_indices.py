"""Free indices take all their values, wherever it shows how many those are."""

import pytest
from derivations.steps import array, check_step, delta, indices, sizes, total

K = sizes("K")
i, j, k, r = indices("i j k r")
z = array("z", K)
one_hot = array("t", K, where=lambda j: delta(j, r))
shifted = array("s", K, where=lambda k: z[k] - z[r])


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (total(one_hot[j], j), 1),  # r stands in a definition alone
        (total(delta(j, r) * z[j], j) ** 2, total(delta(j, r) * z[j] ** 2, j)),
        (total(shifted[k], k), total(z[k], k) - K * z[r]),
    ],
)
def test_an_index_has_the_range_of_what_it_is_compared_with(left, right):
    assert check_step(left, right, sizes={K: 3}).verdict == "proved"


def test_an_index_in_a_definition_takes_all_its_values():
    verdict = check_step(total(one_hot[j] * z[j], j), z[1], sizes={K: 3})
    assert verdict.verdict == "refuted"
    assert verdict.counterexample.point["r"] in ("2", "3")
