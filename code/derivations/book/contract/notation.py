"""Rule on letters: each letter of the result is explained near it, or in *Notation*."""

import re
from collections.abc import Iterator

from derivations.book.notebooks.committed import Notebook

from .lack import rule

_GREEK = (
    "alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|vartheta|kappa|lambda|mu|"
    "nu|xi|rho|varrho|sigma|varsigma|tau|phi|varphi|chi|psi|omega|ell|"
    "Gamma|Delta|Theta|Lambda|Xi|Sigma|Phi|Psi|Omega"
)
_LETTER = re.compile(rf"\\({_GREEK})(?![A-Za-z])|(?<![A-Za-z\\])([A-Za-z])(?![A-Za-z])")
_COMMAND = re.compile(
    r"\\(?:text|mathrm|operatorname|mathbb|mathcal|begin|end|thinspace|html\w+|href)"
    rf"\*?(?:\{{[^}}]*\}})?|\\(?!(?:{_GREEK})(?![A-Za-z]))[A-Za-z]+"
)
# What a sum runs over, with its symbol; the Kronecker delta is in the book's notation.
_BOUND = re.compile(rf"\\(?:sum|prod|max|min)_\{{\s*\\?({_GREEK}|[A-Za-z])(?![A-Za-z])")
_REASON = re.compile(r"&& \\text\{.*?(?=\\cr|\\end)", re.DOTALL)
_KNOWN = {"d", "e"}  # of a derivative, of an exponential
_KRONECKER = re.compile(r"\\delta_\{")


@rule("notation")
def letters_are_explained(notebook: Notebook) -> Iterator[tuple]:
    """What the chain and the box write, the text around them names."""
    shown, said = "", ""
    for cell in notebook.cells:
        if cell.kind == "markdown":
            if cell in notebook.answer or cell.section.startswith("Notation"):
                said += _formulas(cell.source)
            continue
        for output in cell.outputs:
            data = output.get("data", {})
            record = next((r for r in cell.records if r in data.values()), {})
            if record.get("main") or record.get("boxed"):
                shown += "".join(data.get("text/latex", ""))
            if record.get("boxed"):  # below the formula its author explains letters
                said += _formulas(
                    "".join(data.get("text/markdown", "")).split("$$")[-1]
                )
    missing = letters(shown) - letters(said) - set(_BOUND.findall(shown)) - _KNOWN
    if missing:
        yield (
            f"its chain writes {', '.join(sorted(missing))}, and no text says what "
            "that is",
            "Say it above the chain or in the box's note, or list it in `## Notation`",
        )


def letters(latex: str) -> set[str]:
    r"""Return the letters that stand for something in a formula.

    >>> sorted(letters(r"\frac{x_{i}}{\sigma} + \operatorname{tr} A + \delta_{ij}"))
    ['A', 'i', 'j', 'sigma', 'x']
    """
    latex = _REASON.sub(" ", latex)
    latex = _COMMAND.sub(" ", _KRONECKER.sub("{", latex))
    latex = re.sub(r"\{([a-z]{2,3})\}", lambda pair: f"{{{' '.join(pair[1])}}}", latex)
    return {greek or latin for greek, latin in _LETTER.findall(latex)}


def _formulas(text: str) -> str:
    return " ".join(["", *re.findall(r"\$([^$]+)\$", text)])


CHAPTERS = (letters_are_explained,)
