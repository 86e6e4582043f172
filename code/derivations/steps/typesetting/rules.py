"""Names of rules that a reason may begin with, and where the book states them.

Each heading of the page `reference/rules.md` is a rule; its anchor is the heading in
lower case with hyphens. Standard library only.
"""

import re

PAGE = "reference/rules.md"

# Heading of the page -> further names under which reasons call the same rule.
HEADINGS = {
    # what an equals sign may rest on without any theorem
    "Definition": ("definitions", "unfold", "recall"),
    "Substitution": ("substitute", "insert", "replace"),
    "Abbreviation": ("abbreviate",),
    # algebra
    "Distributive law": ("distribute", "expand", "multiply out"),
    "Factor out": ("factor", "collect", "take out", "pull out"),
    "Cancel": ("cancellation", "simplify", "drop what cancels"),
    "Common denominator": ("add fractions", "combine fractions"),
    "Split a fraction": ("split the fraction", "partial fractions"),
    "Add and subtract": ("add zero", "add 0", "multiply by one", "multiply by 1"),
    "Rearrange": ("reorder", "regroup", "absorb", "algebra"),
    "Complete the square": ("completing the square",),
    "Binomial theorem": ("binomial formula", "square of a sum"),
    "Logarithm rules": ("logarithm rule", "log rules", "log of a product"),
    "Exponent rules": ("exponent rule", "exponential rules", "power laws"),
    "Absolute value": (),
    # derivatives
    "Difference quotient": ("definition of the derivative",),
    "Linearity": ("sum rule", "constant multiple rule"),
    "Product rule": (),
    "Reciprocal rule": (),
    "Quotient rule": (),
    "Chain rule": ("total derivative",),
    "Power rule": (),
    "Constant rule": ("derivative of a constant",),
    "Log-derivative": ("logarithmic derivative", "log derivative"),
    "Derivative of a named function": (
        "derivative of",
        "exponential rule",
        "sigmoid rule",
        "softplus rule",
        "derivatives of",
    ),
    "Inverse function": ("inverse function rule",),
    "Implicit differentiation": ("differentiate both sides",),
    "Symmetry of second derivatives": ("Schwarz", "mixed derivatives"),
    "Taylor formula": ("Taylor expansion", "Taylor's formula", "Taylor"),
    # sums and indices
    "Linearity of the sum": ("split the sum", "finite sum"),
    "Kronecker delta": ("sifting", "delta sifting", "derivative of an entry"),
    "Rename an index": ("shift the index", "index shift", "relabel"),
    "Exchange the sums": ("swap the sums", "exchange sums"),
    "Telescoping": ("telescoping sum", "telescope"),
    "Geometric sum": ("geometric series",),
    # vectors and matrices
    "Matrix form": ("matrix product", "collect the components", "vector form"),
    "Transposition": ("transpose",),
    "Symmetric matrix": ("symmetry of the matrix",),
    "Trace": ("linearity of the trace", "trace of a scalar"),
    "Cyclic trace": ("cyclic rule", "cyclicity of the trace"),
    "Differential rules": (
        "differential",
        "product rule for differentials",
        "differential of a product",
        "linearity of the differential",
    ),
    "Differential of an inverse": ("derivative of an inverse",),
    "Differential of a determinant": (
        "Jacobi's formula",
        "derivative of a determinant",
    ),
    "Read off the gradient": ("read off", "identify the gradient"),
    "Vec and Kronecker product": ("vec", "Kronecker product", "mixed product"),
    "Gradient and Jacobian": ("layout",),
    # integrals, expectations, limits
    "Fundamental theorem of calculus": ("fundamental theorem", "antiderivative"),
    "Leibniz rule": ("differentiate under the integral", "Leibniz integral rule"),
    "Integration by parts": ("by parts",),
    "Change of variables": ("change of variable",),
    "Linearity of the integral": (
        "linearity of the expectation",
        "linearity of expectation",
    ),
    "Normalization": ("density integrates to one", "total probability"),
    "Variance identity": (),
    "Conditioning": ("conditional density", "Bayes", "Schur complement"),
    "Limit rules": ("limit", "l'Hôpital", "squeeze"),
    # inequalities
    "Squares are nonnegative": ("sum of squares", "square is nonnegative"),
    "Monotonicity": ("monotone",),
    "Triangle inequality": (),
    "Cauchy-Schwarz inequality": ("Cauchy-Schwarz",),
    "Convexity": ("Jensen's inequality", "Jensen", "subgradient inequality"),
}


def slug(heading: str) -> str:
    """Return the anchor of a heading, as GitHub, JupyterLab and MyST make it.

    >>> slug("Fundamental theorem of calculus")
    'fundamental-theorem-of-calculus'
    """
    kept = re.sub(r"[^\w\- ]", "", heading.lower())
    return kept.strip().replace(" ", "-")


RULES: dict[str, str] = {
    name.casefold(): slug(heading)
    for heading, names in HEADINGS.items()
    for name in (heading, *names)
}

_OPENING = r"(?:(?:by|from|use|using|apply|applying|with|the|a|an)\s+)*"
_NAMED = re.compile(
    rf"{_OPENING}({'|'.join(map(re.escape, sorted(RULES, key=len, reverse=True)))})"
    r"(?![\w-])",
    re.IGNORECASE,
)

_OBJECT = re.compile(r"(?:\$[^$]*\$|(?! (?:and the|by|is|with)\b)[^$,;:(])*")


def rule_anchor(reason: str) -> str | None:
    """Return the anchor of the rule that a reason begins with, if it names one.

    >>> rule_anchor("chain rule, since $0 < h_i < 1$")
    'chain-rule'
    >>> rule_anchor("by the product rule")
    'product-rule'
    >>> rule_anchor("because we like it") is None
    True
    """
    found = _NAMED.match(reason)
    return RULES[found[1].casefold()] if found else None


def link_rule(reason: str, page: str = PAGE) -> str:
    """Return the reason in Markdown, the rule's name linked to its statement.

    `page` is the way from the notebook to the page of rules.

    >>> link_rule("quotient rule, then cancel")
    '[quotient rule](reference/rules.md#quotient-rule), then cancel'
    >>> link_rule("derivative of the cosine, twice")
    '[derivative of the cosine](reference/rules.md#derivative-of-a-named-function), \
twice'
    >>> link_rule("a fact of the model")
    'a fact of the model'
    """
    found = _NAMED.match(reason)
    if not found:
        return reason
    start, end = found.span(1)
    if found[1].endswith(" of"):  # up to what it is the derivative of
        end += len(_OBJECT.findall(reason[end:])[0])
    anchor = RULES[found[1].casefold()]
    return f"{reason[:start]}[{reason[start:end]}]({page}#{anchor}){reason[end:]}"
