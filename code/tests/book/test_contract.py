"""Every notebook of the book keeps the contract of a chapter."""

from pathlib import Path

import pytest
from derivations.book.contract.contract import examine, report

CHAPTERS = Path(__file__).parents[3] / "chapters"


@pytest.mark.parametrize(
    "path", sorted(CHAPTERS.glob("*.ipynb")), ids=lambda path: path.stem
)
def test_chapter(path):
    notebook, found = examine(path)
    if found:
        pytest.fail(report(notebook, found), pytrace=False)
