"""Free indices take all their values, wherever it shows how many those are."""

import pytest
from derivations.steps import D, array, check_step, delta, indices, sizes, total
from sympy import exp

K, N = sizes("K N")
i, j, k, r, c = indices("i j k r c")
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


w, x = array("w", K, N), array("x", N)
logit = array("z", K, where=lambda k: total(w[k, c] * x[c], c))
p = array("p", K, where=lambda j: exp(logit[j]) / total(exp(logit[k]), k))
slope = D(p[j], w[i, c])


def test_an_index_forgotten_beside_a_delta_is_named():
    wrong = p[j] * (delta(i, j) - p[j]) * x[c]
    explanation = check_step(slope, wrong, sizes={K: 3, N: 2}).explanation
    assert explanation.kind == "index"
    assert "index j -> i in p_j" in explanation.text


def test_what_is_differentiated_by_is_not_taken_for_a_wrong_name():
    one_path = D(p[j], logit[j]) * D(logit[j], w[i, c])
    verdict = check_step(slope, one_path, sizes={K: 3, N: 2})
    assert verdict.verdict == "refuted"
    assert verdict.explanation is None or verdict.explanation.kind != "name"
