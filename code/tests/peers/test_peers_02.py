"""Chapter 2's functions, read from its cells, against mpmath and against peers."""

import numpy as np
import pytest
from chapter_functions import CHAPTERS, functions
from mpmath import mp
from scipy.special import expit, logit

FILE = "02-logistic-origin.ipynb"
NAMES = {"reals", "number", "probability", "fitting", "logistic_curve", "logistic_jac"}
NAMES |= {"gauss_log_odds", "gauss_posterior", "gauss_posterior_gradient"}
NAMES |= {"three_point", "bayes_posterior"}

ONE = np.ones(1)


@pytest.fixture(scope="module")
def chapter():
    return functions(FILE, NAMES, np=np, expit=expit, logit=logit)


@pytest.fixture(scope="module")
def iris():
    rows = np.loadtxt(CHAPTERS / "data" / "iris.csv", delimiter=",", skiprows=2)
    rows = rows[rows[:, 4] > 0]
    return rows[:, :4], rows[:, 4] == 2


def share(a):
    """The sigmoid with 60 digits."""
    return 1 / (1 + mp.exp(-a))


CURVES = [(1.0, 1.0, 0.0), (5.0, 0.7, 2.0), (1e9, 1e-3, -4e5), (1e-9, 40.0, 1913.25)]


