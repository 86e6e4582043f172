"""How expressions and chains are written: exact LaTeX, exact text, safe everywhere."""

import html
import json
import os
import re
import subprocess
import sys

import pytest
import sympy as sp
from derivations.steps import (
    D,
    Expectation,
    Gradient,
    Hessian,
    Jacobian,
    Law,
    Phi,
    PositiveSemidefinite,
    Subgradient,
    array,
    as_written,
    define,
    diag,
    elementwise,
    entry,
    function,
    indices,
    matrix,
    phi,
    sigmoid,
    sizes,
    softplus,
    total,
    vec,
    vector,
)
from derivations.steps.typesetting.breaking import break_lines
from derivations.steps.typesetting.latex import latex
from derivations.steps.typesetting.layout import (
    MARKS,
    Row,
    chain_latex,
    chain_markdown,
    chain_text,
    equation,
)
from derivations.steps.typesetting.marks import words_of
from derivations.steps.typesetting.plain import plain
from derivations.steps.typesetting.width import width
from sympy import (
    Abs,
    Add,
    Derivative,
    Eq,
    HadamardProduct,
    Identity,
    Integral,
    KroneckerDelta,
    KroneckerProduct,
    Limit,
    MatAdd,
    Matrix,
    Max,
    Mul,
    Ne,
    OneMatrix,
    Piecewise,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    Trace,
    ZeroMatrix,
    binomial,
    cosh,
    digamma,
    erf,
    exp,
    factorial,
    floor,
    gamma,
    log,
    loggamma,
    oo,
    pi,
    sign,
    sin,
    sqrt,
    tanh,
)

m, n, r = sizes("m n r")
i, j, k = indices("i j k")
theta, a = array("theta", n), array("alpha", n)
y, p = array("y", m, within=(0, 1)), array("p", m)
x, w = array("x", m, n, sample=True), array("w", m, n)
h = array("h", m, of=(theta,))
z = array("z", m, where=lambda i: total(theta[k] * x[i, k], k))
u, v, c, s, e, K = (
    Symbol(name, real=True) for name in ("u", "v", "c", "s", "varepsilon", "K")
)
f = function("f")
F = function("F", derivative=f, within=(0, 1))
risk = function("MAE")
ratio = define("ratio", lambda q: phi(q) / Phi(q), latex=r"\lambda")
density = define("density", lambda q: q, latex=r"f_{(r)}")
spline = function("B", latex="B_{i,4}")
A, G = matrix("A", m, n), matrix("G", m, n)
B, C = matrix("B", n, n), matrix("C", m, m)
X = matrix("X", m, n, entries=x)
t, b, Y = vector("theta", n), vector("b", m), vector("y", m)
law = Law(v, phi(v), -oo, oo)


