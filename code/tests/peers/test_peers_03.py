"""Chapter 03 against heavy peers: skipped, by name, where a peer is not installed.

What a framework returns at a tie may change with its version: the chapter's table
names the versions, and these tests say whether it still holds.
"""

import numpy as np
import pytest
from chapter_functions import CHAPTERS, functions
from scipy.optimize import linprog

SLOPES = (-1.0, 1.0)  # at -2 and at 3, however the absolute value is written


@pytest.fixture(scope="module")
def jax():
    jax = pytest.importorskip("jax", reason="compares with jax where it is installed")
    jax.config.update("jax_enable_x64", True)
    return jax


@pytest.mark.parametrize(
    ("form", "at_zero"),
    [
        (lambda np_, nn, r: np_.abs(r), 1),
        (lambda np_, nn, r: np_.where(r >= 0, r, -r), 1),
        (lambda np_, nn, r: np_.maximum(r, -r), 0),
        (lambda np_, nn, r: nn.relu(r) + nn.relu(-r), 0),
        (lambda np_, nn, r: r * np_.sign(r), 0),
        (lambda np_, nn, r: np_.hypot(r, 0.0), 0.5),
        (lambda np_, nn, r: np_.sqrt(r * r), np.nan),
    ],
    ids=["abs", "where", "maximum", "relu", "sign", "hypot", "sqrt"],
)
def test_jax_at_a_tie(jax, form, at_zero):
    slope = jax.grad(lambda r: form(jax.numpy, jax.nn, r))
    assert (float(slope(-2.0)), float(slope(3.0))) == SLOPES
    assert np.array_equal(float(slope(0.0)), at_zero, equal_nan=True)


@pytest.mark.parametrize(
    ("form", "at_zero"),
    [
        (lambda anp, r: anp.abs(r), 0),
        (lambda anp, r: anp.maximum(r, -r), 0),
        (lambda anp, r: anp.sqrt(r**2), np.nan),
    ],
    ids=["abs", "maximum", "sqrt"],
)
def test_autograd_at_a_tie(form, at_zero):
    autograd = pytest.importorskip(
        "autograd", reason="compares with autograd where it is installed"
    )
    slope = autograd.grad(lambda r: form(autograd.numpy, r))
    assert (slope(-2.0), slope(3.0)) == SLOPES
    with np.errstate(all="ignore"):
        assert np.array_equal(slope(0.0), at_zero, equal_nan=True)


def test_statsmodels_fits_the_same_least_absolute_deviations():
    sm = pytest.importorskip(
        "statsmodels.api", reason="compares with statsmodels where it is installed"
    )
    file = CHAPTERS / "data" / "stackloss.csv"
    stack = np.loadtxt(file, delimiter=",", comments="#", skiprows=2)
    X, y = np.column_stack([np.ones(21), stack[:, :3]]), stack[:, 3]
    theirs = sm.datasets.stackloss.load_pandas().data
    assert np.array_equal(stack[:, 3], theirs["STACKLOSS"])
    assert np.array_equal(stack[:, :3], theirs[["AIRFLOW", "WATERTEMP", "ACIDCONC"]])
    lad_fit = functions("03-mae.ipynb", {"lad_fit"}, np=np, linprog=linprog)["lad_fit"]
    theirs = sm.QuantReg(y, X).fit(q=0.5, max_iter=5000, p_tol=1e-10).params
    assert np.abs(lad_fit(X, y) - theirs).max() < 1e-4
