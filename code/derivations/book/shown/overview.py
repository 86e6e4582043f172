"""Many chains of the same kind, summed up: one table of where each of them ends."""

from .tables import Table, demand_named


def endings(columns: tuple[str, ...], rows: dict) -> Table:
    r"""Show where verified chains end: a row for each case, a column for each question.

    Parameters
    ----------
    columns : tuple of str
        What the case is called, then one question for each entry (Markdown).
    rows : dict
        From a case (Markdown) to its entries: a `Derivation`, of which the last line is
        shown, or a text (Markdown).

    Raises
    ------
    AssertionError
        A line of a chain does not hold; names the chain.

    Examples
    --------
    >>> from derivations.steps import D, Derivation
    >>> from sympy import Symbol
    >>> x = Symbol("x", real=True)
    >>> chain = Derivation(D(x**2, x)).step(2 * x, "power rule")
    >>> endings(("function", "slope"), {"square": (chain,)})
    function  slope
    square    $\displaystyle 2 x$
    """
    demand_named(rows, "rows", "{case: (chain or text, ...)}")
    if len(columns) < 2:
        raise ValueError(f"columns: a case and a question are expected, got {columns}")
    header, *questions = columns
    shown, data = [], []
    for case, entries in rows.items():
        if len(entries) != len(questions):
            raise ValueError(
                f"{case}: {len(entries)} entries for the columns {questions}"
            )
        cells = [_ending(case, entry) for entry in entries]
        shown.append((case, *cells))
        data.append({"case": case, **dict(zip(questions, cells, strict=True))})
    everywhere = tuple(range(len(columns)))
    return Table("values", (header, *questions), shown, {"endings": data}, everywhere)


def _ending(case: str, entry) -> str:
    if isinstance(entry, str):
        return entry
    from derivations.steps.typesetting.latex import latex

    report = entry.check()
    if not report:
        raise AssertionError(f"{case}: a line of the chain does not hold\n{report}")
    return rf"$\displaystyle {latex(entry.last)}$"
