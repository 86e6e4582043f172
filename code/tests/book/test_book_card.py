"""The picture of a link: what it shows comes from records."""

import dataclasses
import json
from pathlib import Path

import matplotlib as mpl
import pytest
from derivations.book.site import card, front
from derivations.book.site.lighter import size
from derivations.book.site.listings import notebooks

TITLE = "Executable derivations"


@pytest.fixture(scope="module")
def book(pytestconfig):
    return notebooks(pytestconfig.rootpath / "chapters")


@pytest.fixture(scope="module")
def benchmarks(pytestconfig):
    return Path(pytestconfig.rootpath / front.BENCHMARKS).read_text(encoding="utf-8")


def test_it_has_its_size_and_always_the_same_bytes(book, benchmarks):
    first = card.card(book, benchmarks, TITLE)
    assert size(first) == card.SIZE == (1200, 630)
    with mpl.rc_context({"font.size": 30, "text.color": "red", "savefig.dpi": 7}):
        assert card.card(book, benchmarks, TITLE) == first


def texts(book, benchmarks):
    (page,) = card.drawn(book, benchmarks, TITLE).axes
    return [text.get_text() for text in page.texts]


def test_it_shows_the_chain_the_refused_line_and_the_figures(book, benchmarks):
    shown = texts(book, benchmarks)
    lines = [text for text in shown if text.startswith("$=")]
    assert len(lines) == 4  # three that hold, and the one that is refused
    assert lines[3] == lines[0].replace(" - ", " + ", 1)
    assert "one sign changed: ✗ refuted" in shown
    proved, versions, _, alarms = front.counted(book, benchmarks)
    assert shown[-1].startswith(f"{proved[0]:,} lines proved · {versions[0]:,} wrong")
    assert f"· {alarms[0]:,} false alarms in " in shown[-1]


def test_a_chain_that_is_not_proved_is_not_shown_as_if_it_were(book, benchmarks):
    def doubted(notebook):
        cells = [dataclasses.replace(c, outputs=weaker(c)) for c in notebook.cells]
        return dataclasses.replace(notebook, cells=cells)

    def weaker(cell):
        return json.loads(json.dumps(cell.outputs).replace("proved-all", "agrees"))

    with pytest.raises(LookupError, match="not proved for all values"):
        card.drawn([doubted(notebook) for notebook in book], benchmarks, TITLE)
