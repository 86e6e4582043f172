"""What this package set out to reach, and whether it does."""

import numpy as np
from awkward import ERRORS
from checking import SIZES, STYLES
from peers import OURS


def rows(results):
    """(header, rows) of the table of targets."""
    header = ["", "target", "reached", "met"]
    found = [
        [what, target, reached, {True: "yes", False: "**no**", None: "–"}[met]]
        for what, target, reached, met in _targets(results)
    ]
    return header, found


def _targets(results):
    counts, entry = results["counts"], results["digits"][OURS]
    alarms = results["alarms"][OURS]
    refused = sum(alarms[style]["right"].count("refused") for style in STYLES)
    total = sum(len(alarms[style]["right"]) for style in STYLES)
    yield "right gradients refused", "0", f"{refused} of {total:,}", refused == 0

    words = results["sizes"][OURS]
    yield (
        "right ones refused at entries of different size",
        "0",
        f"{words[0.0]['refused']} of {words[0.0].total():,}",
        words[0.0]["refused"] == 0,
    )
    passed = sum(words[error]["passed"] for error in ERRORS)
    tried = sum(words[error].total() for error in ERRORS)
    yield (
        "wrong ones passed there",
        "0",
        f"{passed} of {tried:,}",
        passed == 0,
    )
    shared = results["shared rounding"]["tools"][OURS]
    yield (
        "errors above the bound near poles and on plateaus",
        "0",
        f"{shared['exceeded']} of {shared['stated']}",
        shared["exceeded"] == 0,
    )
    stated = results["stated"][OURS]
    yield (
        "components with an error above the bound",
        "0",
        f"{stated['exceeded']} of {stated['stated']:,}",
        stated["exceeded"] == 0,
    )
    ratio = float(np.median(stated["ratios"]))
    yield "median bound over true error", "at most 30", f"{ratio:.0f}", ratio <= 30

    median, worst = np.median(entry["digits"]), np.min(entry["digits"])
    yield (
        "digits on 20 smooth functions, median and worst",
        "13 and 10.5",
        f"{median:.1f} and {worst:.1f}",
        bool(median >= 13 and worst >= 10.5),
    )
    below = len(entry["below 3"])
    yield "functions of 40 below 3 digits", "0", str(below), below == 0
    most = max((calls - 45) / n for calls, n in entry["evaluations"])
    yield (
        "evaluations per input from 20 inputs on, after 45",
        "at most 20",
        f"{most:.1f}",
        most <= 20,
    )
    detection = results["detection"][OURS]
    last = detection[SIZES[-1]]
    yield "errors of 1e-9 in one entry found", "17 of 17", f"{last} of 17", last == 17

    one = results["one of many"]
    yield (
        f"an error of 1e-8 in one of {counts['many']:,} entries is seen",
        "in about 20 evaluations",
        f"in {one['seen']} (median of {one['of']})",
        one["seen"] <= 25,
    )
    yield (
        "and the entry is named",
        "in about 250",
        f"in {one['calls']} (median; {one['located']} of {one['of']} found)",
        one["calls"] <= 300 and one["located"] == one["of"],
    )
    hessian, n = results["hessian"][OURS], counts["hessian"]
    yield (
        f"Hessian {n} x {n} from the gradient",
        "11 digits, 950 calls",
        f"{hessian['digits']:.1f} digits, {hessian['calls']} calls",
        hessian["digits"] >= 11 and hessian["calls"] <= 950,
    )
    mistakes = results["mistakes"]
    share = mistakes["right"] / mistakes["planted"]
    yield "mistakes explained rightly", "99 %", f"{share:.1%}", share >= 0.99
    reports = results["reports"].values()
    named, tried = (sum(entry[key] for entry in reports) for key in ("right", "of"))
    yield (
        "kinds reported in public named rightly",
        "99 %",
        f"{named:,} of {tried:,}",
        named >= 0.99 * tried,
    )
    yield (
        "right gradients given an explanation",
        "0",
        str(results["explained"]),
        results["explained"] == 0,
    )
    yield from _million(results)
    yield from _times(results)


def _million(results):
    entry = results["million"][OURS]
    found = f"{entry['right']} in {entry['seconds']:.1f} s, {entry['megabytes']:.0f} MB"
    yield (
        f"x @ x of {results['counts']['million']:,} inputs",
        "passed in 3 s, 200 MB",
        found,
        entry["right"] == "passed"
        and entry["seconds"] <= 3
        and entry["megabytes"] <= 200,
    )


def _times(results):
    times = results["times"]
    if OURS not in times:
        yield (
            "time over that of SciPy's 3-point rule",
            "at most 13",
            "not measured",
            None,
        )
        return
    slowest = max(times[OURS].values())
    yield (
        f"time over SciPy's 3-point rule, {results['counts']['inputs']} inputs",
        "at most 13",
        f"{slowest:.1f}",
        slowest <= 13,
    )
    if "numdifftools" in times:
        other = times["numdifftools"]
        faster = all(times[OURS][kind] < other[kind] for kind in other)
        yield (
            "faster than numdifftools",
            "yes",
            ", ".join(f"{times[OURS][k]:.1f} against {other[k]:.1f}" for k in other),
            faster,
        )
