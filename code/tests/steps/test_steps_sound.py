"""Nothing false is proved: ranges of indices, sizes, names that look alike."""

from itertools import combinations

import pytest
from derivations.steps import (
    D,
    Derivation,
    Entry,
    Expectation,
    Gradient,
    Hessian,
    Law,
    PositiveSemidefinite,
    array,
    at,
    check_step,
    define,
    delta,
    det,
    elementwise,
    function,
    indices,
    matrix,
    sizes,
    total,
    tr,
    vector,
)
from derivations.steps.proofs.allsizes import equal_for_all_sizes
from derivations.steps.vocabulary.domain import Domain
from derivations.steps.vocabulary.ingredients import checked_sizes
from derivations.steps.vocabulary.look_alikes import look_alikes
from sympy import Integral, Product, S, Sum, Symbol, exp, symbols

m, n, K = sizes("m n K")
i, j, k, l = indices("i j k l")
a, b = array("a", n), array("b", m)
A = array("A", m, n)
z = Symbol("z", real=True)
running = Sum(a[j], (j, 1, i), (i, 1, n))

FALSE = {
    "j may lie beyond m": (Sum(delta(l, j), (l, 1, m)) * a[j], a[j]),
    "an outer index may, too": (
        Sum(delta(k, l) * a[k], (k, 1, n), (l, 1, m)),
        Sum(a[k], (k, 1, n)),
    ),
    "no first term where n = 1": (D(Sum(a[k] ** 2, (k, 1, n - 1)), a[1]), 2 * a[1]),
    "no last term": (D(Sum(a[k] ** 2, (k, 1, n - 1)), a[j]), 2 * a[j]),
    "no term at all where n = 1": (Sum(S.One, (k, 1, n - 2)), n - 2),
    "the inner sum of another copy": (
        running**2,
        Sum(a[j] * a[l], (j, 1, i), (l, 1, i), (i, 1, n), (k, 1, n)),
    ),
    "an index in a bound": (
        Sum(a[j], (j, 1, i - 1), (i, 1, n)),
        n * Sum(a[j], (j, 1, i - 1)),
    ),
    "the index of a product": (
        Product(Sum(delta(l, j), (l, 1, m)), (j, 1, n)) * b[j],
        b[j],
    ),
}
TRUE = {
    "j lies within": (Sum(delta(l, j) * a[l], (l, 1, n)), a[j]),
    "by an entry": (D(total(a[k] ** 2, k), a[j]), 2 * a[j]),
    "by the first": (D(total(a[k] ** 2, k), a[1]), 2 * a[1]),
    "by the last": (D(total(a[k] ** 2, k), a[n]), 2 * a[n]),
    "an outer index that lies within": (
        Sum(delta(k, l) * a[k], (k, 1, n), (l, 1, n - 1)),
        Sum(a[k], (k, 1, n - 1)),
    ),
    "a count": (Sum(S.One, (k, 1, n - 1)), n - 1),
    "two sums, their bounds kept apart": (
        running**2,
        Sum(a[j] * a[l], (j, 1, i), (i, 1, n), (l, 1, k), (k, 1, n)),
    ),
    "by an entry of a matrix": (
        D(total(A[i, j] * b[i] * a[j], i, j), A[k, l]),
        b[k] * a[l],
    ),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_holds_at_some_sizes_is_not_proved_for_all(name):
    assert not equal_for_all_sizes(*FALSE[name], Domain())
    found = check_step(*FALSE[name])
    assert found.verdict == "refuted", found.sentence()


@pytest.mark.parametrize("name", TRUE)
def test_what_holds_at_all_sizes_is_proved_for_all(name):
    assert equal_for_all_sizes(*TRUE[name], Domain())
    assert check_step(*TRUE[name]).scope.startswith("all")


@pytest.mark.parametrize("given", [{m: 3, n: 2}, {m: 2, n: 3}, {m: 5, n: 2}])
def test_a_false_line_is_refuted_at_sizes_that_were_not_named(given):
    left, right = FALSE["j may lie beyond m"]
    assert check_step(left, right, sizes=given).verdict == "refuted"


def test_an_index_in_the_entries_of_a_matrix_has_its_range():
    unit = array("E", m, n, where=lambda i, j: delta(i, k) * delta(j, l))
    E_, G = matrix("E", m, n, entries=unit), matrix("A", m, n, entries=A)
    assert check_step(tr(E_.T * G), A[k, l]).scope == "all sizes"
    turned = matrix("B", n, m, entries=array("B", n, m))
    assert not check_step(tr(E_.T * turned.T), turned.entries[k, l])


def test_an_entry_named_by_a_number_exists_where_there_are_so_many():
    picked = check_step(Sum(delta(k, 2) * a[k], (k, 1, n)), a[2], sizes={n: 3})
    assert (picked.verdict, picked.scope) == ("proved", "n = 3")
    written = check_step(total(a[k], k), a[1] + a[2] + a[3], sizes={n: 3})
    assert written.verdict == "proved" and written.scope == "n = 3"
    assert check_step(total(a[k], k), a[1] + a[2] + a[3]).verdict == "refuted"


def test_a_domain_says_which_sizes_are_meant():
    left, right = FALSE["no first term where n = 1"]
    assert check_step(left, right, sizes={n: 3}, domain={n >= 2}).verdict == "proved"


def test_equal_sizes_get_numbers_of_their_own():
    assert checked_sizes({m: 2, n: 2, K: 3}) == {m: 2, n: 4, K: 3}
    M = matrix("M", m, n)
    turned = check_step(Gradient(tr(M.T * M), M), 2 * M, sizes={m: 2, n: 2})
    assert turned.verdict == "proved"
    N = matrix("N", n, m)
    assert check_step(M, N, sizes={m: 2, n: 2}).verdict == "refuted"
    record = Derivation(total(a[k], k), sizes={m: 2, n: 2}).record()
    assert record["sizes"] == {"m": 2, "n": 3}


# --- names that look alike ----------------------------------------------------------

f, g = function("f"), function("f", within=(0, 1))
M, v = matrix("M", n, n), vector("v", n)
ALIKE = {
    "two symbols": (D(Symbol("x") ** 2, Symbol("x", real=True)), S.Zero, "real"),
    "x1 and x_1": (Symbol("x1", real=True), Symbol("x_1", real=True), "x_1"),
    "a symbol and an entry": (Symbol("a_1", real=True), a[1], "array a"),
    "a symbol and an array": (Symbol("a", real=True) * a[1], a[1], "array a"),
    "an array and a matrix": (
        tr(matrix("A", n, n)),
        array("A", n, n)[1, 1],
        "matrix A",
    ),
    "two kinds": (
        tr(matrix("M", n, n)),
        tr(matrix("M", n, n, kind="symmetric")),
        "sym",
    ),
    "two shapes": (a[i], array("a", m)[i], "array a (m)"),
    "an entry of another array": (array("A_1", n)[1], A[1, 1], "array A_1"),
    "a vector and a symbol": (
        tr(vector("v", n).T * vector("v", n)),
        Symbol("v_1"),
        "v",
    ),
    "an index and a number": (total(a[i], i), Symbol("i", real=True), "integer"),
    "two functions": (f(z), g(z), "(0, 1)"),
    "two functions on the page": (
        define("one", lambda u: u**2, latex="q")(z),
        define("other", lambda u: u**3, latex="q")(z),
        "function other",
    ),
}


x, also_x = Symbol("x", real=True), Symbol("x")
X = array("x", n)
kernel = define("k", lambda x, z: exp(-((x - z) ** 2)))
slope = define("k_1", lambda p, z: at(D(kernel(x, z), x), {x: p}))
area = define("S", lambda v: Integral(exp(-(x**2)), (x, 0, v)))
mixed = define("S", lambda v: Integral(also_x, (x, 0, v)))
ALIKE |= {
    "a letter replaced, beside it": (at(D(X[i] * x, x), {x: 1}), X[i], "array x"),
    "a letter replaced by itself": (at(D(x**2, x), {x: x + X[i]}), X[i], "array x"),
    "a letter replaced, another held": (at(D(also_x * x, x), {x: 1}), S.One, "without"),
    "two letters in a definition": (mixed(z), z, "without"),
    "a letter given to a definition": (area(x), X[1], "array x"),
}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (at(D(kernel(x, z), x), {x: X[j]}), -2 * (X[j] - z) * kernel(X[j], z)),
        (slope(X[i], z), -2 * (X[i] - z) * exp(-((X[i] - z) ** 2))),
        (D(area(X[i]), X[i]), exp(-(X[i] ** 2))),
    ],
    ids=["replaced", "replaced in a definition", "bound in a definition"],
)
def test_a_letter_that_is_bound_is_no_name_of_the_line(left, right):
    assert check_step(left, right)
    assert check_step(left, 2 * right).verdict == "refuted"


