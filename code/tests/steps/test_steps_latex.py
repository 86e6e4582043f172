"""LaTeX in: read as meant, or refused where it has no meaning or two."""

import pytest
from derivations.steps import array, as_written, indices, matrix, sizes
from derivations.steps.latex_check import NotUnderstood, check_latex
from derivations.steps.latex_input import Entries, Names, assume, declared, read
from derivations.steps.latex_input.tokens import tokens
from derivations.steps.typesetting.plain import plain
from sympy import Symbol

TABLE = "m samples, n features; x: m x n by sample; y: m by sample; theta: n"
SIGMOID = r"h_\theta(x) = \sigma(\theta^\top x)"


def understood(source, names=""):
    """The sides of the only chain of a source, in plain text."""
    known = declared(names) if isinstance(names, str) else Names(names)
    assume(known, source)
    with as_written():
        (chain,) = read(source, known)
    return [
        "entries" if isinstance(side.value, Entries) else plain(side.value)
        for side in chain.sides
    ]


class TestTokens:
    def test_what_only_moves_ink_is_left_out(self):
        source = r"\small\left( \mathbf{x} \, \bigl[ y \bigr] \right) \\[2ex] % words"
        found = [token.text for token in tokens(source)]
        assert found == ["(", "{", "x", "}", "[", "y", "]", ")", "\\\\"]

    def test_every_token_has_its_place(self):
        source = r"a + \frac12"
        assert [source[t.start : t.end] for t in tokens(source)] == [
            "a",
            "+",
            r"\frac",
            "12",
        ]

    @pytest.mark.parametrize("source", [r"\text{open", r"\operatorname"])
    def test_a_group_that_is_not_closed_is_named(self, source):
        with pytest.raises(NotUnderstood, match=r"not closed|is expected here"):
            tokens(source)


class TestReading:
    @pytest.mark.parametrize(
        ("source", "names", "meaning"),
        [
            (r"\frac12 x", "x: real", "x/2"),
            (r"x^{12}", "x: real", "x^12"),
            (r"-\frac{1}{m} x", "m: positive; x: real", "-1/m x"),
            (r"e^{-x}", "x: real", "e^-x"),
            (r"\log x", "x: positive", "log x"),
            (r"\ln(1+x)", "x: positive", "log(x + 1)"),
            (r"\sqrt[3]{x}", "x: positive", "x^(1/3)"),
            (r"\binom{n}{k}", "n, k: natural", "C(n, k)"),
            (r"|x|", "x: real", "|x|"),
            (r"\left|x\right|", "x: real", "|x|"),
            (r"|x| |y|", "x, y: real", "|x| |y|"),
            (r"|A|", "A: n by n matrix", "|A|"),
            (r"\operatorname{tr}(A)^2", "A: n by n", "(tr(A))^2"),
            (r"A^{-1} A^\top", "A: n by n", "A^-1 Aᵀ"),
            (r"A' A", "A: m by n", "Aᵀ A"),
            (r"\frac{d}{dx} x^2", "x: real", "d/dx x^2"),
            (r"\frac{d^2 x^3}{dx^2}", "x: real", "d^2/dx^2 x^3"),
            (r"\partial (x y)/\partial x", "x, y: real", "∂/∂x (x y)"),
            (r"\int_0^1 x^2 \, dx", "x: real", "∫_{0}^{1} x^2 dx"),
            (r"\int_0^1 \mathrm{d}t\, t^2", "", "∫_{0}^{1} t^2 dt"),
            (r"\lim_{x\to 0^+} \frac{1}{x}", "x: real", "lim_{x → 0^(+)} 1/x"),
            (r"\sum_i y_i^2", "y: m", "∑_{i=1}^{m} y_i^2"),
            (r"\sum_{i=1}^{m-1} y_i", "y: m", "∑_{i=1}^{m-1} y_i"),
            (r"\prod_{i=1}^m y_i", "y: m", "∏_{i=1}^{m} y_i"),
            (r"\sum_{i_{1}=1}^m y_{i_1}", "y: m", "∑_{i_1=1}^{m} y_{i_1}"),
            (r"A \otimes B C", "A, B, C: n by n", "A ⊗ B C"),
            (r"(A \circ B) C", "A, B, C: n by n", "(A ∘ B) C"),
            (r"x^{(i)}_j", TABLE, "x_j^(i)"),
            (r"x_j^{(i)}", TABLE, "x_j^(i)"),
            (r"\theta^\top x^{(i)}", TABLE, "∑_{k=1}^{n} θ_k x_k^(i)"),
            (r"\delta_{ij}", "", "δ_ij"),
            (r"\mu_1 + \mu_{2}", "mu_1, mu_2: real", "μ_1 + μ_2"),
            (r"\max(x, 0)", "x: real", "max(x, 0)"),
            (r"f'(x)", "x: real; f: function", "df(x)/dx"),
            (r"\Phi(x)", "x: real", "Φ(x)"),
            (r"x \cdot y", "x, y: real", "x y"),
            (r"\nabla_w (w^\top w)", "w: n", "∇_w ∑_{k=1}^{n} w_k w_k"),
        ],
    )
    def test_it_is_read_as_meant(self, source, names, meaning):
        found = understood(source, names)[0]
        assert found.replace("  ", " ") == meaning

    def test_cases_are_read(self):
        source = (
            r"\begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}"
        )
        assert understood(source, "x: real") == ["{x if x > 0; 0 otherwise}"]

    def test_objects_of_the_package_serve_as_declarations(self):
        m = sizes("m")
        names = {"y": array("y", m), "i": indices("i"), "m": m, "A": matrix("A", m, m)}
        assert understood(r"\sum_{i=1}^m y_i", names) == ["∑_{i=1}^{m} y_i"]


