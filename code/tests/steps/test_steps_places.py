"""At a place, with names held, up to a constant, set to zero and solved."""

import pytest
from derivations.steps import (
    D,
    Derivation,
    Gradient,
    Hessian,
    Vanishes,
    array,
    at,
    check_step,
    held,
    identity,
    indices,
    inv,
    matrix,
    sigmoid,
    sizes,
    total,
    vector,
)
from sympy import (
    Abs,
    Function,
    Integral,
    Ne,
    S,
    Symbol,
    ZeroMatrix,
    cos,
    exp,
    log,
    sin,
    symbols,
    tan,
)

x, y, c, mu = symbols("x y c mu", real=True)
p = Symbol("p", positive=True)
m, n = sizes("m n")
i, j = indices("i j")
theta, a = array("theta", n), array("a", n)
X = array("x", m, n)
z = array("z", m, where=lambda i: total(theta[j] * X[i, j], j))
h = array("h", m, of=theta)
v, t = vector("v", n), vector("t", m)
A, B = matrix("A", n, n), matrix("B", m, n)
f, g = Function("f", real=True), Function("g", real=True)

AT = {
    "a slope": (at(D(x**3, x), {x: 2}), S(12), S(8)),
    "with another name": (at(D(exp(c * x), x), {x: 0}), c, c * exp(c)),
    "at another name": (at(D(log(1 + exp(x)), x), {x: y}), sigmoid(y), sigmoid(x)),
    "a product": (at(D(x * f(x), x), {x: 0}), f(S(0)), S(0)),
    "an entry": (at(D(total(sin(a[i]) * c, i), a[j]), {a[j]: 0}), c, n * c),
    "an array": (at(total(cos(a[i]), i), {a: 0}), n, S(0)),
    "a gradient": (
        at(Gradient(exp(v.T * A * v) + c, v), {v: 0}),
        ZeroMatrix(n, 1),
        v,
    ),
    "a Hessian": (
        at(Hessian(exp(v.T * v / 2), v), {v: 0}),
        identity(n),
        2 * identity(n),
    ),
    "two names": (at(D(x**2 * y, x), {x: y, y: 3}), 6 * y + 0 * x, 6 * x),
}
HELD = {
    "a function": (held(D(x * f(x), x), f(x)), f(x), D(x * f(x), x)),
    "two functions": (
        held(D(x * f(x) * g(x), x), f(x)),
        f(x) * g(x) + x * f(x) * D(g(x), x),
        f(x) * g(x),
    ),
    "the total derivative": (
        D(x * f(x), x),
        held(D(x * f(x), x), f(x)) + x * D(f(x), x),
        held(D(x * f(x), x), f(x)),
    ),
    "an abbreviation": (
        held(D(total(z[i] * theta[j], i), theta[j]), z),
        total(z[i], i),
        total(z[i] + theta[j] * X[i, j], i),
    ),
    "a model": (
        held(D(total(h[i] ** 2 * theta[j], i), theta[j]), h),
        total(h[i] ** 2, i),
        D(total(h[i] ** 2 * theta[j], i), theta[j]),
    ),
}
UP_TO = {
    "by parts": (Integral(x * exp(x), x), x * exp(x) - Integral(exp(x), x), exp(x)),
    "a logarithm": (Integral(1 / (1 + x**2), x), -Integral(-1 / (1 + x**2), x), x),
    "a square": (
        Integral(cos(x) ** 2, x),
        x / 2 + sin(2 * x) / 4,
        x / 2 - sin(2 * x) / 4,
    ),
    "without integrals": (sin(x) ** 2, -(cos(x) ** 2), cos(x) ** 2),
    "a constant in x": (x**2 + c**3, x**2, x**2 + c * x),
}


@pytest.mark.parametrize("step", (AT | HELD).values(), ids=AT | HELD)
def test_places_and_held_names(step):
    left, right, wrong = step
    found = check_step(left, right)
    assert found, found.sentence()
    assert check_step(left, wrong).verdict == "refuted"


