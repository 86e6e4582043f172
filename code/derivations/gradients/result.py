"""The outcome of a check: a verdict, what it rests on, and what is wrong."""

from dataclasses import dataclass

from derivations.display import Shown
from derivations.gradients.hypotheses.explanation import Explanation

from . import report


@dataclass(frozen=True)
class Entry:
    """One entry of a derivative: where, what was claimed, what was found.

    At a kink every number within `slack` of `numeric` lies between the two slopes.
    `name` is what the entry is called where x is more than one array: "params['W'][2]".
    `noise` is the part of the tolerance that is the rounding of the claim's formula.
    """

    index: tuple[int, ...]
    claimed: float
    numeric: float
    tolerance: float
    slack: float = 0.0
    name: str = ""
    noise: float = 0.0


@dataclass(frozen=True, repr=False)
class Check(Shown):
    """The outcome of a check; true in a condition if the claim agrees.

    Attributes
    ----------
    verdict
        "agrees", "differs" or "inconclusive".
    digits
        the number of digits to which the claim was tested.
    resolution
        the smallest relative error that would have been seen.
    worst
        up to eight entries, the worst first (none if only directions agree).
    explanation
        what is wrong, or special; None if there is nothing to say.
    evaluations
        calls of f.
    shape
        shape of the derivative, that of f(x) followed by that of x.
    relative_error
        largest difference / largest entry; inf if not comparable.
    reason
        for "inconclusive", what stands in the way; "" otherwise.
    asked
        the resolution that was asked for.
    wrong
        how many entries are known to be wrong.
    notes
        further remarks, each a sentence.
    what
        "gradient", "Jacobian" or "Hessian".
    directions
        how many random directions stood in for the entries (0: none).
    sampled
        how many entries, drawn at random, were then looked at as examples.
    visible
        for each entry of `worst`, the error that was asked to be visible.
    """

    verdict: str
    digits: int
    resolution: float
    worst: tuple[Entry, ...]
    explanation: Explanation | None
    evaluations: int
    shape: tuple[int, ...]
    relative_error: float
    reason: str = ""
    asked: float = 1e-6
    wrong: int = 0
    notes: tuple[str, ...] = ()
    what: str = "gradient"
    directions: int = 0
    sampled: int = 0
    visible: tuple[float, ...] = ()

    def __bool__(self) -> bool:
        return self.verdict == "agrees"

    def __str__(self) -> str:
        return report.text(self)

    def markdown(self) -> str:
        """The report for a page."""
        return report.markdown(self)

    def record(self) -> dict:
        """The report for machines, rounded so that it is the same on all of them."""
        return report.record(self)
