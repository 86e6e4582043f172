"""Entries of different size, rounding that all neighbors share, a million inputs."""

import time
import tracemalloc
from collections import Counter

import mpmath as mp
import numpy as np
from accuracy import apply
from checking import judge
from gradients_random import random_function
from gradients_rounding import PLATEAUS, POLES, slope
from problems import SEED, Flat

STYLES = ("tiny entries", "mixed sizes")

#: Errors of the smallest entry: its sign, and relative ones.
ERRORS = (-2.0, 1e-2, 1e-4)


def sizes(checkers, count, say):
    """Words on right gradients, and on those wrong in the smallest entry of x."""
    found = {name: {error: Counter() for error in (0.0, *ERRORS)} for name in checkers}
    for number in range(count):
        f, gradient, x = random_function(SEED + number, STYLES[number % len(STYLES)])
        at = np.argmin(np.where(gradient(x) == 0, np.inf, np.abs(x)))
        for error in (0.0, *ERRORS):
            factor = np.ones(x.size)
            factor[at] += error
            claim = _times(gradient, factor)
            for name, run in checkers.items():
                found[name][error][judge(name, run, f, claim, x)] += 1
    say("entries of different size")
    return found


def _times(gradient, factor):
    return lambda z: gradient(z) * factor


def shared_rounding(tools, say, every=1):
    """True beside stated error near poles, and where a part of f stands still.

    Of the points each, or every so many.
    """
    near = [(name, 1 - d) for name in POLES for d in 10.0 ** -np.arange(2, 10.5, 0.5)]
    small = [
        (name, 1.37 * 10.0**-k) for name in PLATEAUS for k in np.arange(3, 13, 0.5)
    ]
    found = {name: {"stated": 0, "exceeded": 0, "worst": 0.0} for name in tools}
    points = (near + small)[::every]
    for kind, x in points:
        f, exact = (POLES | PLATEAUS)[kind]
        right = slope(exact, x)
        for name, run in tools.items():
            value, stated = apply(
                name, run, lambda z, f=f: float(f(z[0])), np.array([x]), 1
            )
            if stated is None or not np.isfinite(value[0, 0] + stated[0, 0]):
                continue
            error, entry = abs(float(mp.mpf(value[0, 0]) - right)), found[name]
            entry["stated"] += 1
            entry["exceeded"] += error > stated[0, 0]
            entry["worst"] = max(entry["worst"], error / max(stated[0, 0], 1e-300))
    say("shared rounding")
    return {"points": len(points), "tools": found}


def million(checkers, n, say):
    """x @ x of very many inputs: what is said, in what time; memory for a right one."""
    x, found = np.random.default_rng(SEED).normal(size=n), {}
    signs = np.where(np.arange(n) == n // 3, -1.0, 1.0)
    for name, run in checkers.items():
        start = time.process_time()
        right = judge(name, run, lambda z: float(z @ z), lambda z: 2 * z, x)
        seconds = time.process_time() - start
        wrong = judge(name, run, lambda z: float(z @ z), lambda z: 2 * z * signs, x)
        tracemalloc.start()
        judge(name, run, lambda z: float(z @ z), lambda z: 2 * z, x)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        found[name] = {"right": right, "wrong": wrong, "seconds": seconds}
        found[name]["megabytes"] = peak / 1e6
        say(f"{n:,} inputs: {name}")
    return found


def peers_on_reports(checkers, seeds, groups, say):
    """How many mistakes of each kind reported in public each checker refuses."""
    found = {}
    for number, make in enumerate(groups):
        words = {name: 0 for name in checkers}
        for seed in range(seeds):
            f, claim, x, _ = make(np.random.default_rng([SEED, number, seed]))
            shape, z = np.shape(x), np.ravel(np.asarray(x, dtype=float))
            flat, wrong = Flat(f, shape), _times(Flat(claim, shape), np.ones(z.size))
            for name, run in checkers.items():
                words[name] += judge(name, run, flat, wrong, z) == "refused"
        found[make.__name__.replace("_", " ")] = words
    say("public reports: the peers")
    return {"of": seeds, "refused": found}
