"""True and wrong steps, taken from every chapter, for the judge to tell apart.

A chapter is a generator named ``chapter_NN`` that yields what :func:`holds` and
:func:`fails` make.  The wrong steps are slips that people make: a sign, a factor, a
term, an index, a transpose, a lost Kronecker delta, half of a product rule.
"""

from dataclasses import dataclass, field, replace
from importlib import import_module

PARTS = (
    "battery_traps",
    "battery_beyond",
    "battery_01_03",
    "battery_04_06",
    "battery_07_09",
    "battery_10_12",
    "battery_13_15",
    "battery_16_18",
    "battery_19_20",
    "battery_21_23",
)


@dataclass(frozen=True)
class Step:
    """One step: left and right side, whether it holds, and where."""

    name: str
    left: object
    right: object
    true: bool
    relation: str = "="
    sizes: dict = field(default_factory=dict)
    domain: dict = field(default_factory=dict)
    words: str = ""  # expected in the explanation of a wrong step
    chapter: str = ""

    def __str__(self):
        return f"{self.chapter} {self.name}"


def holds(name, left, right, **options):
    """A step that is right."""
    return Step(name, left, right, True, **options)


def fails(name, left, right, **options):
    """A step that is wrong."""
    return Step(name, left, right, False, **options)


def all_steps():
    """Every step of the battery, in the order of the chapters."""
    for part in PARTS:
        module = import_module(part)
        for name, chapter in vars(module).items():
            if name.startswith("chapter_") or name == "traps":
                label = name.removeprefix("chapter_")
                yield from (replace(step, chapter=label) for step in chapter())