REFUSED = {
    "a function of two letters": (r"\sin x y", "x, y: real", "how far", 0),
    "a logarithm of a product": (r"\log 2 \pi", "", "how far", 0),
    "a power behind a logarithm": (r"\log(x)^2", "x: real", "two ways", 7),
    "a derivative of a product": (r"\frac{d}{dx} x e^x", "x: real", "two ways", 13),
    "a name that is not declared": (r"x + q", "x: real", "q is not declared", 4),
    "a call of what is no function": (r"f(x+1)", "x: real", "f is not declared", 0),
    "two digits without braces": (r"x^12", "x: real", "write ^{12}", 2),
    "a power of a sample": (r"\left(1 - y^{i}\right)", TABLE, "or the sample", 11),
    "an integral without limits": (r"\int x dx", "x: real", "both limits", 0),
    "an integral without dx": (r"\int_0^1 x", "x: real", "differential", 0),
    "a stroke before a product": (r"1/2 x", "x: real", "two ways", 1),
    "a product by entries before another": (
        *(r"A \circ B C", "A, B, C: n by n"),
        *("two ways", 2),
    ),
    "a sum without its lower end": (r"\sum_{i_{1}}^m y_{i_1}", "y: m", "i_1=1", 0),
    "a product without its lower end": (r"\prod_i^m y_i", "y: m", "i=1", 0),
    "shapes that do not fit": (r"A B", "A: m by n; B: m by n", "multiplied", 2),
    "a number beside a matrix": (r"A + 1", "A: n by n", "cannot be added", 2),
    "an unknown command": (r"\foo{x}", "x: real", "is not declared", 0),
    "an unknown environment": (
        r"\begin{tikzpicture} x \end{tikzpicture}",
        "x: real",
        "environment",
        0,
    ),
    "a bracket that is not closed": (r"(x + 1", "x: real", "is expected here", 6),
    "a relation and nothing": (r"x =", "x: real", "nothing stands", 3),
    "proportional": (r"x \propto y", "x, y: real", "up to a factor", 2),
    "a logarithm with a base": (r"\log_2 x", "x: real", "base", 0),
    "the inverse of a function": (r"\sin^{-1} x", "x: real", "inverse", 0),
    "a derivative of a free number": (
        r"\frac{dh}{dz} = h",
        "h, z: real",
        "number of its own",
        0,
    ),
    "a factorial of a vector": (r"y!", "y: m", "a number is expected", 0),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_clear_is_refused_at_its_place(name):
    source, names, message, place = REFUSED[name]
    with pytest.raises(NotUnderstood) as refused:
        check_latex(source, names=names)
    assert message in refused.value.message
    assert refused.value.place == place


def test_a_name_that_is_not_declared_comes_with_what_would_do():
    with pytest.raises(NotUnderstood) as refused:
        check_latex(r"x + \beta = x", names="x: real")
    assert r"\beta: real" in refused.value.remedies


class TestDeclarations:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("x: what", "is no size"),
            ("x: real, or so", 'the remark "or so"'),
            ("two words here: real", "is no name"),
            ("x: real; x: positive", "declared twice"),
            ("so it goes", "not understood"),
            ("x: m by 2.5", "is no size"),
            ("2x = y", "a name is expected"),
        ],
    )
    def test_what_is_not_understood_is_refused(self, text, message):
        with pytest.raises(NotUnderstood, match=message):
            declared(text)

    def test_labels_and_intervals_bound_the_points(self):
        known = declared(
            "m samples; y: m in {0, 1}; p: between 0 and 1; t: real, < 1/2"
        )
        assert sorted(str(where) for where in known.domain.values()) == [
            "(-oo, 1/2)",
            "(0, 1)",
            "{0, 1}",
        ]

    def test_sizes_all_differ(self):
        known = declared("m samples, n features, K classes")
        assert len(set(known.sizes.values())) == 3

    def test_a_definition_that_goes_round_is_refused(self):
        with pytest.raises(NotUnderstood, match="round in a circle"):
            check_latex("a = 1", names="", given=["a = b + 1", "b = a"])


