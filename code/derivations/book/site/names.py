"""Names of places on a page, made from words: what an address ends with.

The same names are given twice: by the page to its rows and boxes, and by the listings
that link to them. So both count here.
"""

import re
from collections.abc import Iterable

_FORMULA = re.compile(r"\$[^$]*\$")
_LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")


def slug(text: str) -> str:
    """Return the words of a text in Markdown, without formulas, for an address.

    >>> slug("the minus of $1-h_i$ *lost*, see [here](x.md)")
    'the-minus-of-lost-see-here'
    """
    words = _LINK.sub(r"\1", _FORMULA.sub(" ", text)).lower()
    return "-".join(re.findall(r"[^\W_]+", words.replace("’", "").replace("'", "")))


def names(kind: str, texts: Iterable[str]) -> list[str]:
    """Return a name for each of a page's things of one kind, in order, each once.

    >>> names("mistake", ["sign lost", "$x^2$", "sign lost"])
    ['mistake-sign-lost', 'mistake', 'mistake-sign-lost-2']
    """
    found: list[str] = []
    for text in texts:
        name = "-".join(filter(None, (kind, slug(text))))
        taken = sum(
            re.fullmatch(rf"{re.escape(name)}(-\d+)?", n) is not None for n in found
        )
        found.append(f"{name}-{taken + 1}" if taken else name)
    return found
