"""What the first pages promise, run as a reader would run it."""

import contextlib
import io
import re
from pathlib import Path

import pytest
from derivations.steps.numbers.values import LOW
from derivations.steps.typesetting.marks import MARKS
from derivations.steps.verdicts.comparing import HIGH
from derivations.steps.verdicts.sampled import FIRST, POINTS, SLOW_FIRST, SLOW_POINTS
from derivations.steps.verdicts.with_integrals import CAREFUL, QUICK

ROOT = Path(__file__).parents[3]
EXAMPLE = re.compile(r"```python\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("name", ["README.md", "chapters/index.md"])
def test_the_example_prints_what_the_page_shows(name):
    ((source, shown),) = EXAMPLE.findall((ROOT / name).read_text(encoding="utf-8"))
    assert len([line for line in source.splitlines() if line.strip()]) <= 6
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(source, name, "exec"), {})
    assert printed.getvalue() == shown


def test_every_command_of_the_readme_exists():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", readme, re.MULTILINE))
    assert {"book", "test", "refresh", "serve", "chapter"} <= named
    assert named <= set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def test_every_file_the_readme_links_to_exists():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", readme)
    assert linked and [name for name in linked if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("name", ["index", "reference/what-is-checked"])
def test_pages_explain_the_marks_that_chains_show(name):
    page = (ROOT / f"chapters/{name}.md").read_text(encoding="utf-8")
    held = ("proved-all", "proved", "agrees", "cited", "in-words")
    assert [m for m in held if f"\n| {MARKS[m].glyph} | " not in page] == []
    assert f"{POINTS} " in page and f"{SLOW_POINTS} points" in page
    assert f"{LOW} and with {HIGH} digits" in page


def test_the_page_says_how_much_is_evaluated():
    page = (ROOT / "chapters/reference/what-is-checked.md").read_text(encoding="utf-8")
    said = " ".join(page.split())
    assert f"{SLOW_POINTS} points with {QUICK} digits" in said
    assert f"up to {CAREFUL} where" in said
    assert f"the first {FIRST} of the points, or the first {SLOW_FIRST} of" in said