def sums_as_written():
    """What authors write inside a block; each with its LaTeX."""
    with as_written():
        cost = -1 / m * Sum(y[i] * log(h[i]) + (1 - y[i]) * log(1 - h[i]), (i, 1, m))
        yield (
            cost,
            r"-\frac{1}{m} \sum_{i=1}^{m} \bigl[y_{i} \log h_{i} "
            r"+ (1 - y_{i}) \log(1 - h_{i})\bigr]",
        )
        yield (
            D(cost, theta[j]),
            r"\frac{\partial}{\partial \theta_{j}} \left[-\frac{1}{m} \sum_{i=1}^{m} "
            r"\bigl[y_{i} \log h_{i} + (1 - y_{i}) \log(1 - h_{i})\bigr]\right]",
        )
        yield (
            y[i] * D(log(h[i]), theta[j]) + (1 - y[i]) * D(log(1 - h[i]), theta[j]),
            r"y_{i} \frac{\partial}{\partial \theta_{j}} \log h_{i} "
            r"+ (1 - y_{i}) \frac{\partial}{\partial \theta_{j}} \log(1 - h_{i})",
        )
        yield (
            (1 - y[i]) * (D(1 - h[i], theta[j]) / (1 - h[i])),
            r"(1 - y_{i}) \frac{\partial (1 - h_{i})/\partial \theta_{j}}{1 - h_{i}}",
        )
        yield (
            y[i] * (h[i] * D(z[i], theta[j]) / (1 - h[i])),
            r"y_{i} \frac{h_{i}}{1 - h_{i}} "
            r"\frac{\partial z_{i}}{\partial \theta_{j}}",
        )
        yield (
            -1 / m * Sum((y[i] * (1 - h[i]) - (1 - y[i]) * h[i]) * x[i, j], (i, 1, m)),
            r"-\frac{1}{m} \sum_{i=1}^{m} \bigl[y_{i}(1 - h_{i}) "
            r"- (1 - y_{i})\thinspace h_{i}\bigr] x_{j}^{(i)}",
        )
        yield (
            Sum((y[i] - y[i] * h[i] - h[i] + y[i] * h[i]) * x[i, j], (i, 1, m)),
            r"\sum_{i=1}^{m} (y_{i} - y_{i} h_{i} - h_{i} + y_{i} h_{i})"
            r"\thinspace x_{j}^{(i)}",
        )
        yield (
            1 / m * Sum((h[i] - y[i]) * x[i, j], (i, 1, m)),
            r"\frac{1}{m} \sum_{i=1}^{m} (h_{i} - y_{i})\thinspace x_{j}^{(i)}",
        )
        yield (
            Sum((h[i] - y[i]) * x[i, j], (i, 1, m)) / m,
            r"\frac{1}{m} \sum_{i=1}^{m} (h_{i} - y_{i})\thinspace x_{j}^{(i)}",
        )
        g = exp(-u)
        yield D(1 / (1 + g), u), r"\frac{d}{du} \frac{1}{1 + e^{-u}}"
        yield -D(1 + g, u) / (1 + g) ** 2, r"-\frac{d(1 + e^{-u})/du}{(1 + e^{-u})^{2}}"
        yield (
            1 / (1 + g) * (g / (1 + g)),
            (r"\frac{1}{1 + e^{-u}} \frac{e^{-u}}{1 + e^{-u}}"),
        )
        yield (
            (1 + erf(u / sqrt(2))) / 2,
            (r"\frac{1 + \operatorname{erf}(u/\sqrt{2})}{2}"),
        )
        yield (
            D(exp(z[j]), z[i]) / total(exp(z[k]), k),
            (r"\frac{\partial e^{z_{j}}/\partial z_{i}}{\sum_{k=1}^{m} e^{z_{k}}}"),
        )
        yield (
            D(total(z[k], k), z[i]) / total(z[k], k),
            (
                r"\frac{1}{\sum_{k=1}^{m} z_{k}} "
                r"\frac{\partial}{\partial z_{i}} \sum_{k=1}^{m} z_{k}"
            ),
        )
        yield u * v / c, r"\frac{u v}{c}"
        yield u / v / c, r"\frac{u}{v c}"
        yield u / v * c, r"\frac{u}{v} c"
        yield -u * v / c, r"-\frac{u v}{c}"
        yield u * (-v), "-u v"
        yield (exp(u) - 1) / u, r"\frac{e^{u} - 1}{u}"
        yield (1 - u) * u, "u(1 - u)"
        yield (1 - v) * u, r"(1 - v)\thinspace u"
        yield -(u - v), "-(u - v)"
        yield u - (v - c), "u - (v - c)"
        yield Mul(1, u), "u"
        yield Pow(u - v, 1) * c, r"(u - v)\thinspace c"
        yield v + (u + c), "v + u + c"
        yield v * u * s, "v u s"
        yield 2 * v * 3, r"2 v \cdot 3"
        yield v + Rational(1, 2) * u**2, r"v + \frac{u^{2}}{2}"
        yield u**2 / 2, r"\frac{u^{2}}{2}"
        yield (-u + sqrt(u**2 + 4)) / 2, r"\frac{-u + \sqrt{u^{2} + 4}}{2}"
        yield (
            ratio(u) * ((u + ratio(u)) * (u + 2 * ratio(u)) - 1),
            (r"\lambda(u) \bigl[(u + \lambda(u))(u + 2 \lambda(u)) - 1\bigr]"),
        )


