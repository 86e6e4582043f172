"""The functions of a chapter, read from its cells."""

import ast
import json
from pathlib import Path

CHAPTERS = Path(__file__).parents[3] / "chapters"


def functions(chapter, names, **given):
    """The named functions of a chapter; `given` are the names they use."""
    cells = json.loads((CHAPTERS / chapter).read_text(encoding="utf-8"))["cells"]
    code = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    tree = ast.parse(code)
    tree.body = [node for node in tree.body if getattr(node, "name", None) in names]
    space = dict(given)
    exec(compile(tree, chapter, "exec"), space)
    return space
