"""What a chapter calls to show its results; the pages made from them."""

from importlib import import_module

_HOME = {
    "mistakes": "records",
    "blind_spots": "records",
    "correction": "records",
    "compare": "comparisons",
    "values": "comparisons",
    "breaks": "comparisons",
    "endings": "overview",
    "three_witnesses": "witnesses",
    "use_style": "figures",
    "show": "figures",
    "plot_steps": "plots",
    "plot_taylor": "plots",
}

__all__ = sorted(_HOME)


# On first use: the site's extensions live here too and need no matplotlib.
def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module 'derivations.book' has no attribute {name!r}")
    return getattr(import_module(f"derivations.book.{_HOME[name]}"), name)


def __dir__():
    return __all__