def sorted_by_sympy():
    """What SymPy has sorted, put back into a blackboard's order."""
    yield -h[i] + y[i], "y_{i} - h_{i}"
    yield h[i] - y[i], "h_{i} - y_{i}"
    yield 1 - h[i], "1 - h_{i}"
    yield h[i] * (1 - h[i]) * x[i, j], r"h_{i}(1 - h_{i})\thinspace x_{j}^{(i)}"
    yield x[i, j] * (h[i] - y[i]), r"(h_{i} - y_{i})\thinspace x_{j}^{(i)}"
    yield sigmoid(u) * (1 - sigmoid(u)), r"\sigma(u)(1 - \sigma(u))"
    yield (
        (y[i] - h[i]) / (h[i] * (1 - h[i])),
        (r"\frac{y_{i} - h_{i}}{h_{i}(1 - h_{i})}"),
    )
    yield (
        Sum(x[i, j] * h[i], (i, 1, m)) / m,
        (r"\frac{1}{m} \sum_{i=1}^{m} h_{i} x_{j}^{(i)}"),
    )
    yield -Sum(y[i], (i, 1, m)) / m, r"-\frac{1}{m} \sum_{i=1}^{m} y_{i}"
    yield u**2 - 2 * u + 1, "u^{2} - 2 u + 1"
    yield 1 + exp(u), "1 + e^{u}"
    yield n + 1, "n + 1"
    yield y[i] * log(h[i]), r"y_{i} \log h_{i}"
    yield n * (n + 1) / 2, r"\frac{n(n + 1)}{2}"
    yield (u - v) ** 2 / 2, r"\frac{1}{2}(u - v)^{2}"
    yield j * u ** (j - 1) * (1 - u) ** (n - j), r"j u^{j-1}(1 - u)^{n-j}"
    yield (
        factorial(n) / (factorial(r - 1) * factorial(n - r)),
        (r"\frac{n!}{(r - 1)!(n - r)!}"),
    )
    yield 1 / (u * sqrt(v)), r"\frac{1}{u \sqrt{v}}"
    yield -Rational(3, 4) * u, r"-\frac{3 u}{4}"


def functions():
    yield exp(-(u**2) / 2), "e^{-u^{2}/2}"
    yield exp(-((u - c) ** 2) / (2 * s**2)), r"e^{-(u-c)^{2}/(2 s^{2})}"
    yield exp(Sum(z[k], (k, 1, m))), r"\exp\left(\sum_{k=1}^{m} z_{k}\right)"
    yield log(u) ** 2, r"(\log u)^{2}"
    yield log(u * v), r"\log(u v)"
    yield log(u / v), r"\log \frac{u}{v}"
    yield log(u) * f(v), r"f(v) \log u"
    yield log(sigmoid(u)), r"\log \sigma(u)"
    yield log(cosh(u)), r"\log \cosh u"
    yield log(Sum(exp(z[k]), (k, 1, m))), r"\log \sum_{k=1}^{m} e^{z_{k}}"
    yield sin(u) ** 2, r"\sin^{2} u"
    yield tanh(c * u / 2), r"\tanh \frac{c u}{2}"
    yield sigmoid(u) ** 2, r"\sigma(u)^{2}"
    yield softplus(-z[i]), r"\operatorname{sp}(-z_{i})"
    yield Phi(u) * phi(u), r"\Phi(u)\thinspace \varphi(u)"
    yield density(u), "f_{(r)}(u)"
    yield define("A", abs)(u), "A(u)"
    yield define("I0", abs)(u), "I_{0}(u)"
    yield define("odds", abs)(u), r"\operatorname{odds}(u)"
    yield spline(u), "B_{i,4}(u)"
    yield risk(u), r"\operatorname{MAE}(u)"
    yield gamma(u) + loggamma(u) + digamma(u), r"\Gamma(u) + \log \Gamma(u) + \psi(u)"
    yield binomial(n, j) * F(u) ** j, r"\binom{n}{j} F(u)^{j}"
    yield Abs(u) ** 2 * Abs(v), r"u^{2} \lvert v\rvert"
    yield sign(p[i] - y[i]), r"\operatorname{sign}(p_{i} - y_{i})"
    yield floor(u), r"\lfloor u\rfloor"
    yield Max(u - c, 0), r"\max(u - c, 0)"
    yield (u**2 + e**2) ** Rational(3, 2), r"(u^{2} + \varepsilon^{2})^{3/2}"
    yield (
        Piecewise((u, u < c), (c, True)),
        (r"\begin{cases} u & \text{if } c \gt u \cr c & \text{otherwise} \end{cases}"),
    )
    yield (
        Piecewise((1, (c <= u) & (u < s)), (0, True)) * v,
        (r"v \mathbf{1}[c \le u \lt s]"),
    )
    yield Limit(f(u), u, 0, "-"), r"\lim_{u \to 0^{-}} f(u)"
    yield Limit(f(u), u, 0, "+-"), r"\lim_{u \to 0} f(u)"
    yield Limit(f(u), u, oo), r"\lim_{u \to \infty} f(u)"
    yield (
        Integral(v * phi(v), (v, -oo, u)),
        (r"\int_{-\infty}^{u} v \varphi(v)\thinspace dv"),
    )
    yield Integral(1 - v, v), r"\int (1 - v)\thinspace dv"
    yield Expectation(Abs(v - c), law), r"\mathbb{E}[\lvert c - v\rvert]"
    yield Product(f(i), (i, 1, n)), r"\prod_{i=1}^{n} f(i)"
    yield Sum(w[i, j], (i, 1, m), (j, 1, n)), r"\sum_{j=1}^{n} \sum_{i=1}^{m} w_{ij}"
    yield Sum(h[i] + y[i], (i, 1, m)), r"\sum_{i=1}^{m} (h_{i} + y_{i})"


