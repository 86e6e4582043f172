"""What a check said of a claim, whichever part of the package did the checking."""

from dataclasses import dataclass, replace

import numpy as np

from .formulas import typeset_slip
from .plain_formulas import typeset_plain
from .tables import Table, escape, shown, significant

_WORDS = {"": "different", "unknown": "no known pattern"}
_AS_EXACT = 1e-12  # a pair of values agrees if it does to this part of the larger
_TIED = 1e-6  # entries this close to the worst are as wrong: the first of them is named


@dataclass(frozen=True)
class Evidence:
    """A verdict, and where it is a refusal: of what kind, in words, how far off."""

    verdict: str
    kind: str = ""
    says: str = ""
    error: str = ""  # relative, in the maximum norm, rounded
    typeset: str = ""  # what it says, in Markdown, where formulas are in it

    def markdown(self) -> str:
        """What it says, as a page shows it."""
        return self.typeset or escape(self.says)

    @property
    def accepted(self) -> bool:
        """Whether the claim passed. An inconclusive check has accepted nothing."""
        return self.verdict in ("agrees", "proved")

    @property
    def refused(self) -> bool:
        """Whether the claim was shown to be wrong, or f to be unfit, and in what way.

        A check that is inconclusive because of a kink, say, has caught that mistake;
        one that is inconclusive without naming a cause has caught nothing.
        """
        named = self.verdict == "inconclusive" and self.kind not in ("", "unknown")
        return self.verdict in ("differs", "refuted") or named


def weigh(entry) -> Evidence:
    """Return what `entry` says of a claim.

    `entry` is a `Check` of a gradient, a verdict on a step, a whole `Derivation` or
    its report, a comparison, a pair `(claimed, right)` of numbers or arrays, or the
    bare answer True or False of some weaker check. Anything else is a TypeError.

    >>> weigh(([2.0, -1.0], [1.0, -1.0])).error
    '1.00'
    """
    if isinstance(entry, bool | np.bool_):
        return Evidence("agrees" if entry else "differs", says="")
    if isinstance(entry, tuple) and len(entry) == 2:
        return _weigh_pair(*entry)
    if type(entry).__module__.partition(".")[0] != "derivations":
        raise TypeError(
            "expected a check, a verdict on a step, a derivation or a pair (claimed, "
            f"right), got {type(entry).__name__}: {entry!r}"
        )
    if callable(getattr(entry, "check", None)):  # a Derivation: ask for its report
        entry = entry.check()
    if isinstance(entry, Table) and entry.kind == "comparison":
        return Evidence("agrees")  # it would not exist otherwise
    if hasattr(entry, "first_wrong"):
        return _weigh_report(entry)
    if hasattr(entry, "counterexample"):
        return _weigh_step(entry)
    if isinstance(getattr(entry, "verdict", None), str):
        return _weigh_check(entry)
    raise TypeError(
        "expected a check, a verdict on a step, a derivation or a pair (claimed, "
        f"right), got {type(entry).__name__}: {entry!r}"
    )


def demand_numeric(check) -> None:
    """Raise unless `check` holds numbers against numbers: a `Check`, or a comparison.

    >>> demand_numeric(True)
    Traceback (most recent call last):
    TypeError: check: what check_gradient, check_jacobian, check_hessian or compare \
returns is expected, got bool: True
    """
    numeric = (
        hasattr(check, "evaluations") or getattr(check, "kind", "") == "comparison"
    )
    if not numeric or type(check).__module__.partition(".")[0] != "derivations":
        raise TypeError(
            "check: what check_gradient, check_jacobian, check_hessian or compare "
            f"returns is expected, got {type(check).__name__}: {check!r}"
        )


def relative_error(claimed, right) -> float:
    """Return max |claimed - right| / max |right|; inf where nothing can be compared.

    >>> relative_error([1.0, 2.0], [1.0, 4.0])
    0.5
    """
    claimed, right = _real(claimed), _real(right)
    if claimed.shape != right.shape:
        return float("inf")
    same = (claimed == right) | (np.isnan(claimed) & np.isnan(right))
    if same.all():
        return 0.0
    with np.errstate(invalid="ignore"):
        distance = np.max(np.abs(claimed - right)[~same])
    scale = np.max(np.abs(right), initial=0.0, where=np.isfinite(right))
    if not np.isfinite(distance) or scale == 0:
        return float("inf")
    return float(distance / scale)


def _real(values) -> np.ndarray:
    array = np.asarray(values)
    if array.dtype.kind == "c":
        raise TypeError("complex values cannot be compared; compare both parts")
    return array.astype(float)


def _weigh_pair(claimed, right) -> Evidence:
    if np.shape(claimed) != np.shape(right):
        says = f"shape {np.shape(claimed)} where {np.shape(right)} is right"
        return Evidence("differs", "wrong-shape", says)
    error = relative_error(claimed, right)
    if error <= _AS_EXACT:
        return Evidence("agrees")
    says = _worst_entry(claimed, right)
    return Evidence("differs", "other-value", says, significant(error))


def _worst_entry(claimed, right) -> str:
    claimed, right = _real(claimed), _real(right)
    with np.errstate(invalid="ignore"):
        distance = np.where(claimed == right, 0.0, np.abs(claimed - right))
    distance[np.isnan(distance)] = np.inf
    # Where two entries are equally wrong, rounding must not choose between them.
    among_the_worst = distance >= (1 - _TIED) * distance.max()
    worst = np.unravel_index(among_the_worst.argmax(), distance.shape)
    where = f"entry {tuple(int(i) for i in worst)}: " if worst else ""
    return (
        f"{where}claims {shown(claimed[worst], 4)}, right is {shown(right[worst], 4)}"
    )


def _weigh_check(check) -> Evidence:
    why, error = check.explanation, check.record().get("relative_error") or ""
    if why is None:
        return Evidence(check.verdict, error=error)
    return Evidence(check.verdict, why.kind, why.text, error, typeset_plain(why.text))


def _weigh_step(step) -> Evidence:
    why, example = step.explanation, step.counterexample
    if example is None:
        return Evidence(step.verdict)
    # The left side is the line before, which holds; the right side is what is claimed.
    error = significant(relative_error(_value(example.right), _value(example.left)))
    if example.measure:
        error = ""  # a statement has no right value to be off from
    if why is None:
        says, kind = str(example), "counterexample"
        return Evidence(step.verdict, kind, says, error, typeset_plain(says))
    return Evidence(step.verdict, why.kind, why.text, error, typeset_slip(step))


def _value(number) -> float:
    try:
        return float(number)
    except (TypeError, ValueError):
        return float("nan")


def _weigh_report(report) -> Evidence:
    if report.first_wrong is None:
        return Evidence("proved" if report.verdict == "proved" else "agrees")
    found = _weigh_step(report.wrong)
    where = f"line {report.first_wrong}: "
    return replace(found, says=where + found.says, typeset=f"{where}{found.markdown()}")


def words(kind: str) -> str:
    """Return a kind of refusal as a reader understands it.

    >>> words("missing-coordinates"), words("unknown")
    ('missing coordinates', 'no known pattern')
    """
    return _WORDS.get(kind, kind.replace("-", " "))
