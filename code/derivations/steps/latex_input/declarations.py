r"""Declarations in words, such as ``m samples; x: m x n by sample; y: m in {0, 1}``.

One item a line, or after ``;``::

    item   := size {, size} | name {, name} : kind {, remark} | name[(args)] = LaTeX
    size   := letter plural-noun                      "m samples, n features"
    kind   := real | number | positive | negative | nonnegative | integer | natural
            | index | function | size | between a and b | [matrix] size [by size]
    remark := by sample | superscript (i) is the sample | in {0, 1} | in (0, 1)
            | between a and b | positive | symmetric | positive definite | matrix
            | free entries | not 0

A gradient by a symmetric matrix moves the two entries of a pair together; with "free
entries" it moves them one by one, as textbooks do.
"""

import re
from typing import Any

import sympy as sp

from derivations.steps.vocabulary import notation as nt

from .errors import NotUnderstood
from .names import Both, Definition, Names, key

_NAME = r"\\?[A-Za-z]+(?:_(?:\{[^{}]*\}|\\?[A-Za-z0-9]+))?|\\[a-z]+\{\\?[A-Za-z]+\}"
_DEFINITION = re.compile(rf"\s*({_NAME})\s*(?:\(([^()]*)\))?\s*$")
_INDEXED = re.compile(r"\s*(\\?[A-Za-z]+)(?:\^\{\(([a-z])\)\}|_\{?([i-l])\}?)\s*$")
_NUMBER = r"-?(?:\d+(?:[./]\d+)?|inf|infinity|oo)"
_BETWEEN = re.compile(rf"(?:between|from)\s+({_NUMBER})\s+(?:and|to)\s+({_NUMBER})$")
_INTERVAL = re.compile(rf"(?:in\s+)?[(\[]\s*({_NUMBER})\s*,\s*({_NUMBER})\s*[)\]]$")
_LABELS = re.compile(r"(?:in\s+)?\\?\{\s*(-?\d+(?:\s*,\s*-?\d+)*)\s*\\?\}$")
_BOUND = re.compile(rf"(<|>|<=|>=)\s*({_NUMBER})$")
_SAMPLE = re.compile(r"by sample|superscript.*sample|rows? (?:is|are) samples?")
_NUMBERS: dict[str, dict[str, bool]] = {
    "real": {"real": True},
    "number": {"real": True},
    "a number": {"real": True},
    "positive": {"positive": True},
    "negative": {"negative": True},
    "nonnegative": {"nonnegative": True},
    "integer": {"integer": True},
    "natural": {"integer": True, "nonnegative": True},
    "a whole number": {"integer": True, "nonnegative": True},
    "whole number": {"integer": True, "nonnegative": True},
}
#: Whole numbers for sizes, in the order in which the sizes appear: they all differ.
SMALL = (3, 2, 4, 5, 6, 7)


def declared(text: str) -> Names:
    """Read declarations.

    Raises
    ------
    NotUnderstood
        With the place in `text`, and what would be understood.

    Examples
    --------
    >>> names = declared("m samples, n features; x: m x n by sample; theta: n")
    >>> sorted(names.known)
    ['\\\\theta', 'm', 'n', 'x']
    """
    names = Names()
    items = [(m.start(), m.group()) for m in re.finditer(r"[^;\n]+", text)]
    later = []
    for place, item in items:  # sizes first: they may be named after they are used
        stripped = item.strip().rstrip(".")
        if not stripped or stripped.startswith("%"):
            continue
        place += len(item) - len(item.lstrip())
        head = stripped.split("=", 1)[0]
        if ":" in head:
            later.append((place, stripped))
        elif "=" in stripped:
            define(names, stripped, place, text)
        else:
            _sizes(names, stripped, place, text)
    for place, item in later:
        _kinds(names, item, place, text)
    return names