def derivatives_and_entries():
    yield D(h[i], theta[j]), r"\frac{\partial h_{i}}{\partial \theta_{j}}"
    yield (
        D(h[i], theta[j], theta[k]),
        (
            r"\frac{\partial^{2} h_{i}}"
            r"{\partial \theta_{j}\thinspace \partial \theta_{k}}"
        ),
    )
    yield (
        D(h[i], theta[j], theta[j]),
        (r"\frac{\partial^{2} h_{i}}{\partial \theta_{j}^{2}}"),
    )
    yield (
        D(z[i], x[i, j], x[i, j]),
        (r"\frac{\partial^{2} z_{i}}{\partial (x_{j}^{(i)})^{2}}"),
    )
    yield D(f(u), u), r"\frac{df(u)}{du}"
    yield D(u**j, u), r"\frac{d}{du} u^{j}"
    yield D(c * u, u), r"\frac{\partial}{\partial u} (c u)"
    yield (
        D(D(f(u), u) * v, v) * c,
        (r"c \frac{\partial}{\partial v} \left[v \frac{df(u)}{du}\right]"),
    )
    yield Derivative(f(u), (u, 2)), r"\frac{d^{2} f(u)}{du^{2}}"
    yield (
        D(h[i], z[j]) * D(z[j], theta[k]),
        (
            r"\frac{\partial h_{i}}{\partial z_{j}} "
            r"\frac{\partial z_{j}}{\partial \theta_{k}}"
        ),
    )
    yield Gradient(h[i], theta), r"\nabla_{\theta} h_{i}"
    yield Gradient(h[i] + y[i], theta), r"\nabla_{\theta} (h_{i} + y_{i})"
    yield Hessian(f(u), theta), r"\nabla_{\theta}^{2} f(u)"
    yield (
        Gradient(c * Sum(h[i], (i, 1, m)), theta),
        (r"\nabla_{\theta} c \sum_{i=1}^{m} h_{i}"),
    )
    yield Gradient(u * h[i], theta), r"\nabla_{\theta} (u h_{i})"
    yield Jacobian(B * t, t), (r"\frac{\partial (B \theta)}{\partial \theta^{\top}}")
    yield Jacobian(h, theta), r"\frac{\partial h}{\partial \theta^{\top}}"
    yield y[i] ** 2, "y_{i}^{2}"
    yield x[i, j] ** 2, "(x_{j}^{(i)})^{2}"
    yield x[i + 1, j], "x_{j}^{(i+1)}"
    yield w[i, j + 1], "w_{i,j+1}"
    yield w[1, 12], "w_{1,12}"
    yield KroneckerDelta(i, j), r"\delta_{ij}"
    yield Symbol("x_*"), r"x_{\ast}"
    yield array("yhat", m)[i], r"\hat y_{i}"
    yield pi * u, r"\pi u"