GRADIENT = r"""
\frac{\partial J(\theta)}{\partial\theta_j}
  &= \frac{\partial}{\partial\theta_j}\left[-\frac1m\sum_{i=1}^m \left(
     y^{(i)}\log h_\theta(x^{(i)})
     + (1-y^{(i)})\log(1-h_\theta(x^{(i)}))\right)\right] \\
  &\underset{\text{chain rule}}{=} -\frac1m\sum_{i=1}^m \left[
     \frac{y^{(i)}}{h_\theta(x^{(i)})} - \frac{1-y^{(i)}}{1-h_\theta(x^{(i)})}\right]
     \frac{\partial}{\partial\theta_j} h_\theta(x^{(i)}) \\
  &= -\frac1m\sum_{i=1}^m (y^{(i)} - h_\theta(x^{(i)}))\, x^{(i)}_j
     && \text{(cancel)}
"""


class TestChecking:
    def test_a_chain_of_a_thread_holds(self):
        report = check_latex(GRADIENT, names=TABLE + "; y_0: real", given=[SIGMOID])
        assert report and [line.number for line in report.lines] == [1, 2, 3, 4]
        assert report.lines[0].note.startswith("not checked")
        assert [line.reason for line in report.lines[2:]] == ["chain rule", "cancel"]

    @pytest.mark.parametrize(
        ("right", "wrong", "line"),
        [
            (r"- \frac{1-y^{(i)}}{1", r"+ \frac{1-y^{(i)}}{1", 3),
            (r"(y^{(i)} - h", r"(y^{(i)} + h", 4),
            (r"\, x^{(i)}_j", r"\, x^{(j)}_j", None),
            (r"-\frac1m\sum_{i=1}^m (y", r"\sum_{i=1}^m (y", 4),
            (r"\, x^{(i)}_j", "", 4),
        ],
    )
    def test_a_slip_is_found_in_its_line(self, right, wrong, line):
        assert right in GRADIENT
        source = GRADIENT.replace(right, wrong)
        if line is None:
            with pytest.raises(Exception):  # noqa: B017 - j runs over features
                assert check_latex(source, names=TABLE, given=[SIGMOID])
            return
        report = check_latex(source, names=TABLE, given=[SIGMOID])
        assert not report and report.first_wrong == line

    def test_a_line_that_is_right_again_is_told(self):
        source = r"(x+1)^2 = x^2 + 1 = x^2 + 2x + 1"
        report = check_latex(source, names="x: real")
        assert report.first_wrong == 2
        assert report.lines[2].right_again == 1
        assert "Line 3 is right again: it equals line 1." in report.sentence()

    def test_places_are_those_of_the_source(self):
        source = "x + x\n  = 2x\n  = 3x"
        report = check_latex(source, names="x: real")
        wrong = report.lines[report.first_wrong - 1]
        assert source[wrong.start : wrong.end] == "3x"

    def test_lines_come_as_they_are_judged(self):
        seen = []
        check_latex("x + x = 2x = x + x", names="x: real", on_line=seen.append)
        assert [line.number for line in seen] == [1, 2, 3]

    def test_nothing_compared_is_not_right(self):
        report = check_latex("x + 1", names="x: real")
        assert not report and report.verdict == "not checked"
        assert report.sentence() == "Nothing was compared."

    def test_an_approximation_is_not_judged_and_says_so(self):
        report = check_latex(r"x \approx 2x", names="x: real")
        assert not report and "approximation" in report.lines[1].note

    def test_an_inequality_is_judged(self):
        assert check_latex(r"x^2 + 1 \ge 2x", names="x: real")
        assert not check_latex(r"x^2 \ge 2x", names="x: real")

    def test_columns_are_compared_entry_by_entry(self):
        names = "m samples, n features; x: m x n by sample; y: m; theta: n"
        left = r"\sum_{i=1}^m y_i x^{(i)} + \sum_{i=1}^m y_i x^{(i)}"
        assert check_latex(left + r" = 2\sum_{i=1}^m y_i x^{(i)}", names=names)
        assert not check_latex(left + r" = 3\sum_{i=1}^m y_i x^{(i)}", names=names)

    def test_matrices_are_compared(self):
        names = "A: m by n; B: n by m"
        assert check_latex(r"(AB)^\top = B^\top A^\top", names=names)
        assert not check_latex(r"(A B)^\top = (B^\top A^\top)^\top", names=names)

    def test_several_chains_in_one_source(self):
        report = check_latex("x + x = 2x \\\\ x x = x^2", names="x: real")
        assert report and len(report.chains) == 2

    def test_the_record_holds_plain_values(self):
        record = check_latex("x + x = 2x", names="x: real").record()
        assert record["kind"] == "latex" and record["first_wrong"] is None
        assert record["lines"][1]["understood"] == "2 x"
        assert record["lines"][1]["verdict"] == "proved"

    def test_source_must_be_text(self):
        with pytest.raises(TypeError, match="source: LaTeX as a text"):
            check_latex(3)


