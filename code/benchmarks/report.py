"""The results as Markdown tables and a picture."""

import platform
from datetime import date

import awkward_tables
import numpy as np
from checking import SIZES, STYLES
from peers import OURS
from targets import rows as target_rows

NONE = "–"
PICTURE = (
    "![Left: how many of 17 planted errors each checker finds, by size. Right: the"
    " correct digits of each package on 20 smooth functions, sorted.](results.png)"
)
MORE_IS_BETTER = ("median digits", "worst digits", "digits of a Hessian")


def table(header, rows) -> str:
    """A Markdown table; the first column is text."""
    lines = ["| " + " | ".join(header) + " |"]
    lines.append("|---|" + "---:|" * (len(header) - 1))
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return "\n".join(lines)


def markdown(results) -> str:
    """Everything measured, for the page."""
    counts = results["counts"]
    parts = [_header(results)]
    parts += ["## Targets", table(*target_rows(results))]
    kinds = list(_FORMATS)
    parts += ["## Derivatives", table(*_derivatives(results, kinds[:6]))]
    parts += [_below(results), "## Stated errors, and time"]
    parts.append(table(*_derivatives(results, kinds[6:])))
    parts += ["## Checkers", table(*_checkers(results))]
    parts += ["## Errors of one entry, by size", table(*_detection(results))]
    parts += [
        PICTURE,
        "## Entries of different size",
        table(*awkward_tables.sizes(results)),
    ]
    parts += ["## Rounding that all neighbors share"]
    parts.append(table(*awkward_tables.shared_rounding(results)))
    parts += [
        f"## {counts['million']:,} inputs",
        table(*awkward_tables.million(results)),
    ]
    parts += [f"## One wrong entry of {counts['many']:,}", table(*_many(results))]
    parts += ["## Explanations", _explanations(results)]
    parts += ["## What is said of mistakes reported in public", table(*_said(results))]
    parts += ["## What others say of them", table(*awkward_tables.peers(results))]
    better = _better(results)
    if better:
        parts += ["## Where another package is better", "\n".join(better)]
    return "\n\n".join(parts) + "\n"


def _header(results) -> str:
    versions = ", ".join(f"{name} {v}" for name, v in results["versions"].items())
    text = (
        f"Measured on {date.today().isoformat()} with Python"
        f" {platform.python_version()}, NumPy {np.__version__}: {versions}."
    )
    if results["missing"]:
        text += f" Not installed, or not asked for: {', '.join(results['missing'])}."
    for (name, error), count in sorted(results["failures"].items()):
        times = "once" if count == 1 else f"{count:,} times"
        text += f" {name} raised {error} {times}."
    return text


def derivative_figures(results) -> dict[str, dict]:
    """The numbers behind the table of derivatives; None where there is none."""
    found = {}
    for name, entry in results["digits"].items():
        stated, times = results["stated"][name], results["times"].get(name, {})
        hessian = results["hessian"][name]
        known = stated["stated"]
        found[name] = {
            "median digits": float(np.median(entry["digits"])),
            "worst digits": float(np.min(entry["digits"])),
            "functions below 3 digits": len(entry["below 3"]),
            "evaluations per input": float(
                np.median([calls / n for calls, n in entry["evaluations"]])
            ),
            "errors above the stated one": stated["exceeded"] / known
            if known
            else None,
            "stated over true error": float(np.median(stated["ratios"]))
            if stated["ratios"]
            else None,
            "nothing stated": 1 - known / stated["components"] if known else None,
            "time": times.get("time"),
            "time, cheap f": times.get("time, cheap"),
            "digits of a Hessian": hessian["digits"],
            "gradient calls for it": hessian["calls"],
        }
    return found


_FORMATS = {
    "median digits": "{:.1f}",
    "worst digits": "{:.1f}",
    "functions below 3 digits": "{}",
    "evaluations per input": "{:.1f}",
    "digits of a Hessian": "{:.1f}",
    "gradient calls for it": "{:,}",
    "errors above the stated one": "{:.2%}",
    "stated over true error": "{:.2g}",
    "nothing stated": "{:.1%}",
    "time": "{:.1f}",
    "time, cheap f": "{:.1f}",
}


def _shown(kind, value) -> str:
    return NONE if value is None else _FORMATS[kind].format(value)


def _derivatives(results, kinds):
    rows = [
        [name, *(_shown(kind, figures[kind]) for kind in kinds)]
        for name, figures in derivative_figures(results).items()
    ]
    return ["", *kinds], rows


def _below(results) -> str:
    lines = ["Below three digits on the 40 functions:", ""]
    for name, entry in results["digits"].items():
        lines.append(f"- {name}: {', '.join(entry['below 3']) or 'none'}")
    return "\n".join(lines)