def matrices():
    yield X.T * (X * t - Y) / m, r"\frac{1}{m} X^{\top}(X \theta - y)"
    yield (X.T * X).I * X.T * Y, r"(X^{\top} X)^{-1} X^{\top} y"
    yield C.T.I, r"C^{-\top}"
    yield C.I.T, r"C^{-\top}"
    yield Trace(A * B * A.T * C), r"\operatorname{tr}(A B A^{\top} C)"
    yield (
        Gradient(Trace(A * B * A.T * C), A),
        (r"\nabla_{A} \operatorname{tr}(A B A^{\top} C)"),
    )
    yield C * A * B + C.T * A * B.T, r"C A B + C^{\top} A B^{\top}"
    yield log(sp.Determinant(C)), r"\log \lvert C\rvert"
    yield (
        KroneckerProduct(B.T, C) * vec(A),
        (r"(B^{\top} \otimes C) \operatorname{vec}(A)"),
    )
    yield HadamardProduct(A + G, G), r"(A + G) \circ G"
    yield diag(t) - t * t.T, r"\operatorname{diag}(\theta) - \theta \theta^{\top}"
    yield (
        Identity(n) - OneMatrix(n, n) / n,
        (r"I - \frac{1}{n} \mathbf{1} \mathbf{1}^{\top}"),
    )
    yield OneMatrix(n, 1), r"\mathbf{1}"
    yield X * Pow(m, Mul(1, -1, evaluate=False), evaluate=False), r"\frac{1}{m} X"
    yield ZeroMatrix(n, n), "0"
    yield elementwise(sigmoid, X * t), r"\sigma(X \theta)"
    yield elementwise(lambda q: q * (1 - q), b), r"b \circ (1 - b)"
    yield elementwise(lambda q: q**2, X * t), r"(X \theta)^{2}"
    yield elementwise(lambda q: q**2, X) * t, r"X^{\circ2} \theta"
    by_entries = elementwise(lambda p, q: p * q, X, X)
    yield by_entries * t, r"(X \circ X)\thinspace \theta"
    yield b.applyfunc(sigmoid), r"\sigma(b)"
    yield (
        X.T * diag(elementwise(lambda q: sigmoid(q) * (1 - sigmoid(q)), X * t)) * X,
        (
            r"X^{\top} \operatorname{diag}(\sigma(X \theta) \circ "
            r"(1 - \sigma(X \theta)))\thinspace X"
        ),
    )
    yield X[0, 1], "X_{12}"
    yield X[i - 1, j - 1], "X_{ij}"
    yield b[i - 1, 0], "b_{i}"
    yield entry(X.T * b, j), r"\lbrack X^{\top} b\rbrack_{j}"
    yield entry(A, i, j), "A_{ij}"
    yield B**2, "B^{2}"
    yield Y - X * t, r"y - X \theta"
    yield -A, "-A"
    yield Matrix([[u, v], [0, 1]]), r"\begin{pmatrix} u & v \cr 0 & 1 \end{pmatrix}"
    yield PositiveSemidefinite(X.T * X), r"X^{\top} X \succeq 0"
    yield (
        Subgradient(sign(u), Abs(v), v, u),
        (r"\operatorname{sign}(u) \in \partial \lvert v\rvert\text{ at }v = u"),
    )
    yield Subgradient(u, 2 * Abs(v), v, v), r"u \in \partial (2 \lvert v\rvert)"
    yield (
        Subgradient(0, Abs(v) + Abs(v - 1), v, u),
        (
            r"0 \in \partial (\lvert v\rvert + \lvert v - 1\rvert)"
            r"\text{ at }v = u"
        ),
    )
    yield u < v, r"u \lt v"
    yield (u > 0) & (u <= 1), r"0 \lt u \le 1"
    yield Eq(u, v), "u = v"
    yield Ne(u, v), r"u \ne v"


PARTS = (
    sums_as_written,
    sorted_by_sympy,
    functions,
    derivatives_and_entries,
    matrices,
)
CASES = [case for part in PARTS for case in part()]


@pytest.mark.parametrize(("expression", "expected"), CASES, ids=[c[1] for c in CASES])
def test_latex(expression, expected):
    assert latex(expression) == expected


@pytest.mark.parametrize(("expression", "expected"), CASES, ids=[c[1] for c in CASES])
def test_latex_is_safe_in_markdown(expression, expected):
    tex = latex(expression)
    assert "|" not in tex, "a bar would end a column of a table"
    assert not re.search(r"\\[^A-Za-z]", tex), "Markdown eats such a backslash"
    assert not re.search(r"[^A-Za-z0-9]_", tex), "Markdown may begin emphasis there"
    assert not re.search(r"[<>*$~`]|\]\(", tex), "Markdown has a use for these"
    assert tex.count("{") == tex.count("}")
    assert tex.count(r"\left") == tex.count(r"\right")


@pytest.mark.parametrize(("expression", "expected"), CASES, ids=[c[1] for c in CASES])
def test_text_is_one_line_of_balanced_brackets(expression, expected):
    text = plain(expression)
    assert text.strip() == text and "\n" not in text and "\\" not in text
    for opening, closing in ("()", "[]", "{}"):
        assert text.count(opening) == text.count(closing)


