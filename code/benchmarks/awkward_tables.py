"""The tables of `awkward`: (header, rows) each; the first column is text."""

from awkward import ERRORS

NONE = "–"


def sizes(results):
    """Right gradients refused or left open, and errors of the smallest entry passed."""
    named = {-2.0: "wrong sign", 1e-2: "1e-02", 1e-4: "1e-04"}
    header = ["", "right refused", "right left open"]
    for error in ERRORS:
        header += [f"{named[error]} passed", f"{named[error]} left open"]
    rows = []
    for name, words in results["sizes"].items():
        row = [name, f"{words[0.0]['refused']} of {words[0.0].total():,}"]
        row.append(words[0.0]["open"])
        for error in ERRORS:
            row += [words[error]["passed"], words[error]["open"]]
        rows.append(row)
    return header, rows


def shared_rounding(results):
    """How many errors are above the stated one, and how far at most."""
    points = results["shared rounding"]["points"]
    header = ["", "errors above the stated one", "worst true over stated", "stated"]
    rows = []
    for name, entry in results["shared rounding"]["tools"].items():
        if entry["stated"]:
            share = f"{entry['exceeded']} of {entry['stated']}"
            worst = f"{entry['worst']:.2g}"
            rows.append([name, share, worst, f"{entry['stated']} of {points}"])
    return header, rows


def million(results):
    """Verdicts, time and memory on x @ x of very many inputs."""
    header = ["", "right", "one sign wrong", "seconds", "MB by NumPy and Python"]
    rows = []
    for name, entry in results["million"].items():
        if entry["right"] is None:
            rows.append([name, "not meant for it", NONE, NONE, NONE])
            continue
        figures = [f"{entry['seconds']:.1f}", f"{entry['megabytes']:.0f}"]
        rows.append([name, entry["right"], entry["wrong"], *figures])
    return header, rows


def peers(results):
    """How many mistakes of each kind are refused; none but this package says why."""
    entry = results["peers on reports"]
    names = list(next(iter(entry["refused"].values())))
    rows = [
        [kind, *(refused[name] for name in names)]
        for kind, refused in entry["refused"].items()
    ]
    return [f"refused, of {entry['of']}", *names], rows
