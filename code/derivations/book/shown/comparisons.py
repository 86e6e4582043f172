"""Figures beside independent references, and figures for the record.

What is printed is what was demanded, never the rounding error of one machine.
"""

from decimal import Decimal

import numpy as np

from .evidence import relative_error
from .tables import (
    Table,
    demand_named,
    demand_words,
    rounded,
    shape_text,
    shown,
    significant,
)

#: Significant digits that numbers of 53 bits have in common at most.
MOST_DIGITS = 15


def compare(entries: dict, *, digits: int = 12, each: bool = False) -> Table:
    """Show that results agree with references that were computed another way.

    Agreement to d digits means `max |ours - reference| <= 10**-d max |reference|`.
    Infinite entries must be the same.

    Parameters
    ----------
    entries : dict
        From a quantity to `(ours, reference, name of the reference)`, both names
        Markdown, or, with digits of its own, `(ours, reference, name, digits)`.
    digits : int, optional
        Significant digits that must agree.
    each : bool, optional
        Every entry must agree so on its own.

    Raises
    ------
    AssertionError
        The digits are not met; with the worst entry.

    Examples
    --------
    >>> compare({"mean": (np.mean([1.0, 2.0]), 1.5, "by hand")})
    quantity  shape   reference  agrees to at least
    mean      number  by hand    12 digits
    """
    demand_named(
        entries, "entries", "{quantity: (ours, reference, name of the reference)}"
    )
    rows, data = [], []
    for quantity, entry in entries.items():
        ours, reference, name, wanted = _entry(quantity, entry, digits)
        _demand_agreement(quantity, ours, reference, name, wanted, each)
        shape = shape_text(reference.shape)
        rows.append((quantity, shape, name, f"{wanted} digits"))
        data.append(
            {
                "quantity": quantity,
                "shape": list(reference.shape),
                "reference": name,
                "digits": wanted,
                "verdict": "agrees",
            }
        )
    header = ("quantity", "shape", "reference", "agrees to at least")
    return Table("comparison", header, rows, {"rows": data}, authored=(0, 2))


def values(
    entries: dict, *, digits: int = 6, quoted: dict | None = None, source: str = ""
) -> Table:
    """Show computed figures, rounded, and where somebody quotes them, compared.

    Parameters
    ----------
    entries : dict
        From a name (Markdown) to a number or a small array.
    digits : int, optional
        Significant digits shown.
    quoted : dict, optional
        From some of the names to the figures that `source` states, as text ("0.0595")
        or numbers: they are compared to the last digit they are quoted to.
    source : str, optional
        Who states them.

    Raises
    ------
    AssertionError
        A quoted figure is not the computed one, rounded.

    Examples
    --------
    >>> values({"$J$": 0.05949273}, quoted={"$J$": "0.0595"}, source="the article")
    figure  value      the article
    $J$     0.0594927  0.0595
    """
    demand_named(entries, "entries", "{name: figure}")
    if quoted is not None:
        demand_named(quoted, "quoted", "{name: figure that the source states}")
    elif source:
        raise ValueError(f"source: nothing is quoted of {source!r}")
    quoted = quoted or {}
    unknown = set(quoted) - set(entries)
    if unknown:
        raise ValueError(f"quoted, but not among the figures: {sorted(unknown)}")
    for name, claim in quoted.items():
        _demand_quoted(name, np.asarray(entries[name]), claim)
    rows = [
        (name, shown(value, digits), *_quote(name, quoted))
        for name, value in entries.items()
    ]
    header = ("figure", "value", *([source or "quoted"] if quoted else []))
    data = {
        "values": {name: rounded(value, digits) for name, value in entries.items()},
        **({"quoted": {k: _plain(v) for k, v in quoted.items()}} if quoted else {}),
        **({"source": source} if source else {}),
    }
    return Table("values", header, rows, data)


def breaks(
    entries: dict,
    *,
    naive: str = "naive form",
    stable: str = "stable form",
    reference: str = "50 digits",
    digits: int = 12,
) -> Table:
    """Show inputs at which a formula, right on paper, breaks as a program.

    Parameters
    ----------
    entries : dict
        From an input (Markdown) to `(naive value, stable value, reference)`; the
        reference was computed with more digits, by mpmath for example.
    naive, stable, reference : str, optional
        What the columns are called.
    digits : int, optional
        What the stable form must reach, and the naive one must not.

    Raises
    ------
    AssertionError
        The stable form misses the digits, or the naive form reaches them: then it is
        not broken.

    Examples
    --------
    >>> breaks({"$z=800$": (np.inf, 800.0, 800.0)})
    input    naive form  stable form  50 digits
    $z=800$  inf         800          800
    """
    demand_named(entries, "entries", "{input: (naive, stable, reference)}")
    rows, data = [], []
    for where, (broken, sound, exact) in entries.items():
        exact = np.asarray(float(exact))
        _demand_agreement(where, np.asarray(sound), exact, reference, digits, False)
        if relative_error(broken, exact) <= 10.0**-digits:
            raise AssertionError(
                f"at {where} the {naive} does not break: it gives {float(broken)!r}, "
                f"right to {digits} digits"
            )
        row = (_broken(float(broken), float(exact)), shown(sound, digits))
        rows.append((where, *row, shown(exact, digits)))
        data.append({"input": where, "naive": row[0], "stable": row[1]})
    header = ("input", naive, stable, reference)
    return Table("values", header, rows, {"breaks": data})


