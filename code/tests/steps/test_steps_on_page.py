"""What a page is told of a derivation: plain values, nothing cut, nothing guessed."""

import json
import time

import pytest
from derivations.steps import deadline
from derivations.steps.diagnosis.explanation import Explanation
from derivations.steps.on_page import answer, explained
from sympy import Symbol, sin

WRONG = r"(x+1)^2 = x^2 + 1 = x^2 + 2x + 1"


def test_the_answer_is_plain_values():
    assert json.loads(json.dumps(answer(WRONG, "x: real"))) == answer(WRONG, "x: real")


def test_lines_are_told_one_by_one_as_they_stand_in_the_answer():
    told = []
    found = answer(WRONG, "x: real", on_line=told.append)
    assert told == found["lines"] and len(told) == 3


def test_the_first_wrong_line_is_explained_and_no_other():
    found = answer(WRONG, "x: real")
    assert found["wrong"] == 2 and found["sentence"] == "Line 2 is wrong."
    start, wrong, again = found["lines"]
    assert (start["words"], start["why"]) == ("the start", None)
    assert (wrong["mark"], wrong["glyph"], wrong["words"]) == ("refuted", "✗", "wrong")
    assert wrong["why"]["values"]["point"][0][0] == "x"
    assert again["words"] == "right again: equals line 1" and again["why"] is None
    assert WRONG[wrong["start"] : wrong["end"]] == "x^2 + 1"


def test_a_line_put_right_is_a_formula_that_nothing_cuts():
    x = Symbol("x", real=True)
    line = sum(sin(k * x) for k in range(1, 20))
    cut = Explanation("sign", "The line is right with {}.", ("a...",), mended=line)
    (words, formula) = explained(cut)
    assert words == ["words", "A sign is wrong. The line put right: "]
    assert formula[0] == "formula" and formula[1].count(r"\sin") == 19
    uncut = Explanation("term", "{} is missing.", (sin(x),))
    assert explained(uncut) == [["formula", r"\sin x"], ["words", " is missing."]]


def test_words_of_every_verdict():
    def words(source, names):
        return answer(source, names)["lines"][1]["words"]

    assert words("x + x = 2x", "x: real") == "proved for all values"
    assert words(r"\sum_{i=1}^m y_i + 1 = 1 + \sum_{i=1}^m y_i", "m samples; y: m") == (
        "proved for all sizes"
    )
    assert words(r"x \approx 2x", "x: real") == "an approximation is not judged"
    assert words("|A| = |A^\\top|", "A: 2 by 2").startswith("proved")


def test_bound_indices_are_no_part_of_the_point():
    source = r"\sum_{i=1}^m y_i = x = \sum_{i=1}^m y_i + 1"
    values = answer(source, "m samples; y: m; x: real")["lines"][1]["why"]["values"]
    assert [name for name, _ in values["point"]] == ["x", "y_{1}", "y_{2}", "y_{3}"]


def test_a_narrow_page_gets_shorter_pieces():
    source = r"x + x^2 + x^3 + x^4 + x^5 = x^5 + x^4 + x^3 + x^2 + x"
    wide, narrow = (
        answer(source, "x: real", wide=room)["lines"][1]["formulas"]
        for room in (50, 12)
    )
    assert len(wide) == 1 and len(narrow) > 1
    assert narrow[1].startswith(r"\qquad {}+")


class TestRefusals:
    @pytest.mark.parametrize(
        ("source", "names", "where", "row", "token"),
        [
            ("x +\n q = x", "x: real", "derivation", 2, "q"),
            ("x + \\beta = x", "x: real", "derivation", 1, "\\beta"),
            ("x = x", "x: real\ny: what", "letters", 2, " "),
        ],
    )
    def test_a_place_is_shown_in_its_field(self, source, names, where, row, token):
        found = answer(source, names)["refused"]
        assert (found["where"], found["row"]) == (where, row)
        text = source if where == "derivation" else names
        assert found["token"] == token == text[found["start"] : found["end"]]

    def test_what_would_do_comes_with_it(self):
        assert r"\beta: positive" in answer(r"1 = \beta", "")["refused"]["remedies"]

    def test_long_lines_are_cut_around_the_place(self):
        source = "x + " * 40 + "q" + " + x" * 40 + " = x"
        found = answer(source, "x: real")["refused"]
        assert found["before"].startswith("…") and found["after"].endswith("…")
        assert len(found["before"] + found["token"] + found["after"]) < 65

    def test_nothing_to_check_is_said(self):
        assert "nothing to check" in answer(" \n", "")["refused"]["message"]

    def test_a_chain_of_one_side_is_no_proof(self):
        found = answer("x + 1", "x: real")
        assert found["verdict"] == "not checked" and found["wrong"] is None
        assert found["sentence"].startswith("Nothing to compare")


class TestLetters:
    def test_every_letter_and_where_it_comes_from(self):
        names = "m samples; y: m; A: m by m; h(x) = x^2; x: real"
        found = answer(r"h(x) + \sum_{i=1}^m y_i = \sum_{i=1}^m y_i + x^2", names)
        shown = {letter["name"]: letter for letter in found["letters"]}
        assert shown["y"]["says"] == "a vector: m"
        assert shown["A"]["says"] == "a matrix: m by m"
        assert shown["h(x)"] == {"name": "h(x)", "kind": "definition", "says": "x^2"}
        assert shown["i"]["kind"] == "assumed"


def test_without_signals_the_clock_ends_what_is_long(monkeypatch):
    """As in a browser, which has no interval timer."""
    monkeypatch.setattr(deadline, "_has_signals", lambda: False)
    monkeypatch.setattr("derivations.steps.verdicts.verdict.STEP_SECONDS", 0.5)
    source = (
        r"\int_0^\infty \frac{\sin(x^2) \log(1+x)}{1+x^3} \, dx"
        r"= \int_0^\infty \frac{\log(1+x)}{1+x^3} \sin(x^2) \, dx + \frac{1}{10^{40}}"
    )
    began = time.monotonic()
    found = answer(source, "x: real")
    assert found["lines"][1]["mark"] in ("undecided", "refuted", "agrees")
    assert time.monotonic() - began < 30


def test_on_a_phone_no_line_ends_in_a_short_bracket():
    source = r"(x^2 + 1) \sin(3x) (1 - x) (1 - y) = \sin(3x) (1 + x^2) (1 - x) (1 - y)"
    for room in range(24, 50):
        for line in answer(source, "x, y: real", wide=room)["lines"]:
            for piece in line["formulas"]:
                assert piece.count("(") == piece.count(")")
