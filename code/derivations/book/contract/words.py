"""Rules on a chapter's text: English, nothing twice, real places, no typed results."""

import ast
import re
from collections.abc import Iterator

from derivations.book.notebooks.committed import Cell, Notebook

from .lack import rule
from .program import nodes, parsed

# Every third word of English is one of these; of filler, hardly any.
_COMMON = re.compile(
    r"(?:an?|all|and|are|as|at|be|but|by|can|each|for|from|has|have|if|in|into|is|its?|"
    r"more|not?|of|on|one|only|or|same|so|than|that|the|their|then|there|these|this|"
    r"three|to|two|was|what|where|which|with)"
)
LEAST_COMMON, LEAST_WORDS, FEW_WORDS = 0.15, 25, 8
_RESERVED = re.compile(
    r"https?://(?:[\w.-]*\.)?"
    r"(?:example(?:\.(?:com|net|org))?|test|invalid|localhost|127\.0\.0\.1)(?=[/:)\s]|$)"
)
_NO_WORDS = re.compile(r"\$[^$]*\$|`[^`]*`|\]\([^)]*\)|https?://\S+|<[^>]*>")
_HTML = re.compile(r"<(?:[A-Za-z][\w-]*[\s/>]|/[A-Za-z]|!--)")
_DIRECTIVE = re.compile(
    r"^\s*(?:```+|~~~+|:::+)\s*\{|!\[[^\]]*\]\(|\{[\w:-]+\}`", re.MULTILINE
)
_IN_CODE = re.compile(rf"\$\$|\\\[|{_HTML.pattern}")
_LIKE_A_DISPLAY = re.compile(
    r"\\(?:displaystyle|boxed|fbox|tag|dfrac|html\w*|href|class|cssId|style"
    r"|require|def|newcommand|let|unicode|bbox)(?![a-zA-Z])|\\\("
)


@rule("words")
def in_english(notebook: Notebook) -> Iterator[tuple]:
    """Every paragraph is made of sentences, and none is there twice."""
    seen: set[str] = set()
    for cell in notebook.cells:
        if cell.kind != "markdown" or cell.subsection == "References":
            continue
        for paragraph in re.split(r"\n\s*\n", cell.source):
            found, begins = _words(paragraph), " ".join(paragraph.split())[:40]
            common = sum(_COMMON.fullmatch(word) is not None for word in found)
            if len(found) >= LEAST_WORDS and common < LEAST_COMMON * len(found):
                yield (
                    f"its paragraph {begins!r}... is no English: {common} of "
                    f"{len(found)} words are among the common ones",
                    "Write it, or delete it",
                    cell,
                )
            if len(found) > FEW_WORDS and paragraph.strip() in seen:
                what = f"it says {begins!r}... again"
                yield what, "Say it once, and link to it", cell
            seen.add(paragraph.strip())


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", _NO_WORDS.sub(" ", text).lower())


@rule("addresses", "markdown")
def real_places(cell: Cell) -> Iterator[tuple]:
    """No link leads to an address that is reserved for examples."""
    for address in _RESERVED.finditer(cell.source):
        yield (
            f"it links to {address[0]}, which is nobody's address",
            "Link to the thread, the paper or the data themselves",
        )


@rule("figures", "code")
def described(cell: Cell) -> Iterator[tuple]:
    """Captions and alternative texts say something, not the same words again."""
    if not cell.pictures:
        return
    settings = cell.metadata.get("mystnb", {})
    texts = (
        ("caption", settings.get("figure", {}).get("caption", ""), 5),
        ("alternative text", settings.get("image", {}).get("alt", ""), 10),
    )
    for key, said, least in texts:
        different = len(set(re.findall(r"\w+", said.lower())))
        if different < least:
            yield (
                f"its {key} has {different} different words",
                f"Say in at least {least} what the eye should see",
            )


@rule("displays", "markdown")
def nothing_smuggled(cell: Cell) -> Iterator[tuple]:
    """A formula in a sentence is set small; nothing but Markdown is typed."""
    outside = re.sub(r"`[^`]*`|\$[^$]*\$", " ", cell.source)
    for found in (_HTML.search(outside), _DIRECTIVE.search(cell.source)):
        if found:
            yield (
                f"it holds HTML or a directive ({found[0].strip()!r})",
                "Write Markdown; figures, tables and boxes come from code cells",
            )
    if found := _LIKE_A_DISPLAY.search(re.sub(r"`[^`]*`", " ", cell.source)):
        yield (
            f"a formula in its text is set like a result ({found[0]})",
            "Show it by a Derivation, whose lines are checked, or write it inline",
        )


@rule("displays", "code")
def nothing_smuggled_in_code(cell: Cell) -> Iterator[tuple]:
    """The texts that code hands to a table, a box or a figure hold no display."""
    for node in nodes(parsed(cell.source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = re.sub(r"`[^`]*`", " ", node.value)
            for found in (_LIKE_A_DISPLAY.search(text), _IN_CODE.search(text)):
                if found:
                    yield (
                        f"a text in its code is set like a result ({found[0]})",
                        "Show it by a Derivation, whose lines are checked",
                    )


CHAPTERS = (
    in_english,
    real_places,
    described,
    nothing_smuggled,
    nothing_smuggled_in_code,
)
