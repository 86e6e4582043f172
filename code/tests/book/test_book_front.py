"""The first page: its figures, rows and map come from records and from what is used."""

import pytest
from derivations.book.notebooks.committed import parse
from derivations.book.site import chapter_map, front
from derivations.book.site.listings import notebooks

BENCHMARKS = """
## Checkers

|  | plain | scaled | left open |
|---|---:|---:|---:|
| derivations | 0 of 10 | 1 of 10 | 3 |
| other | 2 of 10 | 3 of 10 | 0 |
| third | 4 of 10 | 5 of 10 | 0 |

## Errors

| other | 9 of 10 |
"""


def test_false_alarms_are_read_from_the_table_of_checkers():
    assert front.false_alarms(BENCHMARKS) == ((1, 20), (5, 9))


@pytest.fixture(scope="module")
def book(pytestconfig):
    return notebooks(pytestconfig.rootpath / "chapters")


def test_every_chapter_has_a_question_and_a_result_in_its_row(book):
    for notebook in book:
        if notebook.number:
            assert front.question(notebook), notebook.name
            assert front.result(notebook), notebook.name


def test_a_result_that_is_too_wide_loses_its_left_side():
    def told(latex):
        return front.result(boxed(latex))

    assert told("y = x") == "y = x"
    long = r"\frac{d}{dx} [a \log b + c \log d + e \log f + g \log h + k \log l]"
    assert told(rf"{long} = c") == "c"
    aligned = "\\begin{aligned}\n& " + long + " \\cr\n& \\quad = c\n\\end{aligned}"
    assert told(aligned) == "c"


def boxed(latex):
    """A notebook with one boxed result."""
    record = {"kind": "result", "boxed": True, "latex": latex, "name": "r"}
    data = {front.RECORD: record}
    cell = {
        "cell_type": "code",
        "source": "",
        "metadata": {},
        "execution_count": 1,
        "outputs": [{"output_type": "display_data", "data": data, "metadata": {}}],
    }
    return parse({"cells": [cell]}, "01-a.ipynb")


def test_the_other_sign_is_refused_and_the_right_one_would_not_be(book):
    first = next(b for b in book if b.name == front.CHAPTER)
    shown = front.chain(first, front.CHAIN)
    refused, sentence = front.with_other_sign(shown)
    assert 'class="refuted"' in refused and "REFUTED (1)" in refused
    assert sentence.startswith("Line 1 ")
    with pytest.raises(ValueError, match="holds, and should not"):
        front.with_other_sign(shown.replace(" - ", " + "))  # no minus is left to change
    with pytest.raises(LookupError, match="no chain 'none'"):
        front.chain(first, "none")


# the map ------------------------------------------------------------------------------

USES = {1: [], 2: [1], 3: [2, 1], 4: [], 5: [6], 6: [5]}


def test_a_chapter_stands_right_of_all_it_uses():
    place = chapter_map.columns(USES)
    assert all(place[a] > place[b] for a in (1, 2, 3) for b in USES[a])
    assert chapter_map.columns({5: [6], 6: [5]})  # a circle ends


def test_a_line_that_follows_from_others_is_left_out_until_it_is_asked_for():
    drawn = chapter_map.drawn(
        {1: [], 2: [1], 3: [2, 1]},
        {1: "a < b", 2: "b", 3: "c"},
        dict.fromkeys(USES, "#"),
    )
    assert drawn.count('class="indirect"') == 1
    assert "1 a &lt; b" in drawn
    assert drawn.count("<path") == 6  # three lines, on the wide map and on the narrow


def test_what_is_joined_to_none_stands_apart():
    assert 4 not in [chapter for column in chapter_map.rows(USES) for chapter in column]
    everything = chapter_map.drawn(
        USES, dict.fromkeys(USES, "x"), dict.fromkeys(USES, "#")
    )
    assert everything.count("4 x") == 2