@pytest.mark.parametrize("name", ALIKE)
def test_names_that_look_alike_are_refused_with_both(name):
    left, right, word = ALIKE[name]
    found = check_step(left, right)
    assert found.verdict == "undecided"
    assert "is two names here" in found.note and word in found.note
    chain = Derivation(left).step(right, "whatever")
    assert not chain.check() and "two names" in chain.check().sentence()


@pytest.mark.parametrize("latex", [r"\sin", r"\operatorname{tr}", "exp", r"\log "])
def test_a_function_does_not_print_as_a_known_one(latex):
    for make in (
        lambda: define("g", lambda u: u, latex),
        lambda: function("g", latex=latex),
    ):
        with pytest.raises(ValueError, match="name of another function"):
            make()


def test_a_matrix_and_the_array_of_its_entries_are_one_name():
    X = matrix("A", m, n, entries=A)
    assert look_alikes(tr(X * X.T), A[1, 2]) == ""
    assert check_step(tr(X * X.T), total(A[i, j] ** 2, i, j)).scope == "all sizes"


def test_a_statement_with_look_alikes_is_refused():
    M = matrix("M", 2, 2)
    chain = Derivation(tr(M) * array("M", 2, 2)[1, 1])
    chain.state(PositiveSemidefinite(M.T * M), "whatever")
    assert "two names" in chain.check().sentence()


