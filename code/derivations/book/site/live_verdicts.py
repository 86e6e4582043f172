"""Recorded verdicts as parts of a page: what static/live/answer.js does for fresh ones.

The formulas are set while the book is built, as everywhere in it.
"""

import html
from typing import Any

from docutils import nodes


def derivation(answer: dict[str, Any]) -> list[nodes.Node]:
    """A verdict on a derivation, line by line."""
    parts = [_headline(answer)]
    for line in answer["lines"]:
        said = " ".join(filter(None, (line["glyph"], line["words"])))
        parts.append(
            raw(
                f'<div class="line {line["mark"]}"><p class="said"><b>Line '
                f'{line["number"]}</b> <span>{said}</span></p><div class="formula">'
            )
        )
        for formula in line["formulas"]:
            parts += [raw("<p>"), _formula(formula), raw("</p>")]
        parts += [raw("</div>"), *_why(line["why"]), raw("</div>")]
    return parts


def _why(why: dict[str, Any] | None) -> list[nodes.Node]:
    if why is None:
        return []
    parts = [raw('<div class="why"><p>')]
    for kind, text in why["said"]:
        parts.append(_formula(text) if kind == "formula" else raw(html.escape(text)))
    note = f"<p>{html.escape(why['note'])}</p>" if why["note"] else ""
    parts.append(raw(f"</p>{note}"))
    if values := why["values"]:
        entry = f" in entry {values['entry']}" if values["entry"] else ""
        both = (
            f"The line before gives <b>{values['left']}</b>, this line gives "
            f"<b>{values['right']}</b>{entry}, at"
        )
        parts.append(raw(f'<p class="values">{both}</p><p class="point">'))
        for name, value in values["point"]:
            parts += [_formula(f"{name} = {value}"), raw(" ")]
        parts.append(raw("</p>"))
    return [*parts, raw("</div>")]


def gradient(answer: dict[str, Any]) -> list[nodes.Node]:
    """A verdict on a gradient, with the entries that were compared."""
    told = "".join(
        f'<p class="told"><b>{label}:</b> '
        + (f"<code>{text}</code>" if label == "Instead" else text)
        + "</p>"
        for label, text in ((a, html.escape(b)) for a, b in answer["told"])
    )
    rows = "".join(_row(row, "td") for row in answer["rows"])
    table = f"<table><thead>{_row(answer['head'], 'th')}</thead><tbody>{rows}</tbody>"
    entries = f'<div class="entries" tabindex="0">{table}</table></div>'
    return [_headline(answer), raw(told + entries)]


def _row(cells: list[str], tag: str) -> str:
    shown = "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells)
    return f"<tr>{shown}</tr>"


def _headline(answer: dict[str, Any]) -> nodes.Node:
    verdict = answer["verdict"].replace(" ", "-")
    return raw(f'<p class="headline {verdict}">{html.escape(answer["sentence"])}</p>')


def raw(text: str) -> nodes.Node:
    """HTML as it is."""
    return nodes.raw("", text, format="html")


def _formula(tex: str) -> nodes.Node:
    return nodes.math("", rf"\displaystyle {tex}")
