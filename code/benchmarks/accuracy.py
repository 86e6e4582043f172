"""How good the derivatives are: digits, evaluations, stated errors, time, a Hessian."""

import time

import numpy as np
from peers import failures
from problems import SEED, Flat, difficult, logistic, rosenbrock, smooth
from random_functions import random_function


def apply(name, run, f, x, outputs):
    """(value, stated error) of shape (outputs, n); NaN where the package fails."""
    shape = (outputs, x.size)
    try:
        value, stated = run(f, x)
        value = np.reshape(value, shape)
        stated = None if stated is None else np.reshape(stated, shape)
    except Exception as error:  # whatever a package raises, it has no answer
        failures[name, type(error).__name__] += 1
        return np.full(shape, np.nan), np.full(shape, np.inf)
    return value, stated


def digits(tools, say):
    """Digits on smooth and difficult functions; evaluations per input from 20 on."""
    found = {name: {"digits": [], "below 3": [], "evaluations": []} for name in tools}
    for case in smooth() + difficult():
        x, exact = case.x.ravel(), case.exact.reshape(-1, case.x.size)
        for name, run in tools.items():
            f = Flat(case.f, case.x.shape)
            value, _ = apply(name, run, f, x, len(exact))
            right = case.digits(value.reshape(case.exact.shape))
            right = max(right, 0.0) if np.isfinite(right) else 0.0
            if case.kind == "smooth":
                found[name]["digits"].append(right)
                if x.size >= 20:
                    found[name]["evaluations"].append((f.calls, x.size))
            if right < 3:
                found[name]["below 3"].append(case.name)
    say("accuracy on 40 functions")
    return found


def stated_errors(tools, count, say):
    """True beside stated error on random functions with gradients known exactly."""
    rng = np.random.default_rng([SEED, 1])
    names = ("stated", "exceeded", "components", "ratios", "beyond ten")
    found = {name: dict.fromkeys(names, 0) | {"ratios": []} for name in tools}
    for number in range(count):
        f = random_function(rng, ("plain", "scaled", "offset")[number % 3])
        moving = np.array([g != 0 for g in f.exact])
        for name, run in tools.items():
            value, stated = apply(name, run, f, f.x, 1)
            if stated is None:
                continue
            value, stated = value[0], stated[0]
            known = np.isfinite(value) & np.isfinite(stated)
            error = f.error(np.where(known, value, 0.0))
            entry = found[name]
            entry["components"] += f.x.size
            entry["stated"] += int(known.sum())
            entry["exceeded"] += int(np.sum(known & (error > stated)))
            entry["beyond ten"] += int(np.sum(known & (error > 10 * stated)))
            use = known & moving & (error > 0)
            entry["ratios"].extend(stated[use] / error[use])
        if number % 500 == 499:
            say(f"stated errors: {number + 1} of {count} functions")
    return found


def ratio(run, base, repeats):
    """Median time of run as a ratio to that of base, measured in turn."""

    def seconds(action):
        start = time.process_time()
        action()
        return time.process_time() - start

    base(), run()
    ratios, before = [], seconds(base)
    for _ in range(repeats):
        own, after = seconds(run), seconds(base)
        ratios.append(own / max((before + after) / 2, 1e-9))
        before = after
    return float(np.median(ratios))


def times(tools, base, inputs, repeats, say):
    """Ratios to SciPy's 3-point rule: a function with data, and a cheap one."""
    found = {name: {} for name in tools}
    f, _, _, x = logistic(2, 5 * inputs, inputs)
    cheap, point = rosenbrock(inputs)
    for label, g, z in (("time", f, x), ("time, cheap", cheap, point)):
        for name, run in tools.items():
            found[name][label] = ratio(
                lambda name=name, run=run, g=g, z=z: apply(name, run, g, z, 1),
                lambda g=g, z=z: base(g, z),
                repeats,
            )
            say(f"{label}: {name}")
    return found


def hessians(tools, n, say):
    """Digits and gradient calls of a Hessian of the logistic cost."""
    found = {}
    _, gradient, hessian, x = logistic(3, 4 * n, n)
    exact = hessian(x)
    for name, run in tools.items():
        g = Flat(gradient, x.shape)
        value, _ = apply(name, run, g, x, n)
        error = np.max(np.abs(value - exact)) / np.max(np.abs(exact))
        right = -np.log10(max(error, 1e-17)) if np.isfinite(error) else 0.0
        found[name] = {"digits": float(right), "calls": g.calls}
    say(f"Hessian {n} x {n}")
    return found
