"""Chains as people post them: a long one with slips put in, and short ones."""

import pytest
from derivations.steps.latex_check import NotUnderstood, check_latex

NAMES = "m samples, n features; x: m x n by sample; t: m by sample; w: n"
GIVEN = [r"g_w(x) = \sigma(w^\top x)"]
POSTED = [
    r"\small \frac{\partial E(w)}{\partial w_j}",
    r"= \frac{\partial}{\partial w_j} \,\frac{-1}{m}\sum_{i=1}^m \left[ t^{(i)}"
    r"\log\left(g_w\left(x^{(i)}\right)\right) + (1-t^{(i)})"
    r"\log\left(1-g_w\left(x^{(i)}\right)\right)\right]",
    r"\underset{\text{linear}}= -\frac1m \sum_{i=1}^m \Big[ t^{(i)}"
    r"\frac{\partial}{\partial w_j} \log\left(g_w(x^{(i)})\right) + (1-t^{(i)})"
    r"\frac{\partial}{\partial w_j} \log\left(1-g_w(x^{(i)})\right) \Big]",
    r"\underset{\text{chain rule}}= \frac{-1}{m} \sum_{i=1}^m \left[ t^{(i)}"
    r"\frac{\frac{\partial}{\partial w_j} g_w(x^{(i)})}{g_w(x^{(i)})} - (1-t^{(i)})"
    r"\frac{\frac{\partial}{\partial w_j} g_w(x^{(i)})}{1-g_w(x^{(i)})} \right]",
    r"\overset{\sigma'}= \frac{-1}{m} \sum_{i=1}^m \left[ \frac{t^{(i)}}{g_w(x^{(i)})}"
    r"- \frac{1-t^{(i)}}{1-g_w(x^{(i)})} \right] g_w(x^{(i)})(1-g_w(x^{(i)}))"
    r"\frac{\partial}{\partial w_j} (w^\top x^{(i)})",
    r"\stackrel{\text{inner}}{=} \frac{-1}{m} \sum_{i=1}^m \left["
    r"t^{(i)} (1-g_w(x^{(i)})) - (1-t^{(i)}) g_w(x^{(i)}) \right]\, x_j^{(i)}",
    r"= \frac{-1}{m} \sum_{i=1}^m \left[ t^{(i)} - t^{(i)} g_w(x^{(i)})"
    r"- g_w(x^{(i)}) + t^{(i)} g_w(x^{(i)}) \right] x_j^{(i)} && \text{(distribute)}",
    r"= \frac{-1}{m} \sum_{i=1}^m \left[ t^{(i)} - g_w(x^{(i)}) \right] x_j^{(i)}"
    r"\text{ cancel}",
    r"= \frac{1}{m} \sum_{i=1}^m \left[ g_w(x^{(i)}) - t^{(i)} \right] x_j^{(i)}",
]
#: The line as the reader counts, what stands there, what is put there.
SLIPS = {
    "a factor in front": (3, r"-\frac1m", r"-\frac2m"),
    "a sign of the chain rule": (4, r"- (1-t^{(i)})", r"+ (1-t^{(i)})"),
    "a sign within": (5, r"- \frac{1-t^{(i)}}", r"+ \frac{1-t^{(i)}}"),
    "a factor dropped": (5, r"(1-g_w(x^{(i)}))", ""),
    "a sign in a bracket": (6, r"(1-g_w(x^{(i)})) -", r"(1+g_w(x^{(i)})) -"),
    "a term that does not cancel": (7, r"+ t^{(i)} g_w", r"- t^{(i)} g_w"),
    "the sign of the end": (9, r"\frac{1}{m}", r"\frac{-1}{m}"),
    "the inner derivative lost": (6, r"\, x_j^{(i)}", ""),
}


def posted(*changes):
    lines = list(POSTED)
    for number, right, wrong in changes:
        assert lines[number - 1].count(right) == 1
        lines[number - 1] = lines[number - 1].replace(right, wrong)
    return " \\\\[2ex]\n".join(lines)


def test_a_long_chain_is_proved_for_all_sizes():
    report = check_latex(posted(), names=NAMES, given=GIVEN)
    assert report.lines[0].note.startswith("not checked: the name E")
    assert [v.mark for line in report.lines if (v := line.verdict) is not None] == [
        "proved-all"
    ] * 7
    assert [line.reason for line in report.lines[2:8]] == [
        "linear", "chain rule", r"$\sigma'$", "inner", "distribute", "cancel",
    ]  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_named_at_its_line(name):
    report = check_latex(posted(SLIPS[name]), names=NAMES, given=GIVEN)
    assert not report and report.first_wrong == SLIPS[name][0]


