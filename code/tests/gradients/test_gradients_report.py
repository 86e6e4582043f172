"""The report: the same content as text, as Markdown and as a record; stable figures."""

import json
from dataclasses import replace

import numpy as np
import pytest
from derivations.gradients import (
    assert_gradient,
    check_gradient,
    check_hessian,
    figures,
)
from derivations.gradients.report import table

M = 120


def data():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(M, 4))
    y = (rng.random(M) < 0.5) * 1.0
    return X, y, rng.normal(size=4)


def cost(t):
    X, y, _ = data()
    return np.mean(np.logaddexp(0, X @ t) - y * (X @ t))


def gradient(t):
    X, y, _ = data()
    return X.T @ ((1 + np.tanh(X @ t / 2)) / 2 - y) / M


POINT = data()[2]
SUM = check_gradient(cost, lambda t: M * gradient(t), POINT, sizes={"m": M})
GOOD = check_gradient(cost, gradient, POINT)

TEXT = """\
The gradient differs (wrong factor) in 4 of 4 entries, by up to 119 times the largest \
entry.

  index   claimed    numeric  tolerance
      1  -26.0723  -0.217269    < 1e-06
      2  -23.0713  -0.192261    < 1e-06
      0  -15.3064  -0.127553    < 1e-06
      3   9.87805  0.0823171    < 1e-07

Why: the factor is wrong: 1/m (m = 120) times the claim is right in every entry [scaled]
Instead: 1/m * claim"""

MARKDOWN = """\
The gradient **differs** (wrong factor) in 4 of 4 entries, by up to 119 times the \
largest entry.

| index | claimed | numeric | tolerance |
|:--|--:|--:|--:|
| 1 | -26.0723 | -0.217269 | < 1e-06 |
| 2 | -23.0713 | -0.192261 | < 1e-06 |
| 0 | -15.3064 | -0.127553 | < 1e-06 |
| 3 | 9.87805 | 0.0823171 | < 1e-07 |

Why: the factor is wrong: 1/m (m = 120) times the claim is right in every entry [scaled]

Instead: `1/m * claim`"""

GOOD_TEXT = """\
The gradient agrees: all 4 entries, to at least 6 digits (a relative error of 1e-06 \
would show).

  index    claimed    numeric  tolerance
      0  -0.127553  -0.127553    < 1e-06
      1  -0.217269  -0.217269    < 1e-06
      2  -0.192261  -0.192261    < 1e-06
      3  0.0823171  0.0823171    < 1e-07"""


def test_text():
    assert str(SUM) == repr(SUM) == TEXT
    assert str(GOOD) == GOOD_TEXT


def test_markdown():
    assert SUM.markdown() == MARKDOWN


def test_record():
    record = SUM.record()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record["kind"] == "check" and record["verdict"] == "differs"
    assert record["explanation"]["kind"] == "scaled"
    assert record["relative_error"] == "119"
    assert record["worst"][0] == {
        "index": "1",
        "claimed": "-26.0723",
        "numeric": "-0.217269",
        "tolerance": "< 1e-06",
    }
    assert GOOD.record()["explanation"] is None


def test_it_shows_itself():
    shown = SUM._repr_mimebundle_()
    assert shown["text/plain"] == TEXT and shown["text/markdown"] == MARKDOWN
    assert shown["application/vnd.derivations+json"] == SUM.record()


def test_every_report_has_the_same_content_in_both_forms():
    for check in (SUM, GOOD):
        for cell in (cell for row in table(check) for cell in row):
            assert cell in str(check) and cell in check.markdown()
        for word in str(check).split():
            assert word.strip("`*|") in check.markdown().replace("**", "")


def test_nothing_printed_depends_on_the_last_digits():
    """Rounding of another processor: everything computed is off by a few eps."""

    def shaken(function):
        def other(t):
            value = np.asarray(function(t))
            # Depends on the point alone, so that it is a function still.
            seed = int(abs(np.sum(t)) * 2**40) % 2**32
            jitter = np.random.default_rng(seed).uniform(-4, 4, value.shape)
            return value * (1 + jitter * 2.0**-53)

        return other

    for claim in (gradient, lambda t: -gradient(t), lambda t: gradient(t) + 0.1 * t):
        plain = check_gradient(cost, claim, POINT)
        other = check_gradient(shaken(cost), shaken(claim), POINT)
        assert plain.resolution != other.resolution
        assert str(plain) == str(other)
        assert plain.record() == other.record()


