"""Write the skeleton of a chapter: a notebook that runs, to be filled in.

    python -m derivations.book.notebooks.skeleton 24-topic

writes `chapters/24-topic.ipynb` from `templates/chapter.md`: Markdown in which every
heading begins a cell and every `python` block is a code cell; what follows `python` on
its line is the cell's metadata.
"""

import json
import re
import sys
from pathlib import Path

from .committed import is_chapter

TEMPLATE = Path(__file__).parent / "templates" / "chapter.md"
_BLOCK = re.compile(r"^(```python.*?^```)\s*$", re.MULTILINE | re.DOTALL)
NEXT = """{path} is written. Next:
  1. add `- file: chapters/{stem}` to _toc.yml;
  2. make refresh NAMES={stem}      runs it and writes its outputs;
  3. fill in, wherever it says FILL IN, and refresh again;
  4. make check NAME={stem}         says what it still lacks, in seconds."""


def skeleton(stem: str) -> dict:
    """Return the notebook of a new chapter, not yet run.

    `stem` is its file name without ending: two digits, a hyphen, words in lower case.

    >>> skeleton("24-topic")["cells"][0]["source"][:5]
    '# 24.'
    """
    if not is_chapter(f"{stem}.ipynb"):
        raise ValueError(
            "a chapter is named like 24-short-topic (two digits, words in lower case "
            f"joined by hyphens, no spaces), got {stem!r}"
        )
    text = TEMPLATE.read_text(encoding="utf-8")
    text = text.replace("{number}", str(int(stem[:2]))).replace("{stem}", stem[3:])
    cells = cells_of(text)
    for number, cell in enumerate(cells):
        cell["id"] = f"{stem[:2]}-{number:03d}"
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": {
                "display_name": "Python 3",
                "language": "python",
                "name": "python3",
            }
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def cells_of(text: str) -> list[dict]:
    """Cut Markdown into cells: at headings, and around `python` blocks.

    >>> [cell["cell_type"] for cell in cells_of("# A\\n\\n## B\\n```python\\nx\\n```")]
    ['markdown', 'markdown', 'code']
    """
    cells = []
    for part in _BLOCK.split(text):
        if part.startswith("```python"):
            opening, *lines = part.splitlines()[:-1]
            metadata = json.loads(opening.removeprefix("```python").strip() or "{}")
            cells.append(_cell("code", "\n".join(lines), metadata))
        else:
            pieces = re.split(r"^(?=#{1,6} )", part, flags=re.MULTILINE)
            cells += [_cell("markdown", p, {}) for p in pieces if p.strip()]
    return cells


def _cell(kind: str, source: str, metadata: dict) -> dict:
    ran: dict[str, object] = (
        {"execution_count": None, "outputs": []} if kind == "code" else {}
    )
    return {"cell_type": kind, "metadata": metadata, "source": source.strip(), **ran}


def main(names: list[str]) -> int:
    """Write the skeletons of the named chapters; 2 on bad use, 1 where one exists."""
    if not any(names):
        print("a chapter needs a name: make chapter NAME=24-topic", file=sys.stderr)
        return 2
    for name in names:
        stem = Path(name).name.removesuffix(".ipynb")
        try:
            notebook = skeleton(stem)
        except ValueError as error:
            print(error, file=sys.stderr)
            return 2
        path = Path("chapters") / f"{stem}.ipynb"
        if taken := sorted(path.parent.glob(f"{stem[:2]}-*.ipynb")):
            print(f"number {stem[:2]} is in use: {taken[0]}", file=sys.stderr)
            return 1
        text = json.dumps(notebook, indent=1, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")
        print(NEXT.format(path=path, stem=stem))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