@pytest.mark.parametrize(
    "make",
    [
        lambda: D("x**2", z),
        lambda: D(z**2, "z"),
        lambda: total("a", i),
        lambda: total(a[i], "i"),
        lambda: a["i"],
        lambda: Gradient("x", matrix("M", n, n)),
        lambda: Hessian(z, "v"),
        lambda: elementwise(exp, "v"),
        lambda: Entry("M", 1, 1),
        lambda: Expectation("z", Law(z, exp(-z), 0, 1)),
        lambda: Law(z, "exp(-z)", 0, 1),
        lambda: matrix("M", "n", 2),
        lambda: array("q", "n"),
        lambda: array("q", n, where=lambda k: "k"),
        lambda: PositiveSemidefinite("M"),
    ],
)
def test_a_text_is_no_formula(make):
    with pytest.raises(TypeError, match="got the text"):
        make()


def test_numbers_of_one_point_do_not_tie_by_chance():
    names = "p eta w z u v a b x y theta mu"
    for one, other in combinations(symbols(names, real=True), 2):
        right = check_step((one**2 - other**2) / (one - other), one + other)
        assert right.verdict == "proved", right.sentence()
        ratio = check_step((one**2 - other**2) / (one + other), one - other)
        assert ratio.verdict == "proved", ratio.sentence()


def test_labels_may_tie():
    y = array("y", n)
    wrong = check_step(y[1] * y[2], S.Zero, domain={y: (0, 1)}, sizes={n: 3})
    assert wrong.verdict == "refuted"
    same = check_step((y[1] - y[2]) ** 2 * det(matrix("M", 1, 1)), S.Zero)
    assert same.verdict == "refuted"
