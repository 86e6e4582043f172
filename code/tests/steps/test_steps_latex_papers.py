"""Displays as papers have them: each is judged, and refused with a slip in it."""

import pytest
from derivations.steps.latex_check import check_latex

#: The display, what its letters are, and a slip: what is written in the place of what.
PAPERS = {
    "EM: the mean of a component": (
        r"""\begin{align}
        \frac{\partial Q}{\partial\mu_k}
          &= \frac{\partial}{\partial\mu_k} \sum_{i=1}^n \sum_{l=1}^K \gamma_{il}
             \left[ \log\pi_l - \log\sigma_l
             - \frac{(x_i-\mu_l)^2}{2\sigma_l^2} \right] \\
          &= \sum_{i=1}^n \gamma_{ik} \, \frac{x_i-\mu_k}{\sigma_k^2}
        \end{align}""",
        "n samples, K components; x: n; gamma: n by K; pi, sigma: K, positive; mu: K",
        (r"\frac{x_i-\mu_k}{\sigma_k^2}", r"\frac{x_i-\mu_k}{\sigma_k}"),
    ),
    "EM: the weight in a mixture": (
        r"\[ \frac{\partial}{\partial\pi_j} \log \left( \sum_{k=1}^K \pi_k f_k \right)"
        r"= \frac{f_j}{\sum_{k=1}^K \pi_k f_k} \]",
        "K components; pi, f: K, positive",
        (r"\frac{f_j}{", r"\frac{\pi_j f_j}{"),
    ),
    "variational inference: the divergence of two normals": (
        r"""\begin{equation} \begin{split}
        \frac{\partial}{\partial s} \left[ \ln\frac{\tau}{s}
          + \frac{s^2+(m-\mu)^2}{2\tau^2} - \frac12 \right]
        &= -\frac1s + \frac{s}{\tau^2} \\ &= \frac{s^2-\tau^2}{s\,\tau^2}
        \end{split} \end{equation}""",
        "s, tau: positive; m, mu: real",
        (r"{s\,\tau^2}", r"{\tau^2}"),
    ),
    "variational inference: the entropy of a normal": (
        r"$$ -\int_{-\infty}^{\infty} q(z) \ln q(z) \, \mathrm{d}z"
        r"= \tfrac12 \left( 1 + \ln (2\pi\sigma^2) \right) $$",
        "sigma: positive; mu: real\n"
        r"q(z) = \frac{1}{\sqrt{2\pi}\,\sigma} e^{-\frac{(z-\mu)^2}{2\sigma^2}}",
        (r"( 1 + ", r"( 2 + "),
    ),
    "GLM: the logistic score": (
        r"\nabla_\beta \left[ y^\top X\beta - \sum_{i=1}^n"
        r"\log\left(1+e^{\sum_{j=1}^p X_{ij}\beta_j}\right) \right]"
        r"= X^\top (y - \sigma(X\beta))",
        "n samples, p covariates; X: n by p; y: n; beta: p",
        (r"(y - \sigma", r"(y + \sigma"),
    ),
    "GLM: the Gamma score with a log link": (
        r"""\begin{align*}
        \frac{\partial\ell}{\partial\beta_j}
        &= \frac{\partial}{\partial\beta_j} \sum_{i=1}^n
          \left( -\frac{y_i}{\mu_i} - \log\mu_i \right) \\
        &= \sum_{i=1}^n \left( \frac{y_i}{\mu_i} - 1 \right) x_{ij} && \text{(log link)}
        \end{align*}""",
        "n samples, p covariates; x: n by p; y: n, positive; beta: p\n"
        r"\mu_i = \exp\left(\sum_{k=1}^p x_{ik}\beta_k\right)",
        (r"\frac{y_i}{\mu_i} - 1 ", r"\frac{y_i}{\mu_i^2} - 1 "),
    ),
    "GLM: the deviance of a Poisson count": (
        r"\frac{\mathrm{d}}{\mathrm{d}\mu}"
        r"\left\{ 2 \left[ y\log\frac y\mu - (y-\mu) \right] \right\}"
        r"= 2 - \frac{2y}{\mu} = \frac{2(\mu-y)}{\mu}",
        "y, mu: positive",
        (r"2 - \frac{2y}", r"2 + \frac{2y}"),
    ),
    "splines: a cubic Hermite polynomial": (
        r"\begin{aligned} h_{00}''(t) &= \frac{d^2}{dt^2} \left( 2t^3-3t^2+1 \right)"
        r"\\ &= 12t - 6 = 6(2t-1) \end{aligned}",
        "t: between 0 and 1",
        ("12t - 6", "6t - 6"),
    ),
    "splines: the penalized fit": (
        r"""\begin{gather}
        \nabla_c \left[ (y-Bc)^\top (y-Bc) + \lambda\, c^\top \Omega\, c \right]
        = -2 B^\top (y-Bc) + 2\lambda\,\Omega\, c
        \end{gather}""",
        "n samples, q functions; B: n by q; y: n; c: q; "
        "Omega: q by q, symmetric; lambda: positive",
        (r"2\lambda\,\Omega", r"\lambda\,\Omega"),
    ),
    "Gaussian processes: the length scale of a kernel": (
        r"""\begin{align}
        \frac{\partial}{\partial\ell} \left[
          s^2 \exp\left( -\frac{(x-z)^2}{2\ell^2} \right) \right]
        &= s^2 \exp\left( -\frac{(x-z)^2}{2\ell^2} \right) \frac{(x-z)^2}{\ell^3}
        \end{align}""",
        r"s, \ell: positive; x, z: real",
        (r"{\ell^3}", r"{\ell^2}"),
    ),
    "Gaussian processes: the covariance of the likelihood": (
        r"\nabla_K \left( -\tfrac12 y^\top K^{-1} y - \tfrac12 \log|K| \right)"
        r"= \tfrac12 K^{-1} y\, y^\top K^{-1} - \tfrac12 K^{-1}",
        "n samples; y: n; K: n by n, positive definite, free entries",
        (r"y^\top K^{-1} - \tfrac12", r"y^\top K^{-1} + \tfrac12"),
    ),
}


@pytest.mark.parametrize("name", PAPERS)
def test_a_display_of_a_paper_holds(name):
    source, names, _ = PAPERS[name]
    report = check_latex(source, names=names)
    assert report, report


@pytest.mark.parametrize("name", PAPERS)
def test_with_a_slip_its_line_is_named(name):
    source, names, (right, wrong) = PAPERS[name]
    assert source.count(right) == 1
    report = check_latex(source.replace(right, wrong), names=names)
    line = report.lines[report.first_wrong - 1]
    assert (
        line.start <= source.index(right) + len(right) and line.verdict.counterexample
    )
    assert wrong.strip("({") in report.source[line.start : line.end]


def test_without_its_declaration_a_matrix_is_not_moved_entry_by_entry():
    source, names, _ = PAPERS["Gaussian processes: the covariance of the likelihood"]
    report = check_latex(source, names=names.replace(", free entries", ""))
    assert not report
    assert "other convention" in report.lines[1].verdict.explanation.text
