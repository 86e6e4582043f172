"""The results in four sentences, for the top of the page."""

from checking import SIZES, STYLES
from peers import OURS


def headline(results) -> str:
    """What comes first: what this package refuses, and what it lets pass."""
    alarms, sizes = results["alarms"], results["sizes"][OURS]
    refused = sum(alarms[OURS][s]["right"].count("refused") for s in STYLES)
    refused += sizes[0.0]["refused"]
    right = sum(len(alarms[OURS][s]["right"]) for s in STYLES) + sizes[0.0].total()
    passed = sum(alarms[OURS][s]["sign"].count("passed") for s in STYLES)
    passed += sum(counter["passed"] for error, counter in sizes.items() if error)
    wrong = sum(len(alarms[OURS][s]["sign"]) for s in STYLES)
    wrong += sum(counter.total() for error, counter in sizes.items() if error)
    smallest = [s for s in SIZES if results["detection"][OURS][s] == 17]
    least = f"down to {min(smallest):.0e}" if smallest else "of no size"
    return (
        f"Of {right:,} right gradients this checker refuses {refused}, of {wrong:,}"
        f" wrong ones it passes {passed}. An error in one entry is found on all 17"
        f" functions {least}. {_stated(results)} {_best_of_the_others(results)}"
    )


def _stated(results) -> str:
    """How often the bound is too small, all groups together."""
    stated, shared = results["stated"][OURS], results["shared rounding"]["tools"][OURS]
    exceeded = stated["exceeded"] + shared["exceeded"]
    count = stated["stated"] + shared["stated"]
    return f"Of {count:,} stated bounds {exceeded} are too small."


def _best_of_the_others(results) -> str:
    """Errors of 1e-6 that other checkers find, of those that refuse no right one."""
    found = {
        name: entry[SIZES[4]]
        for name, entry in results["detection"].items()
        if name != OURS and entry[0.0] == 0
    }
    if not found:
        return ""
    name = max(found, key=lambda each: found[each])
    return f"Of the others {name} finds the most errors of 1e-6: {found[name]} of 17."
