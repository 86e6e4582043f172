"""What a chapter calls to show its results; the pages made from them."""

from importlib import import_module

_HOME = {
    "COLORS": "shown.figures",
    "NOISE": "shown.figures",
    "Slip": "shown.answers",
    "other_answers": "shown.answers",
    "agrees": "shown.agreed",
    "box": "shown.boxes",
    "proof": "shown.proofs",
    "mistakes": "shown.records",
    "blind_spots": "shown.records",
    "correction": "shown.records",
    "compare": "shown.comparisons",
    "values": "shown.comparisons",
    "breaks": "shown.comparisons",
    "endings": "shown.overview",
    "prepared": "shown.recorded",
    "three_witnesses": "shown.witnesses",
    "use_style": "shown.figures",
    "show": "shown.figures",
    "plot_steps": "shown.plots",
    "plot_taylor": "shown.plots",
}

__all__ = sorted(_HOME)


# On first use: the site's extensions live here too and need no matplotlib.
def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module 'derivations.book' has no attribute {name!r}")
    return getattr(import_module(f"derivations.book.{_HOME[name]}"), name)


def __dir__():
    return __all__
