"""Figures: one style, and a text of each that a reviewer can read in a diff."""

import base64
import io
from dataclasses import dataclass
from typing import Any, cast

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from matplotlib.figure import Figure

from derivations.display import RECORD, Shown

from .noise import KEY, noisy_squares
from .tables import rounded

# Told apart with every common kind of color vision (after Okabe and Ito), the lighter
# ones darkened until a thin line stands out from white.
COLORS = {
    "blue": "#0072B2",
    "orange": "#D55E00",
    "green": "#009E73",
    "purple": "#C46A9A",
    "ochre": "#B37A00",
    "gray": "#777777",
    "black": "#000000",
}
# Inches. A page's column shows it at 1.6 times this size, a phone at 0.9 times.
WIDTH, HEIGHT = 5.0, 3.2

LEAST_DOTS = 300  # of a picture that can be read, in width and height

EDGE = 1e-9  # of an axis: a tick so near to its end stands on it
NOISE = "rounding noise"  # gid of a line whose values differ between machines

_STYLE = {
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.prop_cycle": cycler(
        color=[c for name, c in COLORS.items() if name != "black"],
        linestyle=["-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 1))],
    ),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": "medium",
    "figure.constrained_layout.use": True,
    "figure.dpi": 180,
    "figure.facecolor": "white",  # opaque, so that it can be read in dark mode
    "figure.figsize": (WIDTH, HEIGHT),
    "font.size": 10,
    "grid.alpha": 0.3,
    "legend.frameon": False,
    "legend.fontsize": "small",
    "lines.linewidth": 1.6,
    "lines.markersize": 4,
    "mathtext.fontset": "cm",
    "savefig.dpi": 180,
    "savefig.facecolor": "white",
}


def use_style() -> None:
    """Let all figures that follow have the style of the book."""
    mpl.rcParams.update(cast(Any, _STYLE))


@dataclass(frozen=True, repr=False)
class Picture(Shown):
    """A figure as a cell shows it: the picture, and its summary for tests and diffs."""

    png: bytes
    axes: list[dict]
    around: str = ""  # what is written outside of the axes

    def record(self) -> dict:
        """Return the record of the figure."""
        around = {"around": self.around} if self.around else {}
        return {"kind": "figure", "axes": self.axes, **around}

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, Any]:
        picture = base64.b64encode(self.png).decode("ascii")
        return {"text/plain": str(self), "image/png": picture, RECORD: self.record()}

    def __str__(self) -> str:
        lines = []
        for number, part in enumerate(self.axes, start=1):
            title = f" {part['title']!r}" if part["title"] else ""
            lines.append(f"axes {number}{title}: {part['y']} against {part['x']}")
            lines += [f"  {_line_text(line)}" for line in part["lines"]]
            lines += [f"  {count} {kind}" for kind, count in part["others"].items()]
        return "\n".join(lines)


def show(figure: Figure) -> Picture:
    """Show a figure and close it; its text says what is drawn, in rounded figures.

    End a cell with it. The picture then has a summary that a reviewer can read in a
    diff and that tests compare: the axes, and every line with its ranges. A line whose
    values are rounding errors differs between machines: draw it with `gid=NOISE`. Only
    the number of its points is listed then, and the tests do not compare the squares of
    the picture that it touches.

    >>> import matplotlib.pyplot as plt
    >>> figure, axes = plt.subplots()
    >>> _ = axes.plot([0, 1], [-1e-17, 2.00000001], label="loss")
    >>> _ = axes.set(xlabel="z", ylabel="J")
    >>> show(figure)
    axes 1: J against z
      loss: 2 points, z from 0 to 1, J from 0 to 2
    """
    if not isinstance(figure, Figure):
        raise TypeError(f"figure: a matplotlib Figure is expected, got {figure!r}")
    if not any(map(_drawn, figure.axes)):
        raise ValueError("figure: nothing is drawn in it")
    if getattr(figure, "number", None) not in plt.get_fignums():
        raise ValueError(
            "figure: it is closed; show it once, in the cell that draws it"
        )
    dots = figure.get_size_inches() * _savefig_dpi(figure)
    if dots.min() < LEAST_DOTS:
        raise ValueError(
            f"figure: {dots[0]:.0f} x {dots[1]:.0f} dots cannot be read, at least "
            f"{LEAST_DOTS} are expected"
        )
    picture = _png(figure)
    axes = [_axes(axes) for axes in figure.axes]
    noisy = [line for part in figure.axes for line in part.lines if _is_noise(line)]
    if noisy:
        named = noisy_squares(figure, noisy, picture)
        for line in noisy:
            line.set_visible(True)
        picture = _png(figure, **{KEY: named})
    plt.close(figure)
    return Picture(picture, axes, _around(figure))