def test_inconclusive_reports_hold_no_digits_of_the_noise():
    """How far noise reaches differs between machines; only its rough size is told."""
    offset = check_gradient(lambda t: 1e9 + cost(t), gradient, POINT)
    assert offset.verdict == "inconclusive"
    assert offset.asked < offset.resolution < 1
    assert str(offset).startswith(
        "The check of the gradient is inconclusive: f is so large beside the change "
        "that x makes in it that rounding hides the rest. Relative errors would show "
        "from 1e-02 on, 1e-06 was asked for."
    )
    assert {row[3] for row in table(offset)} == {"< 1e-04"}
    assert "would show" not in str(replace(offset, resolution=1.5))


def test_no_derivative_no_tolerance():
    flat = check_gradient(lambda x: 1.0, lambda x: 0 * x, [1.0, 2.0])
    assert [row[1:] for row in table(flat)] == [("0", "0", "-")] * 2
    assert "zero as far as can be measured" in str(flat)


def test_small_differences_are_shown_with_enough_digits():
    factor = np.array([1, 1 + 1e-9, 1, 1])
    check = check_gradient(cost, lambda t: gradient(t) * factor, POINT)
    row = table(check)[0]
    assert row[0] == "1" and row[1] != row[2]
    assert "(1 - 1e-09) times the claim" in check.explanation.text
    assert "by up to 1e-09 times" in str(check)


def test_what_was_to_be_seen_goes_by_the_units_of_each_entry():
    """Entries of size 1 / u_i, for f = sum of (x_i / u_i)^2, to 1e-6 of that size."""
    u = np.array([1.0, 2.0**10, 2.0**-10])
    check = check_gradient(
        lambda x: np.sum((x / u) ** 2), lambda x: -2 * x / u**2, 1.5 * u
    )
    by_index = dict(zip([e.index[0] for e in check.worst], check.visible, strict=True))
    largest = 2 * 1.5 * 1.0  # |J_i| times the size of x_i, in powers of two
    for k, unit in enumerate(u):
        assert by_index[k] == pytest.approx(1e-6 * largest / unit)
    curved = check_hessian(
        lambda x: 2 * x / u**2, lambda x: -np.diag(2 / u**2), 1.5 * u
    )
    seen = {e.index: v for e, v in zip(curved.worst, curved.visible, strict=True)}
    for k, unit in enumerate(u):
        assert seen[k, k] == pytest.approx(1e-6 * 2 / unit**2)


def test_entries_that_are_zero_are_shown_as_zero():
    def claim(x):
        rounding = 0.1 * x[1] + 0.2 * x[1] - 0.3 * x[1]
        return np.array([2 * x[0], rounding])

    for what in (claim, np.array([6.0, 1e-17])):
        check = check_gradient(lambda x: x[0] ** 2, what, [3.0, 1.0])
        assert check
        assert table(check)[1][1:3] == ("0", "0")


def test_numbers_keep_their_digits_beside_large_ones():
    def f(x):
        return 1e8 * x[0] ** 2 + 12.65 * x[1] ** 2 + abs(x[2])

    def claim(x, sign=1):
        return np.array([2e8 * x[0], sign * 25.3 * x[1], 0.3])

    x = [1.0, 1.0, 0.0]
    rows = {row[0]: row[1:] for row in table(check_gradient(f, claim, x))}
    assert rows["0"] == ("2.00000e+08", "2.00000e+08", "< 1e+03")
    assert rows["1"] == ("25.3000", "25.3000", "< 1e-04")
    low, high = (float(end) for end in rows["2"][1].split(" to "))
    assert rows["2"][0] == "0.300000" and (low, high) == (-1, 1)
    turned = table(check_gradient(f, lambda x: claim(x, -1), x))
    assert turned[0][:3] == ("1", "-25.3000", "25.3000")