class TestPrimesAndIndices:
    """What was read as something else: an index left out, a prime as a derivative."""

    @pytest.mark.parametrize(
        ("source", "names", "words"),
        [
            (r"f^{(2)}(x) = f(x) + 0", "x: real; f: function", "takes no index"),
            (r"f_1(x) - f_2(x) = 0", "x: real; f: function", "takes no index"),
            (r"x' = 1", "x: real", "a prime"),
            (r"\theta' x = x", "x, theta: real", "a prime"),
        ],
    )
    def test_it_is_refused(self, source, names, words):
        with pytest.raises(NotUnderstood, match=words):
            check_latex(source, names=names)

    def test_an_index_of_a_defined_function_is_refused(self):
        with pytest.raises(NotUnderstood, match="takes no index"):
            check_latex(r"h^{(2)}(x) = h(x)", names="x: real", given=["h(x)=x^3"])

    @pytest.mark.parametrize("prime", ["'", r"^\prime", r"^{\prime}"])
    def test_a_primed_name_is_itself_however_it_is_written(self, prime):
        names = {name: Symbol(name, real=True) for name in ("x", "x'", "y_1", "y_1'")}
        assert not check_latex(f"x{prime} - x = 0", names=names)
        assert not check_latex(f"y_1{prime} + 0 = 1", names=names)
        assert check_latex(f"x{prime} + y_1{prime} = y_1' + x'", names=names)

    def test_the_prime_of_a_bracket_is_its_derivative(self):
        assert check_latex(r"(1+e^{-x})' = -e^{-x}", names="x: real")


def test_a_product_of_matrices_binds_more_than_their_kronecker_product():
    """It was read from left to right, as (A x B) C."""
    names = "A, B, C, D: n by n"
    assert check_latex(r"A D \otimes B C = (A \otimes B) (D \otimes C)", names=names)
    assert not check_latex(r"A \otimes B C = A \otimes C B", names=names)


def test_a_refuted_line_shows_its_mark_and_its_explanation():
    report = check_latex(r"\frac{d}{dx} x^3 = 3x", names="x: real")
    assert "2 ✗  =  3 x" in str(report)
    assert "| 2 | ✗ |" in report.markdown()
    assert "Correct: 3 x^2" in report.record()["lines"][1]["explanation"]
