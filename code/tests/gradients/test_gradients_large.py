"""Many inputs: random directions, bisection, and explanations from a sample."""

import time
import tracemalloc
from types import SimpleNamespace

import numpy as np
import pytest
from derivations.gradients import check_gradient, check_hessian, check_jacobian
from derivations.gradients.measuring.search import _bisect

N = 10_000


def smooth(n, seed):
    """A sum of log cosh and a squared mean, which couples all coordinates."""
    rng = np.random.default_rng(seed)
    w, x = rng.uniform(0.5, 2, n), rng.normal(size=n)

    def f(x):
        return np.sum(w * np.log(np.cosh(x))) + x.sum() ** 2 / (2 * n)

    def gradient(x):
        return w * np.tanh(x) + x.sum() / n

    return f, gradient, x


def spoiled(gradient, place, factor):
    def wrong(x):
        value = gradient(x)
        value[place] *= factor
        return value

    return wrong


@pytest.mark.parametrize("seed", range(5))
def test_right_gradients_agree(seed):
    f, gradient, x = smooth(N, seed)
    check = check_gradient(f, gradient, x, rng=seed)
    assert check.verdict == "agrees" and check.explanation is None
    assert check.directions == 8 and check.evaluations < 300
    assert check.resolution < 1e-7


@pytest.mark.parametrize("seed", range(20))
def test_one_entry_off_by_3e_8_is_located(seed):
    f, gradient, x = smooth(N, seed)
    place = int(np.argsort(np.abs(gradient(x)))[3 * N // 4])
    check = check_gradient(f, spoiled(gradient, place, 1 + 3e-8), x)
    assert check.verdict == "differs"
    assert check.worst[0].index == (place,) and check.wrong == 1
    assert check.explanation.kind == "few-entries"
    assert f"only entry {place} is wrong" in check.explanation.text
    assert check.evaluations <= 300


def test_of_entries_off_by_1e_8_nearly_all_are_located():
    """One that rounding hides, on some processors, is below what the check promises."""
    missed = 0
    for seed in range(20):
        f, gradient, x = smooth(N, seed)
        value = gradient(x)
        place = int(np.argsort(np.abs(value))[3 * N // 4])
        check = check_gradient(f, spoiled(gradient, place, 1 + 1e-8), x)
        if check.verdict == "differs":
            assert check.worst[0].index == (place,)
        else:
            missed += 1
            off = 1e-8 * abs(value[place]) / np.linalg.norm(value)
            assert check.verdict == "agrees" and off < check.resolution
    assert missed <= 2


def test_locating_a_gross_error_takes_some_250_evaluations():
    f, gradient, x = smooth(N, 0)
    check = check_gradient(f, spoiled(gradient, 4321, 1.01), x)
    assert check.worst[0].index == (4321,) and check.evaluations <= 260


def test_several_wrong_entries_are_all_located():
    f, gradient, x = smooth(N, 1)
    places = [3, 4, 5000, 9999]
    check = check_gradient(f, spoiled(gradient, places, 1.5), x)
    assert sorted(entry.index[0] for entry in check.worst[:4]) == places
    assert check.wrong == 4 and check.explanation.kind == "few-entries"
    assert check.sampled == 0 and "in 4 of 10,000 entries" in str(check)
    assert "2/3 times the claim" in check.explanation.text


def test_missing_coordinates_are_located():
    f, gradient, x = smooth(N, 2)
    check = check_gradient(f, spoiled(gradient, [7, 7000], 0), x)
    assert check.explanation.kind == "missing-coordinates"
    assert "entries 7 and 7000" in check.explanation.text


EVERYWHERE = {
    "sign": (lambda g, x: -g, "sign", "minus"),
    "mean": (lambda g, x: g / N, "scaled", "n (n = 10000) times"),
    "ridge": (lambda g, x: g + 0.1 * x, "term", "0.1 times x"),
    "shift": (lambda g, x: np.roll(g, 1), "shifted", "one place"),
    "zero": (lambda g, x: 0 * g, "missing-coordinates", "every entry"),
    "scaled ridge": (lambda g, x: 3 * g + x, "term", "1/3 times the claim"),
    "half of it": (
        lambda g, x: np.where(np.arange(N) % 2, g, 2 * g),
        "not-a-gradient",
        "",
    ),
    "another function, entry by entry": (
        lambda g, x: np.exp(x),
        "unknown",
        "no mistake that is known",
    ),
    "another function": (
        lambda g, x: np.exp(x) + np.sin(np.sum(x)),
        "unknown",
        "of another function",
    ),
}


@pytest.mark.parametrize("name", EVERYWHERE)
def test_mistakes_all_over_the_place(name):
    spoil, kind, words = EVERYWHERE[name]
    f, gradient, x = smooth(N, 3)
    check = check_gradient(f, lambda x: spoil(gradient(x), x), x, sizes={"n": N})
    assert check.verdict == "differs" and check.explanation.kind == kind, str(check)
    assert words in check.explanation.text
    assert check.sampled == 50 and "of 50 entries drawn from 10,000" in str(check)


def test_two_errors_that_cancel_in_some_directions():
    """Equal errors at two places vanish along one direction in four, never in all."""
    f, gradient, x = smooth(N, 4)
    x[10] = x[20] = 1.0
    extra = np.zeros(N)
    extra[10], extra[20] = 1e-3, -1e-3
    for seed in range(20):
        check = check_gradient(f, lambda x: gradient(x) + extra, x, rng=seed)
        assert check.verdict == "differs"


def test_of_errors_that_show_together_alone_the_larger_is_followed():
    """Each of two errors is within the tolerance of its half, their sum is not."""
    for left, right, found in ((0.6, 0.8, 12), (0.8, 0.6, 3)):
        errors = np.zeros(16)
        errors[3], errors[12] = left, right
        lines = SimpleNamespace(gap=lambda v, e=errors: (e[None] @ v, np.ones(1)))
        everything = np.ones(16)
        assert _bisect(lines, everything, *lines.gap(everything)) == [found]


def test_the_resolution_has_no_unit():
    f, gradient, x = smooth(400, 9)
    plain = check_gradient(f, gradient, x)
    c, unit = 2.0**20, 2.0**-7
    scaled = check_gradient(
        lambda z: c * f(z / unit), lambda z: c / unit * gradient(z / unit), unit * x
    )
    assert scaled.resolution == plain.resolution < 1e-8
    assert str(scaled) == str(plain)
    one, other = (
        check_jacobian(
            lambda x, u=u: u * (np.array([0, 1e3]) + f(x)),
            lambda x, u=u: np.outer(u, gradient(x)),
            x,
        )
        for u in (np.array([1.0, 1.0]), np.array([1.0, 2.0**-20]))
    )
    assert one.resolution == other.resolution


def test_up_to_200_inputs_every_entry_is_measured():
    for n, directions in ((200, 0), (201, 8)):
        x = np.linspace(1, 2, n)
        check = check_gradient(lambda x: x @ x, lambda x: 2 * x, x)
        assert check and check.directions == directions


def test_zero_below_noise_is_not_certified():
    x = np.linspace(-1, 1, 300)
    check = check_gradient(lambda x: 1 + 1e-20 * np.sum(x**3), lambda x: 0 * x, x)
    assert check.verdict == "inconclusive"


def test_shapes_are_looked_at_first():
    f, gradient, x = smooth(400, 5)
    column = check_gradient(f, lambda x: gradient(x)[:, None], x)
    assert (column.verdict, column.explanation.kind) == ("differs", "wrong-shape")
    W = x.reshape(20, 20)

    def f_matrix(W):
        return f(W.ravel())

    def right(W):
        return gradient(W.ravel()).reshape(20, 20)

    assert check_gradient(f_matrix, right, W)
    turned = check_gradient(f_matrix, lambda W: right(W).T, W)
    assert turned.explanation.kind == "transposed"
    read = check_gradient(f_matrix, lambda W: right(W).ravel(), W)
    assert read.explanation.kind == "reshaped"


def test_kinks_leave_it_open():
    f, gradient, x = smooth(400, 6)
    x[3] = 0

    def bent(x):
        return f(x) + 5 * abs(x[3])

    inside = check_gradient(bent, gradient, x)
    assert (inside.verdict, inside.explanation.kind) == ("inconclusive", "kink")
    outside = check_gradient(bent, spoiled(gradient, slice(50, 350), -5), x)
    assert (outside.verdict, outside.explanation.kind) == ("differs", "kink")
    assert "along a random direction" in inside.explanation.text
    assert "tells little" in inside.explanation.text


def test_jacobian_and_hessian_of_many_inputs():
    rng = np.random.default_rng(7)
    A, x = rng.normal(size=(3, 300)), rng.normal(size=300)

    def jacobian(x):
        return (1 - np.tanh(A @ x) ** 2)[:, None] * A

    def wrong(x):
        value = jacobian(x)
        value[1, 250] += 1e-3
        return value

    assert check_jacobian(lambda x: np.tanh(A @ x), jacobian, x / 20)
    check = check_jacobian(lambda x: np.tanh(A @ x), wrong, x / 20)
    assert check.worst[0].index == (1, 250)
    assert check.explanation.kind == "few-entries"
    hessian = check_hessian(lambda x: x**3, lambda x: np.diag(3 * x**2), x)
    assert hessian.verdict == "agrees"
    turned = check_hessian(lambda x: x**3, lambda x: -np.diag(3 * x**2), x)
    assert turned.explanation.kind == "sign"


def test_it_is_quick():
    f, gradient, x = smooth(N, 8)
    start = time.process_time()
    check_gradient(f, spoiled(gradient, 4321, 1.01), x)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("tiny", [1e-64, 1e-33, 1e-18, 1e-15, 1e-13])
def test_a_tiny_entry_is_not_certified_beside_larger_ones(tiny):
    """Its sign is lost in the rounding of f, so no claim of it may pass for tested."""
    x = np.ones(300)
    x[7] = tiny
    for place in ((), 7):
        check = check_gradient(
            lambda x: x @ x, spoiled(lambda x: 2 * x, place, -1 if place else 1), x
        )
        assert check.verdict != "agrees"
        if check.verdict == "inconclusive":
            assert any("entry 7" in note for note in check.notes), str(check)
        else:
            assert place == 7


@pytest.mark.parametrize("tiny", [1e-30, 1e-18, 1e-15])
@pytest.mark.parametrize("largest", [1.0, 1e3, 1e8])
def test_among_few_entries_a_tiny_one_is_not_certified_either(tiny, largest):
    check = check_gradient(
        lambda x: x @ x, lambda x: np.array([2.0, 7.0]) * x, [largest, tiny]
    )
    assert check.verdict == "inconclusive"
    assert any("entry 1" in note for note in check.notes), str(check)


@pytest.mark.parametrize("tiny", [1e-10, 1e-12, 1e-13, 1e-14, 1e-33])
def test_beside_a_maximum_a_right_tiny_entry_is_not_refused(tiny):
    """Steps far longer than a period of the cosine see no slope at all."""
    x = np.linspace(0.5, 2, 250)
    x[21] = tiny
    check = check_gradient(lambda x: np.sum(np.cos(x)), lambda x: -np.sin(x), x)
    assert check.verdict != "differs", str(check)


@pytest.mark.parametrize("seed", range(3))
def test_normal_draws_get_an_answer_however_many(seed):
    """The least of 1e5 draws is some 1e-5: its square drowns in the sum of the rest."""
    x = np.random.default_rng(seed).normal(size=100_000)
    assert check_gradient(lambda x: x @ x, lambda x: 2 * x, x)
    least = int(np.argmin(np.abs(x)))
    check = check_gradient(lambda x: x @ x, spoiled(lambda x: 2 * x, least, 1.5), x)
    assert check.verdict == "differs"
    assert check.relative_error < 1e-4


def test_an_entry_that_is_small_beside_others_is_found_by_moving_without_them():
    rng = np.random.default_rng(3)
    x = rng.uniform(0.5, 1, 300)
    x[40:50] *= 1e-5

    def f(x):
        return 1e6 * np.sum(x[50:] ** 2) + np.sum(np.sin(x[:50]) * x[:50])

    def gradient(x):
        small = np.sin(x[:50]) + np.cos(x[:50]) * x[:50]
        return np.concatenate([small, 2e6 * x[50:]])

    right = check_gradient(f, gradient, x)
    assert right.verdict != "differs"
    wrong = check_gradient(f, spoiled(gradient, 3, -1), x)
    assert (wrong.verdict, wrong.worst[0].index) == ("differs", (3,))


def test_entries_of_very_different_size_leave_it_open():
    x = np.ones(300)
    x[7] = 1e8
    check = check_gradient(lambda x: x @ x, spoiled(lambda x: 2 * x, 8, -1), x)
    assert check.verdict == "inconclusive" and "small beside the others" in check.reason


@pytest.mark.parametrize("at", ["both ends", "zero"])
def test_on_bounds_steps_go_inward(at):
    x = np.linspace(0, 1, 300)
    if at == "zero":
        x[::3] = 0

    def f(x):
        if np.any(x < 0) or np.any(x > 1):
            raise ValueError("beyond the bounds")
        return x @ x

    def gradient(x):
        return 2 * x

    assert check_gradient(f, gradient, x).verdict == "agrees"
    wrong = check_gradient(f, spoiled(gradient, 200, -1), x)
    assert (wrong.verdict, wrong.worst[0].index) == ("differs", (200,))


def test_equal_entries_do_not_add_up_to_noise():
    """Sums of few values over and over round the same way: directions have many."""
    check = check_gradient(
        lambda x: np.cumsum(x * x)[-1], lambda x: 2 * x, np.ones(10**5)
    )
    assert check.verdict == "agrees" and check.resolution < 1e-6


def test_memory_is_a_few_vectors():
    n, peak = 10**5, 200e6 / 10  # a tenth of what a million may take
    x = np.linspace(1, 2, n)
    tracemalloc.start()
    try:
        assert check_gradient(lambda x: x @ x, lambda x: 2 * x, x)
        assert tracemalloc.get_traced_memory()[1] < peak
    finally:
        tracemalloc.stop()
