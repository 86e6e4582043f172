"""What a numerical derivative hands back: the value and how far it may be off."""

from dataclasses import dataclass

import numpy as np

from derivations.display import Shown

#: What can be said of one component.
#:
#: - ``settled``: the differences converge; the bound is worth its name.
#: - ``one-sided``: f is defined on one side of x only; a derivative from that side.
#: - ``kink``: the slopes from the left and from the right differ; the value is their
#:   mean and the bound reaches both.
#: - ``infinite``: the differences grow without end as the step shrinks.
#: - ``unsettled``: the differences do not agree with each other; the bound is inf.
STATES = ("settled", "one-sided", "kink", "infinite", "unsettled")


@dataclass(frozen=True, repr=False)
class Derivative(Shown):
    """A derivative found from values of f, with a bound on its error.

    Attributes
    ----------
    value
        the derivative; shape of f(x) followed by the shape of x.
    bound
        same shape; covers truncation, rounding and the noise of f.
    state
        same shape; one word of `STATES` for every component.
    noise
        shape of f(x); how far one value of f may be off near x.
    evaluations
        number of calls of f (points, where f takes batches).
    nearby
        same shape as value; what f changes by, per unit, when the input moves
        by about its own size: the size of a slope there. 0 where f does not move
        visibly; None where it was not looked at.
    method
        "ladder" or "complex"; the one that was used in the end.
    notes
        sentences on what was out of the ordinary; empty as a rule.

    `np.asarray(derivative)` is the value.
    """

    value: np.ndarray
    bound: np.ndarray
    state: np.ndarray
    noise: np.ndarray
    evaluations: int
    method: str = "ladder"
    notes: tuple[str, ...] = ()
    nearby: np.ndarray | None = None

    def __array__(self, dtype=None, copy=None):
        return np.array(self.value, dtype=dtype)

    @property
    def digits(self) -> float:
        """Digits that hold: -log10(largest bound / largest value), at most 16."""
        if not (np.all(np.isfinite(self.bound)) and np.all(np.isfinite(self.value))):
            return 0.0
        largest = np.max(np.abs(self.value))
        worst = np.max(self.bound)
        if worst == 0:
            return 16.0
        if largest == 0:
            return 0.0
        return float(np.clip(np.log10(largest) - np.log10(worst), 0.0, 16.0))

    def _rows(self, most: int = 10) -> list[tuple[str, str, str, str]]:
        rows = []
        for index in list(np.ndindex(self.value.shape))[:most]:
            value, bound = float(self.value[index]), float(self.bound[index])
            state = str(self.state[index])
            name = ", ".join(map(str, index)) or "-"
            rows.append(
                (name, _figure(value, bound, state), _power(bound, state), state)
            )
        return rows

    def _summary(self) -> str:
        shape = "x".join(map(str, self.value.shape)) or "scalar"
        return (
            f"numerical derivative ({shape}), {int(self.digits)} digits, "
            f"{self.evaluations} evaluations"
        )

    def __str__(self) -> str:
        lines = [self._summary()]
        lines += [
            f"  [{index}] {value} within {bound}"
            + ("" if s == "settled" else f" ({s})")
            for index, value, bound, s in self._rows()
        ]
        if self.value.size > 10:
            lines.append(f"  and {self.value.size - 10} more")
        return "\n".join(lines + [f"  note: {note}" for note in self.notes])

    def markdown(self) -> str:
        lines = [
            f"{self._summary()}.",
            "",
            "| index | value | bound | state |",
            "|---|---|---|---|",
        ]
        lines += ["| " + " | ".join(row) + " |" for row in self._rows()]
        lines += [""] + [f"{note}" for note in self.notes]
        return "\n".join(lines).rstrip()

    def record(self) -> dict:
        return {
            "kind": "values",
            "shape": list(self.value.shape),
            "digits": int(self.digits),
            "values": [
                dict(zip(("index", "value", "bound", "state"), row, strict=True))
                for row in self._rows()
            ],
            "notes": list(self.notes),
        }


def _figure(value: float, bound: float, state: str) -> str:
    """The digits that are certain, at most eight: the same on every machine."""
    if not np.isfinite(value) or state not in ("settled", "one-sided"):
        return f"{value:.3g}"
    if abs(value) <= bound:
        return "0"
    certain = 8 if bound == 0 else int(np.log10(abs(value) / bound))
    return f"{value:.{min(max(certain, 1), 8)}g}"


def _power(bound: float, state: str) -> str:
    """The next power of ten above, for the same reason."""
    if bound == 0 or not np.isfinite(bound) or state not in ("settled", "one-sided"):
        return f"{bound:.3g}"
    return f"{10.0 ** np.ceil(np.log10(bound)):.0e}"
