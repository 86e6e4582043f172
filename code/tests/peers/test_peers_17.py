"""Chapter 17 against heavy peers: skipped, by name, where a peer is not installed.

The functions are those of the notebook, read from its cells.
"""

import numpy as np
import pytest
from chapter_functions import CHAPTERS, functions
from scipy.special import erfcx, log_ndtr, ndtr

BEETLES = CHAPTERS / "data" / "beetles.csv"
NAMES = {"inv_mills", "tails", "gap", "inv_mills_d1", "loglikelihood", "score"}
NAMES |= {"observed", "hessian", "newton"}


@pytest.fixture(scope="module")
def chapter():
    special = {"erfcx": erfcx, "ndtr": ndtr, "log_ndtr": log_ndtr}
    return functions("17-inverse-mills.ipynb", NAMES, np=np, **special)


@pytest.fixture(scope="module")
def beetles():
    dose, exposed, killed = np.loadtxt(BEETLES, delimiter=",", skiprows=2).T
    return np.column_stack([np.ones(len(dose)), dose]), killed, exposed


def test_jax_has_the_same_ratio_and_near_zero_the_same_slope(chapter):
    jax = pytest.importorskip("jax", reason="compares with jax where it is installed")
    jax.config.update("jax_enable_x64", True)
    ratio = jax.grad(jax.scipy.stats.norm.logcdf)
    for point in (-5.0, -1.0, 0.0, 2.0):
        assert float(ratio(point)) == pytest.approx(chapter["inv_mills"](point))
        slope = float(jax.grad(ratio)(point))
        assert slope == pytest.approx(chapter["inv_mills_d1"](point), rel=1e-11)


def test_jax_0_10_2_loses_the_slope_in_the_tail(chapter):
    jax = pytest.importorskip("jax", reason="compares with jax where it is installed")
    if jax.__version__ != "0.10.2":
        pytest.skip("the chapter quotes jax 0.10.2; other releases may do better")
    jax.config.update("jax_enable_x64", True)
    slope = jax.grad(jax.grad(jax.scipy.stats.norm.logcdf))
    assert float(slope(-5.0)) == pytest.approx(chapter["inv_mills_d1"](-5.0), rel=1e-12)
    for point, theirs in ((-30.0, -0.998896372), (-1e4, -0.869)):
        digits = 1e-9 if point == -30 else 1e-3
        assert float(slope(point)) == pytest.approx(theirs, abs=digits)
        ours = chapter["inv_mills_d1"](point)
        assert abs(float(slope(point)) / ours - 1) > 1e-8


def test_statsmodels_fits_the_beetles_alike(chapter, beetles):
    api = pytest.importorskip(
        "statsmodels.api", reason="compares with statsmodels where it is installed"
    )
    design, killed, exposed = beetles
    family = api.families.Binomial(link=api.families.links.Probit())
    fit = api.GLM(np.column_stack([killed, exposed - killed]), design, family=family)
    theirs = fit.fit(tol=1e-14)
    ours, _ = chapter["newton"](*beetles)
    assert ours == pytest.approx(theirs.params, rel=1e-8)
    # Their standard errors are those of the expected information.
    assert theirs.bse == pytest.approx([2.64792, 1.48724], abs=1e-5)