@pytest.mark.parametrize("step", UP_TO.values(), ids=UP_TO)
def test_up_to_a_constant(step):
    left, right, wrong = step
    assert check_step(left, right, up_to=x)
    assert check_step(left, wrong, up_to=x).verdict == "refuted"


def test_a_constant_is_not_forgotten_without_saying_so():
    assert check_step(sin(x) ** 2, -(cos(x) ** 2)).verdict == "refuted"
    assert check_step(Integral(cos(x), x), sin(x)).verdict != "refuted"


def test_an_antiderivative_across_a_pole_needs_its_condition():
    left, right = Integral(1 / x, x), log(Abs(x))
    assert check_step(left, right, up_to=x, domain={Ne(x, 0)})
    assert not check_step(exp(left), x, up_to=x)


@pytest.mark.parametrize(
    ("up_to", "relation", "error"),
    [("x", "=", TypeError), (n, "=", TypeError), (x, "<=", ValueError)],
)
def test_what_a_constant_may_depend_on(up_to, relation, error):
    with pytest.raises(error, match="up_to"):
        check_step(x, x, up_to=up_to, relation=relation)


def test_a_chain_up_to_a_constant():
    chain = Derivation(Integral(x * exp(x), x))
    chain.step(x * exp(x) - Integral(exp(x), x), "by parts", up_to=x)
    chain.step((x - 1) * exp(x), "integrate", up_to=x)
    assert chain.check().verdicts == ("proved", "proved")
    assert "up to a constant" in str(chain)
    assert chain.record()["lines"][0]["up_to"] == "a constant in x"
    assert chain.with_slip(2, x * exp(x)).check().first_wrong == 2
    with pytest.raises(ValueError, match="up to a constant"):
        chain.result("antiderivative")


class TestWhereZero:
    def last(self, line, places):
        return Derivation(line).where_zero(places, "set to zero").check().lines[-1]

    def test_the_mean(self):
        slope = -2 * total(a[i] - mu, i)
        found = self.last(slope, {mu: total(a[i], i) / n})
        assert found.verdict == "proved"
        assert found.note == "the only zero: proved, since the line rises in mu"
        wrong = self.last(slope, {mu: total(a[i], i) / (n - 1)})
        assert wrong.verdict == "refuted" and wrong.counterexample is not None

    def test_normal_equations(self):
        slope = 2 * B.T * B * v - 2 * B.T * t
        found = self.last(slope, {v: inv(B.T * B) * B.T * t})
        assert found and "not checked" in found.note
        assert not self.last(slope, {v: inv(B.T * B) * B.T * t * 2})

    @pytest.mark.parametrize(
        ("line", "zero", "only"),
        [
            (exp(x) - 2, log(2), True),
            (-(x**3) - x, 0, True),
            (x**2 - 1, 1, False),
            (tan(x), 0, False),
            (x - 1 / x, 1, False),
        ],
    )
    def test_the_only_zero_is_proved_or_said_to_be_unchecked(self, line, zero, only):
        found = self.last(line, {x: zero})
        assert found and ("the only zero" in found.note) == only
        assert only or found.note == "whether there are other zeros is not checked"

    def test_it_is_shown(self):
        chain = Derivation(2 * x - 6 + 0 * y).where_zero({x: 3}, "set to zero")
        chain.check()
        assert "_{x=3} = 0" in str(chain) and "the only zero" in str(chain)
        assert Vanishes(x - 3, {x: 3}).zero == 0


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: at(x, {}), TypeError),
        (lambda: at(x, {x + 1: 2}), TypeError),
        (lambda: at(v.T * v, {v: A}), ValueError),
        (lambda: held(x, f(x)), TypeError),
        (lambda: held(D(x, x)), TypeError),
        (lambda: held(D(x, x), x), TypeError),
    ],
)
def test_what_is_no_place_is_refused(make, error):
    with pytest.raises(error):
        make()
