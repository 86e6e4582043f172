"""A number in a sentence is read, and noticed where no output shows it."""

import copy
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import good_notebook as form
import pytest
from derivations.book.contract.numbers import (
    TELLING,
    Backing,
    numbers,
    numbers_are_shown,
    sentences,
)
from derivations.book.notebooks.committed import is_chapter, parse, read
from derivations.display import RECORD

FOLDER = Path(__file__).parents[3] / "chapters"
CHAPTERS = sorted(p for p in FOLDER.glob("*.ipynb") if is_chapter(p.name))
PLANTED = "The largest difference is $0.73519$ in all cases."


@pytest.mark.parametrize(
    ("sentence", "read"),
    [
        ("a mean of 0.42 and 17 others", ["0.42", "17"]),
        ("in 1920, by line 17, on page 34", []),
        ("$m=1920$ samples", ["1920"]),
        ("SciPy 1.17 and jax 0.10.2, release 3.14", []),
        ("versions 1.6.1 and 1.9.1", []),
        ("three of 12, $x^2$ and $\\frac12$", []),
        ("$x^{13}$ and $x_{14}$", ["13", "14"]),
        ("1,234.5 or $30{,}000$", ["1,234.5", "30{,}000"]),
        ("`f(99)`, [link](page-99.md), https://a.org/99", []),
        ("with 95 % intervals, 47 % of them", ["47 %"]),
        ("$8.5\\cdot10^{-18}$ beside $10^{-43}$", ["8.5\\cdot10^{-18}", "10^{-43}"]),
        ("# 17. The title, of 23 chapters", ["23"]),
        ("lines 17 to 21 and chapters 13, 14 and 15", []),
    ],
)
def test_numbers_that_must_be_shown_are_told_from_others(sentence, read):
    assert [number.text for number in numbers(sentence)] == read


@pytest.mark.parametrize(
    ("written", "shown", "same"),
    [
        ("0.42", 0.4249, True),
        ("0.42", 0.4251, False),
        ("0.420", 0.4206, False),
        ("47 %", 0.469, True),
        ("47 %", 0.461, False),
        ("196 million", 196.2e6, True),
        ("about 3000", 2980.0, True),
        ("3000", 2980.0, False),
        ("$10^{-43}$", 2e-43, True),
        ("$10^{-43}$", 2e-42, False),
        ("$8.5\\cdot10^{-18}$", 8.497e-18, True),
        ("1,234.5", 1234.46, True),
    ],
)
def test_a_number_is_shown_to_the_digits_given(written, shown, same):
    (number,) = numbers(written)
    assert number.shown_by(shown) == same


def chapter(words, *outputs, code="gradient(p_0, y_0)", section="## In floating point"):
    notebook = form.good()
    shown = [
        {"text": one} if isinstance(one, str) else {"data": one} for one in outputs
    ]
    form.insert(section, form.text(words), form.code(code, *shown))(notebook)
    return list(numbers_are_shown(parse(notebook, form.NAME)))


def test_what_an_output_or_the_code_of_the_section_shows_is_no_lack():
    assert chapter("It is 0.42.", "mean 0.4249") == []
    assert chapter("From 50 samples.", code="rng.normal(size=50)") == []
    assert chapter("It is 0.42.", "mean 0.43")


@pytest.mark.parametrize(
    ("data", "counts"),
    [
        ({"text/markdown": "mean 0.4249"}, True),
        ({"text/markdown": ["mean ", "0.4249"]}, True),
        ({"text/plain": "mean 0.4249"}, True),
        ({"text/plain": "0.4249", RECORD: {"kind": "values"}}, True),
        ({"text/plain": "0.4249", RECORD: {"kind": "derivation"}}, False),
        ({"text/plain": "0.4249", RECORD: {"kind": "result"}}, False),
        ({"text/html": "mean 0.4249"}, False),
    ],
)
def test_what_a_reader_sees_counts_as_shown(data, counts):
    assert (chapter("It is 0.42.", data) == []) == counts


@pytest.mark.parametrize(
    ("record", "counts"),
    [
        ({"axes": [{"lines": [], "words": {"legend": "slope 0.4249"}}]}, True),
        ({"axes": [], "around": "slope 0.4249"}, True),
        ({"axes": [{"lines": [{"label": "slope 0.4249"}]}]}, False),
    ],
)
def test_what_is_written_in_a_figure_counts_as_shown(record, counts):
    shown = {RECORD: {"kind": "figure", **record}}
    assert (chapter("It is 0.42.", shown) == []) == counts


def test_short_numbers_of_another_section_do_not_count_unless_it_is_linked():
    far = form.insert("## Evidence", form.code("x", {"text": "mean 0.4249, n 734"}))
    for words, lacking in (
        ("It is 0.42.", 1),
        ("It is 734.", 0),
        ("It is [0.42](#in-floating-point).", 0),
    ):
        notebook = form.good()
        far(notebook)
        form.insert("## Evidence: three", form.text("## Else\n\n" + words))(notebook)
        found = list(numbers_are_shown(parse(notebook, form.NAME)))
        assert len(found) == lacking, words


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_wrong_number_planted_in_a_sentence_is_noticed(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    kept = [c.number for c, _ in sentences(read(path)) if c.kind == "markdown"]
    for number in (kept[0], kept[len(kept) // 2], kept[-1]):
        planted = copy.deepcopy(notebook)
        planted["cells"][number - 1]["source"] += [f"\n\n{PLANTED}"]
        found = [str(lack) for lack in numbers_are_shown(parse(planted, path.name))]
        assert [
            lack for lack in found if "0.73519" in lack and f"cell {number}" in lack
        ]


def test_a_last_digit_changed_in_any_telling_number_is_noticed():
    """In the sentences as they are, the numbers with at least three digits."""
    tried, unnoticed = 0, []
    for path in CHAPTERS:
        notebook = read(path)
        backing = Backing.of(notebook)
        for cell, text in sentences(notebook):
            for number in numbers(text):
                if number.digits < TELLING:
                    continue
                for step in (-3, -2, -1, 1, 2, 3):
                    wrong = replace(number, value=number.value + step * number.unit)
                    tried += 1
                    if backing.holds(wrong, cell.section, text):
                        unnoticed.append((path.stem, number.text, str(wrong.value)))
    assert tried > 350
    assert len(unnoticed) <= tried * Decimal("0.08"), unnoticed