def _png(figure: Figure, **texts: str) -> bytes:
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", metadata={"Software": None, **texts})
    return drawn.getvalue()


def _savefig_dpi(figure: Figure) -> float:
    """How many dots an inch has in the picture."""
    dpi = mpl.rcParams["savefig.dpi"]
    return figure.dpi if dpi == "figure" else float(dpi)


def _drawn(axes) -> bool:
    """Whether anything can be seen in axes."""
    lines = any(np.isfinite(line.get_xydata()).all(axis=1).any() for line in axes.lines)
    others = (axes.collections, axes.patches, axes.images, axes.texts)
    return lines or any(map(len, others))


def _axes(axes) -> dict:
    names = {"x": axes.get_xlabel() or "x", "y": axes.get_ylabel() or "y"}
    others = {
        "filled regions, point clouds or contours": len(axes.collections),
        "bars or shapes": len(axes.patches),
        "images": len(axes.images),
        "texts": len(axes.texts),
    }
    shown = {
        "title": axes.get_title(),
        **names,
        "scales": [axes.get_xscale(), axes.get_yscale()],
        "lines": [_line(line, names) for line in axes.lines],
        "others": {kind: count for kind, count in others.items() if count},
    }
    return {**shown, "words": _words(axes)}


def _words(axes) -> dict:
    """What is written in axes: on the ticks, in the legend and beside the curves.

    Where noise sets the limits, it chooses the ticks as well: they are left out.
    """
    noisy = any(map(_is_noise, axes.lines))
    legend = axes.get_legend()
    written = {
        "x ticks": _ticks(axes.xaxis),
        "y ticks": [] if noisy and axes.get_autoscaley_on() else _ticks(axes.yaxis),
        "legend": [text.get_text() for text in legend.get_texts()] if legend else [],
        "texts": [text.get_text() for text in axes.texts],
    }
    return {where: "; ".join(texts) for where, texts in written.items() if any(texts)}


def _ticks(axis) -> list[str]:
    """The labels of the ticks that lie within the axes, or on their edge.

    There it is rounding, another one on another processor, that puts a tick in or out.
    """
    ticks = [tick for tick in axis.get_major_ticks() if tick.label1.get_visible()]
    places = [*axis.get_view_interval(), *(tick.get_loc() for tick in ticks)]
    ends, found = np.split(axis.get_transform().transform(places), [2])
    edge = EDGE * abs(ends[1] - ends[0])
    inside = (min(ends) - edge <= found) & (found <= max(ends) + edge)
    labels = (tick.label1.get_text() for tick in ticks)
    return [label for label, is_inside in zip(labels, inside, strict=True) if is_inside]


def _around(figure: Figure) -> str:
    """What is written in a figure outside of its axes."""
    legends = (text for legend in figure.legends for text in legend.get_texts())
    return "; ".join(text.get_text() for text in (*figure.texts, *legends))


def _is_noise(line) -> bool:
    return line.get_gid() == NOISE


def _line(line, names: dict) -> dict:
    label = line.get_label()
    x, y = (np.asarray(data, dtype=float) for data in line.get_data(orig=False))
    shown = {
        "label": "unnamed" if label.startswith("_") else label,
        "points": len(x),
        "names": [names["x"], names["y"]],
    }
    if not _is_noise(line):
        shown["ranges"] = [_range(x), _range(y)]
    return shown


def _range(data: np.ndarray) -> list:
    finite = data[np.isfinite(data)]
    return rounded([finite.min(), finite.max()], digits=3) if finite.size else []


def _line_text(line: dict) -> str:
    text = f"{line['label']}: {line['points']} points"
    if "ranges" not in line:
        return f"{text}, {NOISE}"
    for name, ends in zip(line["names"], line["ranges"], strict=True):
        text += f", {name} from {ends[0]:g} to {ends[1]:g}" if ends else f", no {name}"
    return text