def define(names: Names, item: str, place: int = 0, text: str | None = None) -> None:
    """Take ``name(args) = LaTeX`` as what the name stands for."""
    left, right = item.split("=", 1)
    left = re.sub(r"\\left|\\right|\\,|:", "", left)
    if (indexed := _INDEXED.match(left)) and key(left) not in names:
        base, sample, index = key(indexed[1]), indexed[2], indexed[2] or indexed[3]
        what = Definition(base, (), right.strip(), index, bool(sample))
        return _declare(names, base, what, f"{index}: {right}", place, text or item)
    match = _DEFINITION.match(left)
    if not match or not right.strip():
        raise NotUnderstood(
            "left of = a name is expected, such as z, z_i or h_\\theta(x)",
            place,
            item if text is None else text,
        )
    name, arguments = key(match[1]), match[2]
    places = tuple(key(a) for a in arguments.split(",")) if arguments else ()
    _declare(
        names, name, Definition(name, places, right.strip()), right, place, text or item
    )


def _declare(
    names: Names, name: str, what: Any, words: str, place: int, text: str
) -> None:
    try:
        names.declare(name, what, words.strip())
    except ValueError as error:
        raise NotUnderstood(str(error), place, text) from None


def _sizes(names: Names, item: str, place: int, text: str) -> None:
    for part in item.split(","):
        match = re.fullmatch(r"\s*\\?([A-Za-z])\s+([a-z][a-z -]*)\s*", part)
        if not match:
            raise NotUnderstood(
                'not understood: write "m samples" for a size, "x: real" for a name, '
                '"z = ..." for a definition',
                place,
                text,
            )
        _size(names, match[1], f"the number of {match[2].strip()}", place, text)
        place += len(part) + 1


def _size(names: Names, letter: str, words: str, place: int, text: str) -> sp.Symbol:
    size = nt.sizes(letter)
    _declare(names, key(letter), size, words, place, text)
    names.sizes[size] = SMALL[min(len(names.sizes), len(SMALL) - 1)]
    return size


def _kinds(names: Names, item: str, place: int, text: str) -> None:
    left, right = item.split(":", 1)
    kind, remarks = _parts(right)
    at = place + len(left) + 1
    for name in re.split(r",(?![^{]*\})", left):
        if not re.fullmatch(_NAME, name.strip()):
            raise NotUnderstood(f'"{name.strip()}" is no name', place, text)
        what = _made(names, name.strip(), kind, remarks, at, text)
        _declare(names, key(name), what, right, place, text)


def _parts(right: str) -> tuple[str, list[str]]:
    """The kind and the remarks; commas inside of brackets do not part them."""
    found = [p.strip() for p in re.split(r",(?![^({\[]*[)}\]])", right) if p.strip()]
    kind, remarks = (found[0], found[1:]) if found else ("", [])
    if tail := re.match(r"(.*?)\s+((?:in\s+[({\[]|by sample|in\s+\\\{).*)$", kind):
        kind, remarks = tail[1].strip(), [tail[2].strip(), *remarks]
    return kind, remarks


def _made(
    names: Names, name: str, kind: str, remarks: list[str], place: int, text: str
) -> Any:
    """What a name stands for, made of its kind and the remarks."""
    label = key(name).lstrip("\\").replace("\\", "")
    if kind in ("index", "an index"):
        return nt.indices(label)
    if kind in ("function", "a function", "smooth function"):
        return nt.function(label, within=_interval(remarks, place, text))
    if kind == "size":
        return _size_symbol(names, label)
    if kind in ("sigmoid", "the sigmoid"):
        return nt.sigmoid
    if kind in _NUMBERS or _is_range(kind):
        assumptions = dict(_NUMBERS.get(kind, {"real": True}))
        others = remarks if kind in _NUMBERS else [kind, *remarks]
        for remark in list(others):
            if remark in _NUMBERS:
                assumptions |= _NUMBERS[remark]
                others = [other for other in others if other != remark]
        assumptions.pop("real", None) if len(assumptions) > 1 else None
        symbol = sp.Symbol(label, **assumptions)
        if (within := _interval(others, place, text)) is not None:
            names.domain[symbol] = within
        return symbol
    return _shaped(names, label, kind, remarks, place, text)


