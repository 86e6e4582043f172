"""The packages compared: which are installed, and in which version.

Each is called as its own documentation calls it, at defaults. All take flat points, x
of shape (n,), and functions that return a number or an array of shape (m,).
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

OURS = "derivations"

#: How often a tool raised an error of its own: (name, error) -> count. Shown with the
#: results, so that a tool called wrongly cannot pass for a bad one.
failures: Counter = Counter()


@dataclass(frozen=True)
class Tool:
    """A way to differentiate, or to check; `load` imports its package."""

    name: str
    package: str
    load: Callable


#: All that are compared, this package first.
PACKAGES = (
    OURS,
    "scipy",
    "numdifftools",
    "statsmodels",
    "fdm",
    "jacobi",
    "derivcheck",
    "jax",
    "torch",
    "autograd",
)


def load(tools, wanted=None) -> dict[str, Callable]:
    """Import the tools that are installed (and wanted): name -> how to run it."""
    found = {}
    for tool in tools:
        if tool.package != OURS and wanted is not None and tool.package not in wanted:
            continue
        try:
            found[tool.name] = tool.load()
        except ImportError:
            continue
    return found


def versions(wanted=None) -> tuple[dict[str, str], list[str]]:
    """The versions of the packages compared, and the packages left out."""
    found, missing = {}, []
    for package in PACKAGES:
        try:
            if package != OURS and wanted is not None and package not in wanted:
                raise PackageNotFoundError
            found[package] = version(package)
        except PackageNotFoundError:
            missing.append(package)
    return found, missing