def texts():
    with as_written():
        cost = -1 / m * Sum(y[i] * log(h[i]) + (1 - y[i]) * log(1 - h[i]), (i, 1, m))
        slope = y[i] * (D(h[i], theta[j]) / h[i])
    yield cost, "-1/m ∑_{i=1}^{m} [y_i log h_i + (1 - y_i) log(1 - h_i)]"
    yield slope, "y_i · (∂h_i/∂θ_j)/h_i"
    yield exp(-(u**2) / 2), "e^(-u^2/2)"
    yield exp(z[i]), "e^(z_i)"
    yield x[i, j] ** 2, "(x_j^(i))^2"
    yield x[i + 1, j], "x_j^(i+1)"
    yield w[i, j + 1], "w_{i,j+1}"
    yield (y[i] - h[i]) / (h[i] * (1 - h[i])), "(y_i - h_i)/(h_i (1 - h_i))"
    yield Hessian(f(u), theta), "∇_θ^2 f(u)"
    yield X.T * (X * t - Y) / m, "1/m Xᵀ (X θ - y)"
    yield C.T.I, "C^-ᵀ"
    yield log(u / v), "log(u/v)"
    yield log(Sum(z[k], (k, 1, m))), "log(∑_{k=1}^{m} z_k)"
    yield Integral(phi(v), (v, -oo, u)), "∫_{-∞}^{u} φ(v) dv"
    yield binomial(n, j), "C(n, j)"
    yield sqrt(u + 1) + sqrt(u), "√u + √(u + 1)"
    yield Symbol("sigma_n"), "σ_n"
    yield density(u), "f_(r)(u)"
    yield Matrix([[u, v], [0, 1]]), "[u, v; 0, 1]"
    yield Abs(u) <= c, "|u| ≤ c"
    yield KroneckerProduct(A, B), "A ⊗ B"


TEXTS = list(texts())


@pytest.mark.parametrize(("expression", "expected"), TEXTS, ids=[c[1] for c in TEXTS])
def test_plain(expression, expected):
    assert plain(expression) == expected


@pytest.mark.parametrize("write", [latex, plain])
@pytest.mark.parametrize("thing", [None, [u, v], True, {"u": 1}, latex])
def test_what_is_no_expression_is_refused(write, thing):
    with pytest.raises(TypeError, match=type(thing).__name__):
        write(thing)


def test_numbers_and_finished_latex_are_taken_as_they_are():
    assert latex(3) == plain(3) == "3" and latex(0.5) == "0.5"
    assert latex(r"\mu") == r"\mu"


def test_deep_expressions_print_quickly():
    deep = u
    for level in range(40):
        deep = c * D(log(1 + deep), u) / 2 if level % 9 else sin(deep + v)
    assert len(latex(deep)) > 1000 and len(plain(deep)) > 500


def test_a_wrong_order_would_be_seen():
    with as_written():
        assert latex(v - u) != latex(-u + v)
    assert latex(v - u) == latex(-u + v) == "v - u"


def test_printing_inside_a_block_is_the_same_as_outside():
    with as_written():
        inside = latex(h[i] * (1 - h[i]) / m - y[i])
        expression = h[i] * (1 - h[i]) / m - y[i]
    assert latex(expression) == inside == r"\frac{h_{i}(1 - h_{i})}{m} - y_{i}"


def test_pieces_built_outside_a_block_are_put_in_order():
    piece = (1 - h[i]) * h[i] * D(z[i], theta[j])
    with as_written():
        line = y[i] * (piece / h[i])
    assert latex(line) == (
        r"y_{i} \frac{h_{i}(1 - h_{i})}{h_{i}} "
        r"\frac{\partial z_{i}}{\partial \theta_{j}}"
    )


def test_a_half_in_an_exponent_leaves_no_one_behind():
    half = Mul(-1, sp.Rational(1, 2), u**2, evaluate=False)
    assert latex(sp.exp(half)) == "e^{-u^{2}/2}"
    assert plain(sp.exp(half)) == "e^(-u^2/2)"


def test_matrix_sums_made_by_hand_keep_their_order():
    assert latex(MatAdd(G, A)) == "G + A"
    assert latex(Add(v, u, evaluate=False)) == "v + u"


HASHES = """
import json, sys
sys.path.insert(0, {folder!r})
from test_steps_printing import CASES
from derivations.steps.typesetting.latex import latex
from derivations.steps.typesetting.marks import words_of
from derivations.steps.typesetting.plain import plain
print(json.dumps([(latex(e), plain(e)) for e, _ in CASES]))
"""


@pytest.mark.parametrize("seed", ["0", "1", "20"])
def test_printing_does_not_depend_on_the_hash_seed(seed):
    code = HASHES.format(folder=os.path.dirname(__file__))
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    here = [[latex(expression), plain(expression)] for expression, _ in CASES]
    assert json.loads(run.stdout) == here


def test_mathjax_reads_every_formula():
    mathsvg = pytest.importorskip("derivations.book.site.mathsvg")
    for expression, _ in CASES:
        assert "<svg" in mathsvg.typeset(rf"\displaystyle {latex(expression)}")


