"""A check in words: one sentence, the worst entries, the explanation.

The same content as plain text, as Markdown and as a record, in figures that are the
same on every machine (`figures`).
"""

import ast
import math

from . import figures
from .rows import DASH, row

HEAD = ("index", "claimed", "numeric", "tolerance")

#: The cause in two words, for the first line: of a failed test often all that is shown.
CAUSES = {
    "mutates-argument": "an argument is changed",
    "non-finite": "not finite",
    "wrong-shape": "wrong shape",
    "kink": "kink",
    "transposed": "transposed",
    "reshaped": "reshaped",
    "sign": "wrong sign",
    "scaled": "wrong factor",
    "chain-factor": "chain rule",
    "triangle": "one triangle",
    "missing-coordinates": "entries missing",
    "term": "wrong term",
    "shifted": "shifted",
    "permuted": "wrong order",
    "few-entries": "few entries wrong",
    "not-a-gradient": "not a gradient",
}


def text(check) -> str:
    """The report for a terminal."""
    lines = [sentence(check)]
    rows = table(check)
    if rows:
        head = HEAD
        widths = [max(len(row[k]) for row in [head, *rows]) for k in range(4)]
        lines.append("")
        for row in [head, *rows]:
            cells = [cell.rjust(w) for cell, w in zip(row, widths, strict=True)]
            lines.append("  " + "  ".join(cells))
        if _unlisted(check):
            lines.append(f"  and {_unlisted(check)} more")
    told = explanation(check)
    if told:
        lines.append("")
        lines += [f"{label}: {words}" for label, words in told]
    return "\n".join(lines)


def markdown(check) -> str:
    """The report for a page."""
    parts = [_bold_verdict(sentence(check))]
    rows = table(check)
    if rows:
        lines = [
            "| " + " | ".join(HEAD) + " |",
            "|:--|--:|--:|--:|",
            *("| " + " | ".join(row) + " |" for row in rows),
        ]
        parts.append("\n".join(lines))
        if _unlisted(check):
            parts.append(f"and {_unlisted(check)} more")
    for label, words in explanation(check):
        code = label == "Instead" and _is_code(words)
        shown = f"`{words}`" if code else _escaped(words)
        parts.append(f"{label}: {shown}")
    return "\n\n".join(parts)


def record(check) -> dict:
    """The report for machines."""
    return {
        "kind": "check",
        "what": check.what,
        "verdict": check.verdict,
        "shape": list(check.shape),
        "asked_digits": asked_digits(check),
        "wrong": check.wrong,
        "relative_error": _error(check) or None,
        "worst": [
            dict(zip(("index", "claimed", "numeric", "tolerance"), row, strict=True))
            for row in table(check)
        ],
        "explanation": check.explanation.record() if check.explanation else None,
        "reason": check.reason,
        "notes": list(check.notes),
    }


def sentence(check) -> str:
    """The verdict, and what it rests on."""
    size = math.prod(check.shape)
    entries = "the only entry" if size == 1 else f"all {size:,} entries"
    finest = figures.power_of_ten(check.asked)
    if check.verdict == "agrees":
        along = f", along {check.directions} random directions" * bool(check.directions)
        return (
            f"The {check.what} agrees: {entries}{along}, to at least "
            f"{asked_digits(check)} digits (a relative error of {finest} would show)."
        )
    if check.verdict == "differs":
        error = _error(check)
        how = f", by up to {error} times the largest entry" if error else ""
        cause = check.explanation and CAUSES.get(check.explanation.kind)
        cause = f" ({cause})" if cause else ""
        return f"The {check.what} differs{cause}{_in_how_many(check, size)}{how}."
    because = f": {check.reason}" if check.reason else ""
    said = f"The check of the {check.what} is inconclusive{because}."
    if check.asked < check.resolution < 1:
        said += (
            f" Relative errors would show from {figures.coarse(check.resolution)} on, "
            f"{finest} was asked for."
        )
    return said


def _in_how_many(check, size: int) -> str:
    if not check.wrong or size == 1:
        return ""
    if check.sampled:
        return f" in {check.wrong} of {check.sampled} entries drawn from {size:,}"
    return f" in {check.wrong:,} of {size:,} entries"


def asked_digits(check) -> int:
    """The digits that were asked for."""
    return max(0, math.floor(-math.log10(check.asked) + 1e-9))


def table(check) -> list[tuple[str, str, str, str]]:
    """Rows of the worst entries: index, claimed, numeric, tolerance."""
    sizes = (abs(n) for e in check.worst for n in (e.claimed, e.numeric))
    largest = max((size for size in sizes if math.isfinite(size)), default=0.0)
    return [
        (
            entry.name or ", ".join(str(k) for k in entry.index) or DASH,
            *row(entry, visible, check.asked, largest),
        )
        for entry, visible in zip(check.worst, check.visible, strict=True)
    ]


def explanation(check) -> list[tuple[str, str]]:
    """Labelled sentences: why, what instead, what else would fit, what to note."""
    lines = []
    why = check.explanation
    if why:
        lines.append(("Why", f"{why.text} [{why.kind}]"))
        if why.correction:
            lines.append(("Instead", why.correction))
        others = [other for other in why.runners_up if other.text not in why.text]
        for other in others:
            label = "Also" if other.kind == "kink" else "Also fits"
            lines.append((label, f"{other.text} [{other.kind}]"))
    return lines + [("Note", note) for note in check.notes]


def _error(check) -> str:
    """The relative error with the digits that are certain; "" if there is none."""
    if check.verdict != "differs" or not check.wrong:
        return ""
    if not math.isfinite(check.relative_error):
        return ""
    worst = check.worst[0]
    sure = abs(worst.claimed - worst.numeric) > 1e4 * worst.tolerance
    return figures.share(check.relative_error, 3 if sure else 1)


def _unlisted(check) -> int:
    return max(0, check.wrong - len(check.worst))


def _bold_verdict(words: str) -> str:
    for verdict in ("agrees", "differs", "inconclusive"):
        if verdict in words:
            return words.replace(verdict, f"**{verdict}**", 1)
    return words


def _is_code(words: str) -> bool:
    """A correction may be Python, or words: "claim with row 1 filled in"."""
    try:
        ast.parse(words, mode="eval")
    except SyntaxError:
        return False
    return True


def _escaped(words: str) -> str:
    return words.replace("*", "\\*").replace("|", "\\|").replace("_", "\\_")