def _checkers(results):
    header = [""]
    header += [f"right refused, {style}" for style in STYLES]
    header += ["right left open", "wrong sign passed", "wrong sign left open"]
    rows = []
    for name, entry in results["alarms"].items():
        row = [name]
        for style in STYLES:
            words = entry[style]["right"]
            row.append(f"{words.count('refused'):,} of {len(words):,}")
        for kind, word in (("right", "open"), ("sign", "passed"), ("sign", "open")):
            row.append(f"{sum(entry[s][kind].count(word) for s in STYLES):,}")
        rows.append(row)
    return header, rows


def _detection(results):
    header = ["refused, of 17", "right", *(f"{size:.0e}" for size in SIZES)]
    rows = [[name, *entry.values()] for name, entry in results["detection"].items()]
    return header, rows


def _many(results):
    rows = []
    for name, entry in results["many"].items():
        right = entry["right"]
        if None in right:
            told = "not meant for it"
        elif set(right) != {"passed"}:
            told = f"refuses {right.count('refused')} of {len(right)} right ones"
        elif entry["smallest"] is None:
            told = "not even 1e-02"
        else:
            told = f"{entry['smallest']:.0e}"
        rows.append([name, told, entry["calls"] or NONE])
    return ["", "smallest error always refused", "calls of f, error 1e-2"], rows


def _explanations(results) -> str:
    mistakes, total = results["mistakes"], results["counts"]["gradients"]
    text = (
        f"Of {mistakes['planted']:,} planted mistakes this package explains"
        f" {mistakes['right']:,} rightly. Of {total:,} right gradients it gives"
        f" {results['explained']} an explanation. No other package explains."
    )
    if mistakes["missed"]:
        text += f" Not explained rightly: {'; '.join(mistakes['missed'])}."
    return text


def _said(results):
    """By group: how many were rightly named, what kinds were said, and an example."""
    rows = []
    for name, entry in results["reports"].items():
        kinds = ", ".join(f"{kind} {n}" for kind, n in entry["said"].most_common())
        example = entry["example"].replace("|", "\\|") or NONE
        rows.append([name, f"{entry['right']} of {entry['of']}", kinds, example])
    return ["mistake", "named rightly", "kinds", "in words, for example"], rows


def _better(results) -> list[str]:
    """A line for every column in which this package is not the first."""
    figures = derivative_figures(results)
    ours, lines = figures[OURS], []
    for kind in _FORMATS:
        if kind == "stated over true error":
            continue  # below 1 is worse than above: not a race
        sign = -1 if kind in MORE_IS_BETTER else 1
        if ours[kind] is None:
            continue
        ahead = sorted(
            (sign * entry[kind], name)
            for name, entry in figures.items()
            if entry[kind] is not None and sign * entry[kind] < sign * ours[kind]
        )
        if ahead:
            names = ", ".join(f"{n} {_shown(kind, abs(v))}" for v, n in ahead)
            lines.append(f"- {kind}: {names}; here {_shown(kind, ours[kind])}.")
    return lines


def picture(results, path) -> None:
    """Detection by size and digits by function, side by side."""
    import matplotlib.pyplot as plt
    from derivations.book.shown.figures import use_style

    use_style()
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 5.2))
    for number, (name, entry) in enumerate(results["detection"].items()):
        found = [entry[size] for size in SIZES]
        left.plot(SIZES, found, label=name, **_look(name, number))
    left.set(xscale="log", xlabel="relative error of one entry", ylim=(-0.7, 17.7))
    left.set(ylabel="functions of 17 on which it is found")
    left.set_yticks([0, 5, 10, 15, 17])
    left.invert_xaxis()
    for number, (name, entry) in enumerate(results["digits"].items()):
        digits = np.sort(entry["digits"])
        places = np.arange(1, digits.size + 1)
        right.plot(places, digits, label=name, **_look(name, number))
    right.set(xlabel="function, the worst first", ylabel="correct digits")
    right.set_xticks([1, 5, 10, 15, 20])
    for axes in (left, right):
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2)
    figure.savefig(path, dpi=120, metadata={"Software": None})
    plt.close(figure)


def _look(name, number) -> dict:
    """This package in black; beyond six peers colors that the style does not have."""
    look = {"marker": "osD^v<>PX"[number]}
    if name == OURS:
        look |= {"color": "black", "linestyle": "-", "linewidth": 2.5, "zorder": 3}
    if number > 6:
        look |= {"color": ("#882255", "#999933")[number - 7], "linestyle": (0, (3, 1))}
    return look