def _size_symbol(names: Names, label: str) -> sp.Symbol:
    size = nt.sizes(label)
    names.sizes[size] = SMALL[min(len(names.sizes), len(SMALL) - 1)]
    return size


def _is_range(text: str) -> bool:
    forms = (_BETWEEN, _INTERVAL, _LABELS, _BOUND)
    return text == "not 0" or any(form.match(text) for form in forms)


def _interval(remarks: list[str], place: int, text: str) -> Any:
    """The values that remarks allow: an interval, a finite set, or None for all."""
    found = None
    for remark in remarks:
        if match := _BETWEEN.match(remark) or _INTERVAL.match(remark):
            found = (_number(match[1]), _number(match[2]))
        elif match := _LABELS.match(remark):
            found = sp.FiniteSet(*(sp.Integer(n) for n in match[1].split(",")))
        elif match := _BOUND.match(remark):
            bound, below = _number(match[2]), match[1].startswith("<")
            found = (-sp.oo, bound) if below else (bound, sp.oo)
        elif remark == "positive":
            found = (sp.S.Zero, sp.oo)
        elif remark == "negative":
            found = (-sp.oo, sp.S.Zero)
        elif not _SAMPLE.search(remark) and remark not in _SHAPES:
            raise NotUnderstood(f'the remark "{remark}" is not understood', place, text)
    return found


_SHAPES = {"symmetric", "positive definite", "matrix", "real", "vector", "column"}
_SHAPES |= {"free entries"}


def _number(text: str) -> Any:
    if text.lstrip("-") in ("inf", "infinity", "oo"):
        return -sp.oo if text.startswith("-") else sp.oo
    return sp.Rational(text)


def _shaped(
    names: Names, label: str, kind: str, remarks: list[str], place: int, text: str
) -> Any:
    """An array, a matrix, or both."""
    words = re.sub(r"\b(?:matrix|vector|column|array)\b|\bof\b", "", kind).strip()
    shape = [
        w.strip() for w in re.split(r"\s+by\s+|\s*\\times\s*|\s+x\s+|\s*×\s*", words)
    ]
    if not 1 <= len(shape) <= 2 or any(not w or " " in w for w in shape):
        raise NotUnderstood(
            f'"{kind}" is not understood: write real, positive, integer, index, '
            "function, a size such as m, or m by n",
            place,
            text,
        )
    lengths = [_length(names, word, place, text) for word in shape]
    within = _interval(remarks, place, text)
    symmetric = next(
        (r for r in ("positive definite", "symmetric") if r in remarks), None
    )
    sample = any(_SAMPLE.search(remark) for remark in remarks)
    labels = isinstance(within, sp.FiniteSet)
    array = nt.array(label, *lengths, sample=sample, within=None if labels else within)
    if labels:
        names.domain[array] = within
    if len(lengths) == 1:
        return array
    if sample and "matrix" not in kind:
        return array
    if symmetric:
        matrix = nt.matrix(label, *lengths, kind=symmetric)
        names.free |= {matrix} if "free entries" in remarks else set()
        return matrix
    return Both(array, nt.matrix(label, *lengths, entries=array))


def _length(names: Names, word: str, place: int, text: str) -> Any:
    if word.isdigit():
        return sp.Integer(word)
    what = names.get(key(word))
    if what is None and re.fullmatch(r"\\?[A-Za-z]", word):
        return _size(names, word.lstrip("\\"), "a size", place, text)
    if isinstance(what, sp.Symbol) and what.is_integer and what.is_positive:
        return what
    raise NotUnderstood(f'"{word}" is no size', place, text)