class TestCurve:
    @pytest.mark.parametrize("theta", CURVES)
    def test_curve_and_slopes_against_mpmath(self, chapter, theta):
        K, r, t0 = map(mp.mpf, theta)
        times = t0 + np.array([-600.0, -40, -1, 0, 1e-9, 2, 40, 600]) / float(r)
        times = times.astype(float)
        curve = chapter["logistic_curve"](times, *theta)
        slopes = chapter["logistic_jac"](theta, times)
        with mp.workdps(60):
            for t, value, row in zip(times, curve, slopes, strict=True):
                u = r * (mp.mpf(t) - t0)
                s, bell = share(u), share(u) * share(-u)
                wanted = [s, K * (t - t0) * bell, -K * r * bell]
                # u itself is rounded: its error, times u, stays in every exponential.
                digits = 1e-14 * max(1, abs(float(u)))
                assert value == pytest.approx(float(K * s), rel=digits, abs=0)
                for ours, exact in zip(row, wanted, strict=True):
                    assert ours == pytest.approx(float(exact), rel=digits, abs=0)

    def test_the_slope_does_not_vanish_early(self, chapter):
        row = chapter["logistic_jac"]([1, 1, 0], [40])[0]
        assert row[2] == pytest.approx(-float(mp.exp(-40)), rel=1e-14)

    def test_lists_and_whole_numbers_are_taken(self, chapter):
        assert chapter["logistic_curve"]([0, 1], 2, 1, 0).shape == (2,)
        assert chapter["logistic_curve"](0, 2, 1, 0) == 1

    @pytest.mark.parametrize(
        ("arguments", "error", "says"),
        [
            (([1j], 1, 1, 0), TypeError, "t: real"),
            ((["1"], 1, 1, 0), TypeError, "t: real"),
            (([True], 1, 1, 0), TypeError, "t: real"),
            (([np.inf], 1, 1, 0), ValueError, "t: finite"),
            (([0], [1, 2], 1, 0), ValueError, "K: one number"),
            (([0], 1, np.nan, 0), ValueError, "r: finite"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, chapter, arguments, error, says):
        with pytest.raises(error, match=says):
            chapter["logistic_curve"](*arguments)

    def test_a_jacobian_needs_three_parameters_and_a_row_of_times(self, chapter):
        for theta, times in (((1, 1), [0.0]), ((1, 1, 0), 0.0)):
            with pytest.raises(ValueError, match="theta"):
                chapter["logistic_jac"](theta, times)


class TestThreePoints:
    @pytest.mark.parametrize("scale", [1e-200, 1e-3, 1, 1e8, 1e200])
    @pytest.mark.parametrize("rate", [0.01, 0.3, 3.0])
    def test_it_gives_the_curve_back(self, chapter, scale, rate):
        with mp.workdps(40):
            y = [scale * share(mp.mpf(rate) * (t - 2)) for t in (1, 3, 5)]
        K, r, t0 = chapter["three_point"](*map(float, y), 2, 1)
        loss = 1e-15 / rate**2  # the bend of three points is of order (r h)^2
        assert scale == pytest.approx(K, rel=20 * loss)
        assert r == pytest.approx(rate, rel=20 * loss)
        assert t0 == pytest.approx(2, abs=40 * loss / rate)

    def test_whole_persons_do_not_wrap_around(self, chapter):
        people = np.array([3929214, 23191876, 91972266])
        K, r, t0 = chapter["three_point"](*people, 60, 1790)
        assert (K / 1e6, r, t0) == pytest.approx((197.2966, 0.0313383, 1914.326), 1e-6)

    @pytest.mark.parametrize(
        "points", [(1, 2, 4), (1, 1, 1), (3, 2, 1), (0, 1, 1.5), (1, 3, 2), (1, 2, 5)]
    )
    def test_no_ceiling_is_refused(self, chapter, points):
        with pytest.raises(ValueError, match=r"expected|no ceiling"):
            chapter["three_point"](*points, 10, 1790)


def exact_log_odds(x, mu0, mu1, Sigma, prior):
    """By mpmath, from the doubles as they are."""
    with mp.workdps(80):
        x, a, b = (mp.matrix([mp.mpf(float(v)) for v in p]) for p in (x, mu0, mu1))
        P = mp.inverse(mp.matrix([[mp.mpf(float(v)) for v in row] for row in Sigma]))
        prior = mp.mpf(float(prior))
        middle = x - (a + b) / 2
        return float((middle.T * P * (b - a))[0] + mp.log(prior / (1 - prior)))


class TestPosterior:
    @pytest.mark.parametrize("offset", [0, 1e3, 1e6, 1e9, 1e12])
    @pytest.mark.parametrize("scale", [1e-100, 1.0, 1e100])
    def test_far_from_the_origin_and_at_any_scale(self, chapter, offset, scale):
        zero = (offset + np.array([0.0, 1.5])) * scale
        one = (offset + np.array([0.7, 0.25])) * scale
        Sigma = np.array([[0.3, 0.1], [0.1, 2.0]]) * scale**2
        x = (offset + np.array([[0.5, 3.0], [-4.0, 0.1]])) * scale
        ours = chapter["gauss_log_odds"](x, zero, one, Sigma, 0.3)
        for row, value in zip(x, ours, strict=True):
            wanted = exact_log_odds(row, zero, one, Sigma, 0.3)
            assert value == pytest.approx(wanted, rel=1e-13)

    def test_an_irrelevant_feature_far_out_changes_nothing(self, chapter):
        given = ([0.0, 0], [1.0, 0], np.eye(2), 0.5)
        for far in (0, 1e8, 1e16, 1e150):
            found = chapter["gauss_log_odds"](np.array([[0.7, far]]), *given)
            assert found[0] == pytest.approx(0.2, rel=1e-15)

    def test_both_tails_keep_their_digits(self, chapter):
        x = np.array([[-38.4], [38.4], [60.0]])
        ours = chapter["gauss_posterior"](x, [0.0], [1.0], [[1.0]], 0.5)
        wanted = [float(share(mp.mpf(float(v)) - mp.mpf("0.5"))) for v in x[:, 0]]
        assert ours == pytest.approx(wanted, rel=1e-14, abs=0)

    def test_the_gradient_against_differences_with_many_digits(self, chapter):
        zero, one = np.array([1.0, 4]), np.array([2.5, 3])
        Sigma, x = np.array([[2.0, 0.6], [0.6, 1.5]]), np.array([0.3, 2.2])
        ours = chapter["gauss_posterior_gradient"](x[None], zero, one, Sigma, 0.3)[0]
        P = np.linalg.inv(Sigma)
        w = P @ (one - zero)
        with mp.workdps(40):
            for k in range(2):
                start = exact_log_odds(x, zero, one, Sigma, 0.3)
                slope = mp.diff(lambda h, k=k, a=start: share(a + w[k] * h), 0)
                assert ours[k] == pytest.approx(float(slope), rel=1e-12)

    @pytest.mark.parametrize(
        ("change", "error", "says"),
        [
            ({"mu0": np.zeros((2, 1))}, ValueError, "mu0"),
            ({"x": np.zeros(2)}, ValueError, r"x \(m, d\)"),
            (
                {"x": 0 * ONE, "mu0": 0 * ONE, "mu1": ONE, "Sigma": np.eye(1)},
                ValueError,
                r"x \(m, d\)",
            ),
            ({"Sigma": np.eye(3)}, ValueError, "Sigma"),
            ({"Sigma": -np.eye(2)}, ValueError, "positive definite"),
            ({"Sigma": np.array([[1.0, 2], [2, 1]])}, ValueError, "positive definite"),
            ({"Sigma": np.array([[1.0, 0.5], [0, 1]])}, ValueError, "symmetric"),
            ({"Sigma": np.zeros((2, 2))}, ValueError, "positive definite"),
            ({"prior": 0}, ValueError, "prior"),
            ({"prior": 1.5}, ValueError, "prior"),
            ({"prior": [0.5, 0.5]}, ValueError, "prior"),
            ({"x": np.full((1, 2), np.nan)}, ValueError, "x: finite"),
            ({"mu1": np.array(["a", "b"])}, TypeError, "mu1: real"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, chapter, change, error, says):
        given = {
            "x": np.zeros((1, 2)), "mu0": np.zeros(2), "mu1": np.ones(2),
            "Sigma": np.eye(2), "prior": 0.5,
        }  # fmt: skip
        with pytest.raises(error, match=says):
            chapter["gauss_posterior"](**{**given, **change})

    def test_scikit_learn_has_the_same_plug_in_posterior(self, chapter, iris):
        lda = pytest.importorskip("sklearn.discriminant_analysis")
        x, one = iris
        for columns in ([2], [0, 1, 2, 3]):
            part = x[:, columns]
            means = part[~one].mean(axis=0), part[one].mean(axis=0)
            rest = part - np.where(one[:, None], means[1], means[0])
            pooled = rest.T @ rest / len(part)
            fit = lda.LinearDiscriminantAnalysis(solver="lsqr").fit(part, one)
            ours = chapter["gauss_posterior"](part, *means, pooled, 0.5)
            assert ours == pytest.approx(fit.predict_proba(part)[:, 1], abs=1e-12)

    def test_scikit_learn_weights_its_covariance_by_the_priors(self, iris):
        lda = pytest.importorskip("sklearn.discriminant_analysis")
        x, one = iris
        for priors, wanted in ((None, 0.257448), ([0.1, 0.9], 0.29029)):
            fit = lda.LinearDiscriminantAnalysis("lsqr", priors=priors)
            fit.set_params(store_covariance=True)
            covariance = fit.fit(x[:, [2]], one).covariance_[0, 0]
            assert covariance == pytest.approx(wanted, abs=5e-6)


class TestFromLogarithms:
    def test_against_mpmath_where_densities_underflow(self, chapter):
        found = chapter["bayes_posterior"](np.array([-2000.0, -5]), [-2001, -900], 0.3)
        with mp.workdps(40):
            prior = mp.log(mp.mpf(0.3) / (1 - mp.mpf(0.3)))
            wanted = [float(share(prior - 1)), float(share(prior - 895))]
        assert found == pytest.approx(wanted, rel=1e-12, abs=0)

    def test_a_density_of_zero_decides(self, chapter):
        assert chapter["bayes_posterior"](-np.inf, -1.0, 0.5) == 1
        assert chapter["bayes_posterior"](-1.0, -np.inf, 0.5) == 0

    @pytest.mark.parametrize(
        ("logs", "error"),
        [
            ((-np.inf, -np.inf), ValueError),
            ((np.nan, 0.0), ValueError),
            ((np.inf, 0.0), ValueError),
            ((1j, 0.0), TypeError),
        ],
    )
    def test_what_says_nothing_is_refused(self, chapter, logs, error):
        with pytest.raises(error, match="logf0, logf1"):
            chapter["bayes_posterior"](*logs, 0.5)