def test_markdown_without_mathematics_leaves_the_formulas_alone():
    """GitHub reads Markdown first and looks for dollars afterwards."""
    markdown_it = pytest.importorskip("markdown_it")
    reader = markdown_it.MarkdownIt("commonmark").enable("table")
    cells = "".join(f"| ${latex(expression)}$ | why |\n" for expression, _ in CASES)
    page = reader.render(f"| Line | Reason |\n|:---|:---|\n{cells}")
    assert page.count("<tr>") == len(CASES) + 1 and "<em>" not in page
    for expression, _ in CASES:
        assert html.escape(f"${latex(expression)}$") in page


# Widths and line breaks


def test_width_counts_a_fraction_once_and_scripts_less():
    assert width(r"\frac{u}{v}") < width("u v")
    assert width("u^{v}") < width("u v")
    assert width(r"\begin{pmatrix} u \cr v \end{pmatrix}") < width("u + v + u + v")


def test_a_short_formula_is_not_broken():
    assert break_lines("a + b", 50, width) == ["a + b"]


def test_breaks_stand_before_signs_outside_first():
    text = "aaaa + bbbb + (c - d)"
    assert break_lines(text, 12, len) == ["aaaa + bbbb", "+ (c - d)"]


def test_a_broken_pair_of_brackets_gets_a_fixed_size():
    text = r"\sum_{i=1}^{m} \left[\frac{a}{b} + \frac{c}{d}\right]"
    assert break_lines(text, 5, width) == [
        r"\sum_{i=1}^{m} \biggl[\frac{a}{b}",
        r"+ \frac{c}{d}\biggr]",
    ]


def test_fractions_scripts_and_cases_are_never_broken():
    for text in (
        r"\frac{a + b + c + d}{e + f}",
        "u^{a + b + c + d}",
        r"\begin{cases} a + b + c + d & e + f \end{cases}",
    ):
        assert break_lines(text, 4, width) == [text]


def test_lines_of_a_broken_formula_are_narrow_and_complete():
    long = Sum(h[i] + y[i] - a[j] * exp(u) + f(u) - p[i] * log(v), (i, 1, m)) * u + v
    lines = break_lines(latex(long), 20, width)
    assert len(lines) > 2 and all(width(line) <= 21 for line in lines)
    joined = re.sub(r"\\(left|right|[bB]igg?[lr])|\s", "", "".join(lines))
    assert joined == re.sub(r"\\(left|right|[bB]igg?[lr])|\s", "", latex(long))


# Chains

ROWS = [
    Row(D(u**2, u), "=", 2 * u, "power rule", None, "proved-all"),
    Row(None, "<=", 2 * Abs(u), "a bound", u > 0, "agrees"),
    Row(None, "=", Max(2 * u, -2 * u), "see | there", "0 < h < 1", "cited", "Knuth"),
]
LEGEND = {"agrees": "24"}


def test_chain_markdown():
    assert chain_markdown(ROWS, LEGEND) == "\n".join(
        [
            '<div class="derivation">',
            "",
            "| Line | Reason and check |",
            "| :--- | :--- |",
            r"| $\displaystyle \frac{d}{du} u^{2}$ | |",
            r"| $\displaystyle \quad = 2 u$ | [power rule](reference/rules.md"
            '#power-rule) <span class="check"><abbr class="proved-all" '
            'title="proved for all sizes and values">✓∀</abbr> (1)</span> |',
            r"| $\displaystyle \quad \le 2 \lvert u\rvert$ | a bound; needs "
            r'$u \gt 0$ <span class="check"><abbr class="agrees" '
            'title="agrees at 24 points">≈</abbr> (2)</span> |',
            r"| $\displaystyle \quad = \max(-2 u, 2 u)$ | see \| there; needs "
            '<abbr class="in-words" title="a condition in words, not checked">◇</abbr> '
            r'$0 \lt h \lt 1$ (Knuth) <span class="check"><abbr class="cited" '
            'title="cited, not checked here">†</abbr> cited (3)</span> |',
            "",
            "<small>✓∀\u00a0proved for all sizes and values · ≈\u00a0agrees at "
            "24 points · †\u00a0cited, not checked here · ◇\u00a0a condition in words, "
            "not checked</small>",
            "",
            "</div>",
        ]
    )


def test_chain_text():
    assert chain_text(ROWS, LEGEND).splitlines() == [
        "   d/du u^2",
        f" 1   = 2 u             # power rule {' ' * 37} [proved]",
        f" 2   ≤ 2 |u|           # a bound; needs u > 0 {' ' * 27} [agrees (24)]",
        " 3   = max(-2 u, 2 u)  "
        "# see | there; needs (in words) 0 < h < 1 (Knuth)  [cited]",
    ]


