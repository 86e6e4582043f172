"""Every notebook of the book keeps the contract of a chapter."""

import time
from pathlib import Path

import pytest
from derivations.book.contract.contract import examine, report

MOST_SECONDS = 0.5  # of a chapter, so that the contract can be asked at any time
TRIES = 3  # a machine that is busy takes longer for the same
CHAPTERS = Path(__file__).parents[3] / "chapters"


@pytest.mark.parametrize(
    "path", sorted(CHAPTERS.glob("*.ipynb")), ids=lambda path: path.stem
)
def test_chapter(path):
    took = []
    while len(took) < TRIES and min(took, default=MOST_SECONDS) >= MOST_SECONDS:
        began = time.process_time()
        notebook, found = examine(path)
        took.append(time.process_time() - began)
    assert min(took) < MOST_SECONDS, took
    if found:
        pytest.fail(report(notebook, found), pytrace=False)
