"""Every notebook of the book keeps the contract of a chapter."""

import time
from pathlib import Path

import pytest
from derivations.book.contract.contract import examine, report

MOST_SECONDS = 0.5  # of a chapter, so that the contract can be asked at any time
CHAPTERS = Path(__file__).parents[3] / "chapters"


@pytest.mark.parametrize(
    "path", sorted(CHAPTERS.glob("*.ipynb")), ids=lambda path: path.stem
)
def test_chapter(path):
    began = time.process_time()
    notebook, found = examine(path)
    assert time.process_time() - began < MOST_SECONDS
    if found:
        pytest.fail(report(notebook, found), pytrace=False)
