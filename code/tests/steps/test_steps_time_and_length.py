"""Huge lines end within the limits, with messages that can be read.

With EVERY_STEP=1 (`make sabotage-whole`) they have 2,000 terms and not 600.
"""

import os
import time

import pytest
from derivations.steps import (
    D,
    Derivation,
    Gradient,
    array,
    check_step,
    derive,
    indices,
    matrix,
    mutants,
    sizes,
    total,
    vector,
)
from derivations.steps.typesetting.cutting import HUGE, cut_text, is_huge
from derivations.steps.typesetting.latex import latex
from derivations.steps.typesetting.plain import plain
from sympy import Add, Mul, Symbol, cos, exp, sin, symbols

READABLE = 2000  # characters of a message
WHOLE = os.environ.get("EVERY_STEP")
MANY = 2000 if WHOLE else 600  # terms of a line
x, y = symbols("x y", real=True)
n = sizes("n")
i, j, k = indices("i j k")
a, M = array("a", n), array("m", n, n)
waves = Add(*(sin(number * x) for number in range(1, MANY + 1)))
names = symbols(f"c0:{MANY}", real=True)


def timed(run):
    """What a function gives and the seconds of work that it takes."""
    start = time.process_time()
    return run(), time.process_time() - start


def test_a_wrong_line_of_many_terms_is_refuted_in_time():
    slopes = Add(*(number * cos(number * x) for number in range(1, MANY)))
    found, seconds = timed(lambda: check_step(D(waves, x), slopes))
    assert found.verdict == "refuted" and seconds < 60
    assert len(str(found)) < READABLE and len(found.markdown()) < READABLE
    ends = " + ".join(f"{q} cos({q} x)" for q in (MANY - 2, MANY - 1))
    assert f"({MANY - 7:,} more terms) ... + {ends}" in str(found)


@pytest.mark.skipif(not WHOLE, reason="longer than the rest")
def test_a_step_of_two_thousand_names_has_a_short_message():
    line = Add(*(name**2 for name in names))
    found, seconds = timed(lambda: check_step(line, line - names[7] ** 2))
    assert found.verdict == "refuted" and seconds < 60
    assert len(str(found)) < READABLE and len(found.markdown()) < READABLE
    assert f"({MANY - 6:,} more terms)" in str(found)
    assert len(str(found.record())) < 10**6


def test_a_product_of_two_hundred_factors_is_differentiated_and_shown():
    product = Mul(*(x + number for number in range(1, 201)))
    chain, seconds = timed(lambda: derive(product, x))
    assert seconds < 30
    assert len(chain.last.args) == 200, "the derivative itself is whole"
    for shown in (str(chain), chain.markdown(), chain.latex()):
        assert len(shown) < 3 * READABLE
    assert "more factors) ..." in str(chain) and "more terms) ..." in str(chain)


def test_so_many_factors_are_checked_in_time():
    """The sign of a name was worked out anew wherever it occurs."""
    product = Mul(*(x + number for number in range(1, 81)))
    report, seconds = timed(lambda: derive(product, x).check())
    assert set(report.verdicts) == {"proved"} and seconds < 40
    assert len(report.sentence()) < 200


def test_wrong_versions_of_a_huge_line_are_made_one_by_one():
    """All of them were made, to take the first twelve."""
    line = Add(*(sin(q * x) * exp(-q * x) for q in range(1, MANY + 1)))
    found, seconds = timed(lambda: list(mutants(line)))
    assert len(found) == 12 and seconds < 60
    assert len({wrong for _, wrong in found} - {line}) == 12
    assert all(len(name) < 200 for name, _ in found)


@pytest.mark.parametrize(
    ("left", "right", "verdicts"),
    [
        (total(a[i] ** 2, i), total(a[j] * a[j], j), ("proved",)),
        (D(total(a[i] ** 2, i), a[j]), a[j], ("refuted",)),
        pytest.param(
            total(M[i, j] * M[j, k], i, j, k),
            total(M[i, j], i, j),
            ("undecided",),
            marks=pytest.mark.skipif(not WHOLE, reason="it takes 8 s to give up"),
        ),
    ],
    ids=["right", "wrong", "too many numbers"],
)
def test_two_thousand_entries_end_with_a_short_message(left, right, verdicts):
    found, seconds = timed(lambda: check_step(left, right, sizes={n: 2000}))
    assert found.verdict in verdicts, found.sentence()
    assert seconds < 45 and len(str(found)) < READABLE


def test_so_do_matrices_of_that_size():
    A, v = matrix("A", n, n), vector("v", n)
    line = Gradient(v.T * A * v, v)
    found, seconds = timed(lambda: check_step(line, 2 * A * v, sizes={n: 2000}))
    assert not found and seconds < 45 and len(str(found)) < READABLE
    assert found.note == "no value within 8 s: give smaller sizes than n = 2000"


# --- how a long formula is cut ------------------------------------------------------


def test_what_is_left_out_is_counted():
    line = Add(*(name**3 for name in names))
    assert plain(line).count("^3") == 6 and f"({MANY - 6:,} more terms)" in plain(line)
    assert rf"\cdots\text{{ ({MANY - 6:,} more terms) }}\cdots" in latex(line)
    product = Mul(*(1 / (x + name) for name in names))
    assert f"({MANY - 6:,} more factors)" in plain(product)
    assert rf"\cdots\text{{ ({MANY - 6:,} more factors) }}\cdots" in latex(product)


def test_a_line_that_people_write_is_shown_whole():
    line = Add(*(name**2 for name in names[:100]))
    assert not is_huge(line) and "more terms" not in plain(line)
    assert plain(line).count("^2") == 100
    assert is_huge(Add(*(name**2 for name in names[: HUGE // 3 + 1])))


def test_a_formula_that_is_nested_deeply_is_cut_as_text():
    line = x
    for kind in (Add, Mul) * 2:  # nine parts of nine parts of ...
        line = kind(
            *((line + Symbol(f"b_{number}")) ** number for number in range(2, 9))
        )
    shown = plain(line)
    assert len(shown) < READABLE and "characters left out" in shown


def test_short_texts_stay_and_long_ones_say_how_much_is_missing():
    assert cut_text("abc", 3) == "abc"
    cut = cut_text("".join(map(str, range(10))) * 9, 30)
    assert cut == "01234567890123456789 ... (60 characters left out) ... 0123456789"


def test_a_message_with_everything_in_it_is_short():
    line = Add(*(q * name for q, name in enumerate(names[:300], 1)))
    chain = Derivation(line).step(line + names[5], "a slip").check()
    assert chain.verdict == "refuted"
    assert len(chain.sentence()) < READABLE and len(str(chain.wrong)) < READABLE
