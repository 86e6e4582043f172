"""What must not change a verdict: units, order of coordinates, powers of two."""

import numpy as np
from derivations.gradients import check_gradient
from gradients_random import random_function
from hypothesis import given, settings
from hypothesis import strategies as st

#: Errors planted in the gradient: none, one too small to see, one entry, all.
PLANTED = {
    "none": lambda g: g,
    "invisible": lambda g: g * (1 + 1e-15),
    "sign": lambda g: -g,
    "factor": lambda g: g / 3,
    "first": lambda g: g * np.r_[1.001, np.ones(g.size - 1)],
    "missing": lambda g: g * np.r_[0, np.ones(g.size - 1)],
}

SEEDS = st.integers(0, 400)
STYLES = st.sampled_from(["plain", "scaled"])
KINDS = st.sampled_from(sorted(PLANTED))


def outcome(f, gradient, x, **options):
    check = check_gradient(f, gradient, x, **options)
    return check.verdict, check.explanation.kind if check.explanation else None


def planted(seed, style, kind):
    f, gradient, x = random_function(seed, style)
    return f, lambda z: PLANTED[kind](gradient(z)), x


@settings(max_examples=40, deadline=None)
@given(SEEDS, STYLES, KINDS, st.integers(-60, 60))
def test_powers_of_two_times_f(seed, style, kind, power):
    f, gradient, x = planted(seed, style, kind)
    c = 2.0**power
    assert outcome(f, gradient, x) == outcome(
        lambda z: c * f(z), lambda z: c * gradient(z), x
    )


@settings(max_examples=40, deadline=None)
@given(SEEDS, STYLES, st.sampled_from(["none", "sign", "factor"]), st.randoms())
def test_order_of_coordinates(seed, style, kind, random):
    f, gradient, x = planted(seed, style, kind)
    order = list(range(x.size))
    random.shuffle(order)
    back = np.argsort(order)
    assert outcome(f, gradient, x) == outcome(
        lambda z: f(z[back]), lambda z: gradient(z[back])[order], x[order]
    )


@settings(max_examples=40, deadline=None)
@given(SEEDS, KINDS, st.lists(st.integers(-20, 20), min_size=4, max_size=4))
def test_units_of_x(seed, kind, powers):
    f, gradient, x = planted(seed, "plain", kind)
    unit = 2.0 ** np.array(powers[: x.size])
    # In new units u = x * unit the gradient is divided by them.
    there = outcome(
        lambda u: f(u / unit), lambda u: gradient(u / unit) / unit, x * unit
    )
    assert outcome(f, gradient, x) == there


@settings(max_examples=30, deadline=None)
@given(SEEDS, STYLES, st.floats(-7, 7), st.floats(-7, 7))
def test_right_gradients_are_never_refused(seed, style, size, unit):
    f, gradient, x = random_function(seed, style)
    c, u = 10.0**size, 10.0**unit
    check = check_gradient(
        lambda z: c * f(z / u), lambda z: c / u * gradient(z / u), x * u
    )
    assert check.verdict != "differs" and check.explanation is None, str(check)


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.sampled_from(["plain", "scaled", "offset"]))
def test_a_sign_is_never_passed(seed, style):
    f, gradient, x = random_function(seed, style)
    check = check_gradient(f, lambda z: -gradient(z), x)
    assert check.verdict != "agrees", str(check)


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.integers(0, 2**32 - 1))
def test_the_seed_of_the_directions_does_not_matter(seed, rng):
    f, gradient, x = random_function(seed, "plain")
    assert outcome(f, gradient, x) == outcome(f, gradient, x, rng=rng)
    assert str(check_gradient(f, gradient, x)) == str(
        check_gradient(f, gradient, x, rng=rng)
    )