def _entry(quantity, entry, digits):
    if not isinstance(entry, tuple) or len(entry) not in (3, 4):
        raise TypeError(
            f"{quantity!r} must be (ours, reference, name of the reference[, digits]), "
            f"got {entry!r}"
        )
    ours, reference, name, *own = entry
    demand_words(name, f"{quantity!r}, name of the reference")
    (wanted,) = own or [digits]
    if wanted not in range(1, MOST_DIGITS + 1):
        raise ValueError(
            f"{quantity!r}: digits must be 1 to {MOST_DIGITS}, what float64 carries, "
            f"got {wanted!r}"
        )
    if _one_object(ours, reference):
        raise ValueError(f"{quantity!r}: a value is compared with itself")
    if np.size(ours) == 0:
        raise ValueError(f"{quantity!r}: an empty array holds nothing to compare")
    return np.asarray(ours), np.asarray(reference), name, wanted


def _one_object(ours, reference) -> bool:
    """Whether two values are one object, or views of one array.

    Of a whole number and of a truth value Python keeps one object for all.
    """
    arrays = isinstance(ours, np.ndarray) and isinstance(reference, np.ndarray)
    if arrays and np.shares_memory(ours, reference):
        return True
    return ours is reference and not isinstance(ours, int)


def _demand_agreement(quantity, ours, reference, name, digits, each) -> None:
    if ours.shape != reference.shape:
        raise AssertionError(
            f"{quantity}: ours has shape {ours.shape}, {name} {reference.shape}"
        )
    if np.isnan(ours.astype(complex)).any():
        raise AssertionError(f"{quantity}: ours holds nan")
    pairs = zip(ours.flat, reference.flat, strict=True) if each else [(ours, reference)]
    error = max(relative_error(*pair) for pair in pairs)
    if error > 10.0**-digits:
        raise AssertionError(
            f"{quantity}: ours and {name} agree only to a relative error of "
            f"{significant(error)}, demanded were {digits} digits\n"
            f"ours {ours}\n{name} {reference}"
        )


def _demand_quoted(name, value, claim) -> None:
    claims = np.asarray(claim, dtype=object)
    if claims.shape != value.shape:
        raise AssertionError(
            f"{name}: computed shape {value.shape}, quoted shape {claims.shape}"
        )
    for computed, figure in zip(value.flat, claims.flat, strict=True):
        exact = Decimal(str(figure))
        place = Decimal(1).scaleb(int(exact.as_tuple().exponent))
        # Half a unit of the last quoted digit: the figure is the rounded value.
        if abs(Decimal(repr(float(computed))) - exact) > place * Decimal("0.5000001"):
            raise AssertionError(
                f"{name}: computed {float(computed)!r}, quoted {figure}"
            )


def _quote(name, quoted) -> list[str]:
    if not quoted:
        return []
    return [_text(quoted[name])] if name in quoted else ["-"]


def _text(claim) -> str:
    if isinstance(claim, list | tuple | np.ndarray):
        return f"({', '.join(_text(entry) for entry in claim)})"
    return str(claim)


def _plain(claim):
    if isinstance(claim, list | tuple | np.ndarray):
        return [_plain(entry) for entry in claim]
    return str(claim)


def _broken(broken: float, exact: float) -> str:
    """The value as far as every machine gives the same, and how much of it is right.

    The digits that are right are those of the reference.

    >>> _broken(2.2201e-31, 2.4035e-31), _broken(53.470276762, 53.470276763)
    ('2.2e-31, right to 1 digit', '53.47027676, right to 10 digits')
    """
    if not np.isfinite(broken) or broken == 0:
        return shown(broken)
    right = -np.log10(max(relative_error(broken, exact), 1e-300))
    if right < 1:
        return f"{significant(broken, 2)}, no digit right"
    if int(right) == 1:
        return f"{significant(broken, 2)}, right to 1 digit"
    return f"{significant(exact, int(right))}, right to {int(right)} digits"
