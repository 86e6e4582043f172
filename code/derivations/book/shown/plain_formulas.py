"""Formulas in the sentences of a numeric check, which are plain text, typeset.

The check of a program knows no expressions; what reads as a formula is taken for one.
"""

from __future__ import annotations

import re

from .formulas import escaped_part

_INSIDE = r"(?:exp|log|\b\w\b|\d|[ .'^/=*+-])*"
_BRACKET = rf"\({_INSIDE}(?:\({_INSIDE}\){_INSIDE})*\)"
_APPLIED = rf"(?:exp|log|sqrt|sin|cos|tanh){_BRACKET}"
_LETTER = r"(?<![\w'])[b-zB-HJ-Z](?!\w)"  # not the words a, A and I
_PART = rf"(?:{_APPLIED}|{_BRACKET}|{_LETTER}|\d+(?:\.\d+)?)(?:\^\d+|')?"
_FORMULA = re.compile(
    # the name of a term that the chapter gave: no word in lower case
    r"(?:^|(?<=; ))(?![a-z]{2,} )\S+(?= enters with weight)"
    rf"|(?<![\w.'])-?(?:\d+ )?{_PART}(?:(?: ?[/=] ?-?| [+-] | (?=[A-Za-z]\b)){_PART})*"
)
_TEX = (
    (r"\b(exp|log|sin|cos|tanh)\(", r"\\\1("),
    (r"\bsqrt\(((?:[^()]|\([^()]*\))*)\)", r"\\sqrt{\1}"),
    ("\N{MINUS SIGN}", "-"),
    ("\N{SUPERSCRIPT TWO}", "^{2}"),
    (r"(?<=\d) (?=[A-Za-z])|(?<=') (?=[A-Z])", r"\\,"),
)


def typeset_plain(sentence: str) -> str:
    r"""Return a check's sentence in Markdown, what reads as a formula typeset.

    >>> print(typeset_plain("right after dividing by exp(-x), 1/(2 m) times it"))
    right after dividing by $\exp(-x)$, $1/(2\,m)$ times it
    >>> print(typeset_plain("entries (0, 1) and (2, 0) are wrong by a factor -1"))
    entries (0, 1) and (2, 0) are wrong by a factor -1
    """
    pieces, end = [], 0
    for found in _FORMULA.finditer(sentence):
        tex = found[0]
        if not re.search(r"[^\W\d]|[/=]", tex):
            continue  # a number is as it is
        for plain, typeset in _TEX:
            tex = re.sub(plain, typeset, tex)
        pieces += [escaped_part(sentence[end : found.start()]), f"${tex}$"]
        end = found.end()
    return "".join([*pieces, escaped_part(sentence[end:])])
