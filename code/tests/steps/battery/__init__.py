"""True and wrong steps, taken from every chapter, for the judge to tell apart.

A chapter is a generator named ``chapter_NN`` that yields what `holds` and `fails` of
`step` make.  The wrong steps are slips that people make: a sign, a factor, a
term, an index, a transpose, a lost Kronecker delta, half of a product rule.
"""

from dataclasses import replace
from importlib import import_module

PARTS = (
    "traps",
    "beyond",
    "chapters_01_03",
    "chapters_04_06",
    "chapters_07_09",
    "chapters_10_12",
    "chapters_13_15",
    "chapters_16_18",
    "chapters_19_20",
    "chapters_21_23",
)


def all_steps():
    """Every step of the battery, in the order of the chapters."""
    for part in PARTS:
        module = import_module(f"battery.{part}")
        for name, chapter in vars(module).items():
            if name.startswith("chapter_") or name == "traps":
                label = name.removeprefix("chapter_")
                yield from (replace(step, chapter=label) for step in chapter())