def test_chain_latex():
    assert chain_latex(ROWS, LEGEND).splitlines() == [
        "$$",
        r"\begin{aligned}",
        r"& \frac{d}{du} u^{2} \cr",
        r"& \quad = 2 u && \text{power rule} && \checkmark_{\forall} \cr",
        r"& \quad \le 2 \lvert u\rvert && \text{a bound; needs }u \gt 0 && \approx \cr",
        r"& \quad = \max(-2 u, 2 u) && \text{see | there; needs }\diamond"
        r"\text{ }0 \lt h \lt 1"
        r"\text{ (Knuth)} && \dagger \cr",
        r"& \scriptstyle \checkmark_{\forall}\enspace "
        r"\text{proved for all sizes and values} \cr",
        r"& \scriptstyle \approx\enspace \text{agrees at 24 points} \cr",
        r"& \scriptstyle \dagger\enspace \text{cited, not checked here} \cr",
        r"& \scriptstyle \diamond\enspace \text{a condition in words, not checked}",
        r"\end{aligned}",
        "$$",
    ]


def test_what_is_not_checked_looks_different():
    glyphs = [mark.glyph for mark in MARKS.values()]
    assert len(set(glyphs)) == len(glyphs)
    assert len({words_of(mark) for mark in MARKS}) == len(MARKS)
    for mark in ("cited", "refuted", "undecided", "unchecked"):
        shown = chain_markdown([Row(u, "=", v, "why", None, mark)])
        assert MARKS[mark].short and f"{MARKS[mark].short} (1)" in shown


def test_a_row_without_reason_or_mark():
    shown = chain_markdown([Row(None, None, u)])
    assert r"| $\displaystyle \quad u$ | |" in shown
    assert chain_text([Row(None, None, u)]).strip().startswith("1")


def test_a_long_line_takes_several_rows_with_the_reason_on_the_last():
    long = sum((exp(u + 10 * power) for power in range(24)), S.Zero)
    rows = chain_markdown([Row(u, "=", long, "why", None, "proved")]).splitlines()
    formulas = [row for row in rows if row.startswith("| $")]
    assert len(formulas) > 3
    assert "why" in formulas[-1] and all("why" not in row for row in formulas[:-1])
    assert r"\qquad\quad {}+" in formulas[-1]


def test_equation_sets_a_long_side_below():
    assert equation(f(u), v) == "f(u) = v"
    long = sum((exp(u + 10 * power) for power in range(24)), S.Zero)
    assert equation(f(u), long).startswith("\\begin{aligned}\nf(u) &= ")
    assert equation(long, u, "<=").endswith("\\quad \\le u\n\\end{aligned}")


def test_the_bracket_that_is_cut_gets_a_fixed_size_and_no_other():
    from derivations.steps.typesetting.breaking import _with_fixed_brackets

    cut = [r"2 \left[a - \left(b\right)\right] \left[c", r"+ d\right]"]
    assert _with_fixed_brackets(cut) == [
        r"2 \left[a - \left(b\right)\right] \Bigl[c",
        r"+ d\Bigr]",
    ]


def test_the_only_entry_of_a_product_is_a_number():
    u = vector("u", n)
    number = entry(u.T * u, 1, 1)
    assert latex(number) == r"u^{\top} u"
    assert latex(1 + number) == r"u^{\top} u + 1"
    assert plain(Gradient(number, u)) == "∇_u (uᵀ u)"


def test_a_one_above_a_line_is_not_written():
    with as_written():
        exponent = Rational(1, 2) * x**2 / a
    assert "1 x" not in plain(exp(-exponent))


def test_bars_are_kept_together_while_a_sum_can_be_cut():
    terms = r"0 \in \partial (\lvert c - 20\rvert + \lvert c - 7\rvert)"
    assert break_lines(terms, len(terms) - 5, len) == [
        r"0 \in \partial (\lvert c - 20\rvert",
        r"+ \lvert c - 7\rvert)",
    ]


def test_a_fixed_bracket_is_as_tall_as_what_stands_in_it():
    for inside, size in (
        (r"a + b", r"\Bigl"),
        (r"\frac{a}{b} + c", r"\biggl"),
        (r"\frac{\left(\frac{a}{b}\right)}{c} + d", r"\Biggl"),
    ):
        first, _ = break_lines(rf"\left[{inside}\right]", len(inside), len)
        assert first.startswith(size + "[")


def test_what_stands_behind_a_command_or_a_superscript_stays_apart():
    n = sizes("n")
    nu, k = indices("nu k")
    table, star = array("B", n, n), vector("w^*", n)
    assert latex(table[nu, k]) == r"B_{\nu k}"
    assert latex(star.T * star) == r"{w^{\ast}}^{\top} w^{\ast}"
