"""Wrong answers that a reader may have got, each refused in the line of its slip."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .evidence import Evidence, weigh
from .formulas import first_sentence, typeset_slip
from .proofs import demand_chain, line_names
from .tables import (
    Table,
    author_of,
    demand_named,
    escape,
    significant,
    typeset_too,
    with_author,
)

if TYPE_CHECKING:
    from derivations.steps import Derivation, StepVerdict

HEADER = ("your formula", "the slip", "in line", "what the check says")


class Slip(NamedTuple):
    """A slip in a line of a chain, and the answer that it leads to.

    `line` is the number of the line, `wrong` what stands there instead, `answer` what
    one gets in the end (by default `wrong` itself). `author` says in a sentence what
    went wrong (Markdown); it stands on the page where the check has no name for it.
    """

    line: int
    wrong: Any
    answer: Any = None
    author: str = ""


def other_answers(
    chain: Derivation, slips: dict[str, Slip], *, main: bool = True
) -> Table:
    r"""Show the answers that slips lead to: the formula, the slip, its line, the check.

    Parameters
    ----------
    chain : the chain in whose lines the slips happen.
    main : whether it is the one that `proof(chain, main=True)` shows. The numbers of
        the lines link to it; of another chain, to the lines that carry its name.
    slips : `{the slip in a few words (Markdown): Slip(line, wrong, answer, author)}`.

    Returns
    -------
    A table with a row for each slip. The formula is printed from `answer`, which is
    shown equal to the wrong line: whoever makes the slip and no other gets it.

    Raises
    ------
    AssertionError : a slip is not refused in its line, its answer does not follow from
        it, or neither the check nor the author has a name for it.
    TypeError : there is no slip, or one is no `Slip`.

    Examples
    --------
    >>> from derivations.steps import D, Derivation
    >>> from sympy import Symbol, cos, sin
    >>> x = Symbol("x", real=True)
    >>> chain = Derivation(D(cos(x), x)).step(-sin(x), "derivative of the cosine")
    >>> table = other_answers(chain, {"sign lost": Slip(1, sin(x))})
    >>> table.record()["rows"][0]["says"]
    'The sign is wrong: the right side is minus what it should be.'
    """
    from derivations.steps.typesetting.latex import latex
    from derivations.steps.typesetting.plain import plain

    demand_chain(chain)
    demand_named(slips, "slips", "{name: Slip(...)}")
    rows, pages, data = [], [], []
    lines = line_names(chain, main=main)
    for name, slip in slips.items():
        if not isinstance(slip, Slip):
            raise TypeError(f"{name!r} must be a Slip(line, wrong, ...), got {slip!r}")
        seen, step = _refused(chain, name, slip)
        answer = _answer(chain, name, slip)
        says, typeset, author = _says(name, slip, step)
        link = f"[{slip.line}](#{lines}-{slip.line})" if lines else str(slip.line)
        rows.append((plain(answer), name, str(slip.line), says))
        says_too = with_author(author, typeset)
        pages.append((rf"$\displaystyle {latex(answer)}$", name, link, says_too))
        data.append(
            {
                "mistake": name,
                "answer": plain(answer),
                "line": slip.line,
                "refused_as": seen.kind,
                "says": says,
                **typeset_too(says, typeset),
                **author_of(author),
                "relative_error": seen.error or "-",
            }
        )
    return Table(
        "mistakes",
        HEADER,
        rows,
        {"rows": data, "control": "agrees", "answers": True, "chain": chain.name},
        page=("other-answers", pages),
    )


SENTENCE = 110  # characters of an explanation that names a slip


def _refused(chain, name: str, slip: Slip) -> tuple[Evidence, StepVerdict]:
    """What the check says of the slip, which is refused in its line, or fail."""
    report = chain.with_slip(slip.line, slip.wrong).check()
    seen = weigh(report)
    if not seen.refused or report.first_wrong != slip.line:
        raise AssertionError(
            f"the slip {name!r} is not refused in line {slip.line}: the check says "
            f"{seen.verdict!r}\n{report}"
        )
    return seen, report.wrong


def _answer(chain, name: str, slip: Slip):
    """What the slip leads to, shown equal to the wrong line."""
    from derivations.steps import check_step

    if slip.answer is None:
        return slip.wrong
    verdict = check_step(
        slip.wrong, slip.answer, sizes=chain.sizes, domain=chain.whole_domain()
    )
    if not verdict:
        raise AssertionError(
            f"the slip {name!r} does not lead to that answer\n{verdict}"
        )
    return slip.answer


def _says(name: str, slip: Slip, step: StepVerdict) -> tuple[str, str, str]:
    """What the check says of a slip, in plain words and typeset, and the author.

    Of an explanation its first sentence names the slip. Where the author says what
    went wrong, one that is longer than `SENTENCE` gives way to that: it shows where the
    line differs, and names no slip.
    """
    found = step.explanation
    if found is not None:
        text = first_sentence(found.text)
        if len(text) <= SENTENCE or not slip.author:
            return text, typeset_slip(step), ""
    if not slip.author:
        raise AssertionError(
            f"the check refuses {name!r} but has no name for it: say in a sentence "
            "what went wrong, as `author`"
        )
    example = step.counterexample
    assert example is not None  # a refuted step has one
    right, wrong = (_short(side) for side in (example.left, example.right))
    pattern = "no known pattern; " if found is None else ""
    says = f"{pattern}at a sample point {right} becomes {wrong}"
    return says, escape(says), slip.author


def _short(number: str) -> str:
    try:
        return significant(float(number), 3).replace("-", "\N{MINUS SIGN}")
    except ValueError:
        return number  # a matrix, or undefined
