"""Every notebook of the book keeps the contract of a chapter."""

import ast
import inspect
import time
from pathlib import Path

import pytest
from derivations.book.contract.contract import examine, report

# Of a chapter, so that the contract can be asked at any time: told in what a like piece
# of work takes, for machines differ. It is half a second on the slowest one met.
MOST_UNITS = 2
TRIES = 3  # a machine that is busy takes longer for the same
CHAPTERS = Path(__file__).parents[3] / "chapters"


@pytest.fixture(scope="module")
def unit():
    """Seconds in which a module of the library is parsed and read five times."""
    source = inspect.getsource(ast)

    def once():
        began = time.process_time()
        for _ in range(5):
            sum(1 for _ in ast.walk(ast.parse(source)))
        return time.process_time() - began

    return min(once() for _ in range(TRIES))


@pytest.mark.parametrize(
    "path", sorted(CHAPTERS.glob("*.ipynb")), ids=lambda path: path.stem
)
def test_chapter(path, unit):
    took, most = [], MOST_UNITS * unit
    while len(took) < TRIES and min(took, default=most) >= most:
        began = time.process_time()
        notebook, found = examine(path)
        took.append(time.process_time() - began)
    assert min(took) < most, (took, most)
    if found:
        pytest.fail(report(notebook, found), pytrace=False)
