"""What an explanation is, and the names of its kinds."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

#: Every kind of explanation. The first five are about f or the claim as programs, the
#: sixth about the point; all others say how the claim differs from the derivative.
#: "chain-factor": the derivative by a function of x, or of a function of f, was taken;
#: "triangle": one triangle of a symmetric matrix stands for both, or for itself alone.
KINDS = (
    "mutates-argument",
    "not-deterministic",
    "single-precision",
    "non-finite",
    "wrong-shape",
    "kink",
    "transposed",
    "reshaped",
    "sign",
    "scaled",
    "chain-factor",
    "triangle",
    "missing-coordinates",
    "term",
    "shifted",
    "permuted",
    "few-entries",
    "not-a-gradient",
    "unknown",
)


@dataclass(frozen=True)
class Explanation:
    """Why a claim and the numbers differ, or cannot be compared.

    Attributes
    ----------
    kind
        one of `KINDS`.
    text
        one sentence or two, for a reader.
    correction
        what to write instead of the claim; "" where nothing can be said.
    runners_up
        further explanations that fit all numbers as well.
    """

    kind: str
    text: str
    correction: str = ""
    runners_up: tuple["Explanation", ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind must be one of {KINDS}, got {self.kind!r}")

    def followed_by(self, others: Iterable["Explanation"]) -> "Explanation":
        """The same explanation with its runners-up, one of each wording."""
        kept = {self.text: self}
        for other in others:
            kept.setdefault(other.text, other)
        return replace(self, runners_up=tuple(kept.values())[1:])

    def record(self) -> dict:
        """Plain values for machines."""
        return {
            "kind": self.kind,
            "text": self.text,
            "correction": self.correction,
            "runners_up": [other.text for other in self.runners_up],
        }