def test_the_tolerance_is_that_of_the_entry():
    """Whatever is printed bounds the tolerance, and shows each error that is one."""
    rng = np.random.default_rng(3)
    for _ in range(30):
        u, x = 10 ** rng.uniform(-6, 6, size=3), rng.normal(size=3)
        off = np.where(rng.random(3) < 0.5, 1.0, 1 + 10 ** rng.uniform(-8, 0, size=3))
        check = check_gradient(
            lambda x, u=u: np.sum(np.sin(x) * u),
            lambda x, u=u, off=off: np.cos(x) * u * off,
            x,
        )
        for entry, row in zip(check.worst, table(check), strict=True):
            assert entry.tolerance <= float(row[3].removeprefix("< "))
            if abs(entry.claimed - entry.numeric) > entry.tolerance:
                assert row[1] != row[2]


def test_what_could_not_be_measured_is_a_dash():
    check = check_gradient(lambda x: 1e17 + x @ x, lambda x: 2 * x, [1.0, 2.0])
    assert [row[1:3] for row in table(check)] == [("2.00000", "-"), ("4.00000", "-")]


def test_no_entries_are_listed_beyond_eight():
    x = np.linspace(1, 2, 30)
    check = check_gradient(lambda x: np.sum(x**3), lambda x: -3 * x**2, x)
    assert len(check.worst) == 8 and "and 22 more" in str(check)
    assert "and 22 more" in check.markdown()


def test_the_worst_come_first():
    claim = np.array([1.0, 1.0, 1.0])
    check = check_gradient(
        lambda x: np.sum(x), claim + np.array([0, 0.5, -0.7]), [1.0, 1.0, 1.0]
    )
    assert [entry.index for entry in check.worst] == [(2,), (1,), (0,)]
    assert check.wrong == 2
    assert check.relative_error == pytest.approx(0.7)


def test_what_is_not_finite_comes_before_all_else():
    check = check_gradient(
        lambda x: np.sum(x), np.array([9.0, np.nan, 1.0]), [1.0, 1.0, 1.0]
    )
    assert [entry.index for entry in check.worst] == [(1,), (0,), (2,)]
    assert str(check).startswith("The gradient differs (not finite) in 2 of 3 entries.")


def test_scalar_reports():
    check = check_gradient(np.sin, np.sin, 0.5)
    assert str(check).startswith("The gradient differs, by up to")
    assert table(check)[0][0] == "-"
    assert "the only entry" in str(check_gradient(np.sin, np.cos, 0.5))


def test_arrays_are_noted():
    check = check_gradient(cost, gradient(POINT), POINT)
    assert check and "noise of its formula is not known" in str(check)


def test_assert_gradient():
    assert assert_gradient(cost, gradient, POINT).verdict == "agrees"
    with pytest.raises(AssertionError) as caught:
        assert_gradient(cost, lambda t: M * gradient(t), POINT, sizes={"m": M})
    assert str(caught.value) == TEXT
    with pytest.raises(AssertionError, match="inconclusive"):
        assert_gradient(lambda x: 1.0, lambda x: 0 * x, POINT)


def test_digits_and_resolution():
    assert GOOD.digits >= 9
    assert 10.0 ** -(GOOD.digits + 1) < GOOD.resolution <= 10.0**-GOOD.digits


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e-6, "1e-06"), (1.1e-6, "1e-05"), (0.0, "0"), (np.inf, "inf"), (3e5, "1e+06")],
)
def test_power_of_ten(value, text):
    assert figures.power_of_ten(value) == text


@pytest.mark.parametrize(
    ("number", "visible", "apart", "text"),
    [
        (0.123456789, 1e-7, 0, "0.123457"),
        (0.123456789, 1e-4, 0, "0.1235"),
        (1234567.0, 1.0, 0, "1.23457e+06"),
        (5e-8, 1e-7, 0, "0"),
        (-0.0, 0.0, 0, "0"),
        (np.nan, 1e-7, 0, "nan"),
        (2.0, 1e-6, 0, "2.00000"),
        (0.5, 0.0, 0, "0.5"),
        (1.26e-7, 1e-7, 0, "1e-07"),
        (1.000000001, 1e-6, 1e-9, "1.0000000010"),
    ],
)
def test_value(number, visible, apart, text):
    assert figures.value(number, visible, apart) == text
