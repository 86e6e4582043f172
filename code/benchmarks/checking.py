"""How good the checkers are: what they refuse, let pass and explain."""

from collections import Counter
from itertools import islice

import gradients_cases
import numpy as np
from derivations import check_gradient, check_hessian, check_jacobian
from derivations.numerics import directional_derivative, random_directions
from gradients_random import random_function
from peers import failures
from problems import SEED, Flat, coupled, one_wrong

STYLES = ("plain", "scaled", "offset")
SIZES = tuple(10.0**-k for k in range(2, 10))
CHECKS = {
    "gradient": check_gradient,
    "Jacobian": check_jacobian,
    "Hessian": check_hessian,
}


def judge(name, run, f, gradient, x):
    """The checker's word; "open" where it fails with an error of its own."""
    try:
        return run(f, gradient, x)
    except Exception as error:  # an error is no verdict
        failures[name, type(error).__name__] += 1
        return "open"


def alarms(checkers, count, say):
    """Random functions: right gradients refused, and those with a wrong sign passed."""
    found = {
        name: {style: {"right": [], "sign": []} for style in STYLES}
        for name in checkers
    }
    explained = 0
    for number in range(count):
        style = STYLES[number % len(STYLES)]
        f, gradient, x = random_function(SEED + number, style)
        for name, run in checkers.items():
            words = found[name][style]
            words["right"].append(judge(name, run, f, gradient, x))
            words["sign"].append(judge(name, run, f, lambda z, g=gradient: -g(z), x))
        explained += check_gradient(f, gradient, x).explanation is not None
        if number % 250 == 249:
            say(f"random gradients: {number + 1} of {count}")
    return found, explained


def detection(checkers, say):
    """Errors of one entry found, by size, on 17 functions; size 0 is a right one."""
    found = {name: dict.fromkeys((0.0, *SIZES), 0) for name in checkers}
    for number, make in enumerate(gradients_cases.GRADIENTS):
        case = make(np.random.default_rng([SEED, number]))
        shape, x = case.x.shape, case.x.ravel()
        f = Flat(case.f, shape)
        for size in (0.0, *SIZES):
            wrong = Flat(one_wrong(case.right, case.x, size), shape)
            for name, run in checkers.items():
                found[name][size] += judge(name, run, f, wrong, x) == "refused"
    say("detection by size")
    return found


def explanations(seeds, functions, say):
    """Planted mistakes, and how many were given the right explanation."""
    planted, right, missed = 0, 0, []
    for seed in range(SEED, SEED + seeds):
        for case in islice(gradients_cases.cases(seed), functions):
            terms = {name: part(case.x) for name, part in case.parts.items()}
            tried = [(mistake, {}) for mistake in gradients_cases.mistakes(case, seed)]
            tried += [
                (mistake, {"terms": terms})
                for mistake in gradients_cases.mistakes_in_terms(case)
            ]
            for mistake, options in tried:
                check = CHECKS[case.what](
                    case.f, mistake.claim, case.x, sizes=case.sizes, **options
                )
                why = check.explanation
                hit = why is not None and (
                    why.kind in mistake.kinds and mistake.says in why.text
                )
                planted, right = planted + 1, right + hit
                if not hit:
                    missed.append(f"{case.name}: {mistake.name}")
        say(f"explanations: {planted} mistakes")
    return {"planted": planted, "right": right, "missed": missed}


def public_reports(seeds, groups, say):
    """Mistakes of the kinds reported in public: what is said, by group."""
    found = {}
    for number, make in enumerate(groups):
        said, right, example = Counter(), 0, ""
        for seed in range(seeds):
            f, claim, x, (kinds, words) = make(
                np.random.default_rng([SEED, number, seed])
            )
            why = check_gradient(f, claim, x).explanation
            said[why.kind if why else "nothing"] += 1
            hit = why is not None and why.kind in kinds and words in why.text
            right += hit
            example = example or (why.text if hit else "")
        name = make.__name__.replace("_", " ")
        found[name] = {"of": seeds, "right": right, "said": said, "example": example}
    say("kinds of public reports")
    return found


def many_inputs(checkers, n, seeds, say):
    """One wrong entry of many: the smallest error always refused, and calls of f.

    "Always" is over `seeds` functions, for one direction can miss an error by chance.
    The calls are those for an error of 1e-2. A checker that refuses right gradients
    here finds nothing, and None stands for one not meant for so many inputs.
    """
    found = {}
    problems = [coupled(seed, n) for seed in range(seeds)]
    for name, run in checkers.items():
        right = [judge(name, run, f, gradient, x) for f, gradient, x in problems]
        entry = {"right": right, "smallest": None, "calls": None}
        for size in SIZES if set(right) == {"passed"} else ():
            words, calls = [], []
            for f, gradient, x in problems:
                f = Flat(f, x.shape)
                words.append(judge(name, run, f, one_wrong(gradient, x, size), x))
                calls.append(f.calls)
            entry["calls"] = entry["calls"] or int(np.median(calls))
            if set(words) != {"refused"}:
                break
            entry["smallest"] = size
        found[name] = entry
    say(f"{n} inputs")
    return found


def one_of_many(n, seeds):
    """This package with one entry off by 1e-8: calls of f to see it, and to find it."""
    seen, located, calls = [], 0, []
    for seed in range(seeds):
        f, gradient, x = coupled(seed, n)
        wrong = one_wrong(gradient, x, 1e-8)
        place = int(np.flatnonzero(wrong(x) != gradient(x))[0])
        spent = 0
        for v in random_directions(x, 8, rng=seed):
            found = directional_derivative(f, x, v)
            spent += found.evaluations
            if abs(found.value - wrong(x) @ v) > 4 * found.bound:
                break
        seen.append(spent)
        check = check_gradient(f, wrong, x)
        located += check.verdict == "differs" and check.worst[0].index == (place,)
        calls.append(check.evaluations)
    return {
        "seen": int(np.median(seen)),
        "located": located,
        "of": seeds,
        "calls": int(np.median(calls)),
    }