def test_a_sample_without_its_brackets_is_refused_where_it_stands():
    source = posted((7, r"t^{(i)} - t^{(i)} g_w", r"t^{i} - t^{(i)} g_w"))
    with pytest.raises(NotUnderstood) as refused:
        check_latex(source, names=NAMES, given=GIVEN)
    assert source[: refused.value.place].endswith("t")
    assert source[refused.value.place :].startswith("^{i} - t")


#: LaTeX, names, and the first wrong line, 0 where all of it holds.
SHORT = {
    "a count of successes": (
        r"\frac{\partial}{\partial q}\left[7\ln(1-q)+3\ln q\right]"
        r"= \frac3q - \frac{7}{1-q}",
        "q: between 0 and 1",
        0,
    ),
    "the same, the inner minus lost": (
        r"\frac{\partial}{\partial q}\left[7\ln(1-q)+3\ln q\right]"
        r"= \frac3q + \frac{7}{1-q}",
        "q: between 0 and 1",
        2,
    ),
    "a Poisson probability": (
        r"\frac{d}{dr}\ln\left(\frac{r^n e^{-r}}{n!}\right) = \frac nr - 1",
        "r: positive; n: natural",
        0,
    ),
    "a product of densities": (
        r"\prod_{i=1}^n a e^{-a x_i} = a^n e^{-a\sum_{i=1}^n x_i}",
        "n samples; x: n, positive; a: positive",
        0,
    ),
    "a softmax": (
        r"\frac{\partial s_k}{\partial u_l} = s_k(\delta_{kl}-s_l)",
        r"K classes; u: K; s_i = \frac{e^{u_i}}{\sum_j e^{u_j}}",
        0,
    ),
    "a moment at a point": (
        r"\left.\frac{d}{ds}(1-3s)^{-a}\right|_{s=0} = 3a",
        "a: positive; s: real, < 1/3",
        0,
    ),
    "the same, the exponent wrong": (
        r"\frac{d}{ds}(1-3s)^{-a} = 3a(1-3s)^{-a}",
        "a: positive; s: real, < 1/3",
        2,
    ),
    "a sum without one term": (
        r"\frac{\partial}{\partial b_j} \frac12 \sum_{i=1}^m \Bigl[ t^{(i)}"
        r"- \sum_{k=1}^n b_k x_k^{(i)} \Bigr]^2 = -\sum_{i=1}^m x_j^{(i)} \Bigl["
        r"t^{(i)} - \sum_{k\neq j} b_k x_k^{(i)} - b_j x_j^{(i)} \Bigr]",
        "m samples, n features; x: m x n by sample; t: m by sample; b: n",
        0,
    ),
    "a column of samples": (
        r"\frac1m X^\top (\sigma(Xw)-t) = \frac1m X^\top\sigma(Xw) - \frac1m X^\top t",
        "m samples, n features; X: m by n; t: m; w: n",
        0,
    ),
    "the same with a plus": (
        r"\frac1m X^\top (\sigma(Xw)-t) = \frac1m X^\top\sigma(Xw) + \frac1m X^\top t",
        "m samples, n features; X: m by n; t: m; w: n",
        2,
    ),
    "a row of samples": (
        r"(\sigma(Xw)-t)^\top X = \sigma(Xw)^\top X + t^\top X",
        "m samples, n features; X: m by n; t: m; w: n",
        2,
    ),
}


@pytest.mark.parametrize("name", SHORT)
def test_a_short_chain_is_judged(name):
    source, names, wrong = SHORT[name]
    report = check_latex(source, names=names)
    assert bool(report) == (wrong == 0)
    assert (report.first_wrong or 0) == wrong


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (r"p(s) \propto s^{a-1} e^{-s}", "s, a: positive; p: function"),
        (r"X \sigma(Xw) = t", "m samples, n features; X: m by n; t: m; w: n"),
        (r"(\sigma(Xw)-t) X = t", "m samples, n features; X: m by n; t: m; w: n"),
    ],
)
def test_what_has_no_meaning_here_is_refused(source, names):
    with pytest.raises(NotUnderstood):
        check_latex(source, names=names)
