"""The walls of the house stand, and each rule has been seen to refuse something."""

from pathlib import Path

import pytest
from house import LONGEST, WINGS, Module, faults, modules

PACKAGE = Path(__file__).parents[2] / "derivations"


def test_every_import_runs_down_and_no_module_is_too_long():
    assert faults(modules(PACKAGE)) == []


def test_every_wing_that_is_listed_exists_and_says_what_lives_there():
    for part, wings in WINGS.items():
        for wing in wings:
            if wing.startswith("."):
                continue
            text = (PACKAGE / part / wing / "__init__.py").read_text(encoding="utf-8")
            assert text.startswith('"""')


def house(**texts):
    """A small house: names with two underscores for a dot, and their texts."""
    return [Module(name.replace("__", "."), text) for name, text in texts.items()]


BROKEN = {
    "up between wings": (
        house(
            steps__vocabulary__letters="from ..proofs.proof import zero",
            steps__proofs__proof="",
        ),
        "steps.vocabulary.letters imports steps.proofs.proof, which lies above it",
    ),
    "up between parts": (
        house(
            numerics__ladder="import derivations.gradients.check", gradients__check=""
        ),
        "numerics.ladder imports gradients.check, which lies above it",
    ),
    "between parts that know nothing of each other": (
        house(
            steps__derive="from derivations.gradients import check", gradients__check=""
        ),
        "steps.derive imports gradients.check, which lies above it",
    ),
    "up from a wing to the part's own files": (
        house(steps__slips__trees="from ..derivation import x", steps__derivation=""),
        "steps.slips.trees imports steps.derivation, which lies above it",
    ),
    "up from the ground": (
        house(display="import derivations.book.shown.tables", book__shown__tables=""),
        "display imports book.shown.tables, which lies above it",
    ),
    "dots across wings": (
        house(steps__slips__trees="from ..errors import E", steps__errors=""),
        "steps.slips.trees imports steps.errors by a relative import",
    ),
    "a full name within a wing": (
        house(
            steps__slips__trees="from derivations.steps.slips.slips import x",
            steps__slips__slips="",
        ),
        "steps.slips.trees imports steps.slips.slips by an absolute import",
    ),
    "a circle of files": (
        house(
            numerics__a="from .b import x",
            numerics__b="from .c import x",
            numerics__c="from .a import x",
        ),
        "a circle: numerics.a -> numerics.b -> numerics.c -> numerics.a",
    ),
    "a file in no wing": (
        house(steps__cellar__old=""),
        "steps.cellar.old stands in no",
    ),
    "a folder in no part": (house(attic__old=""), "attic.old stands in no wing"),
    "a module that is too long": (
        house(numerics__long="\n" * (LONGEST + 1)),
        f"numerics.long has {LONGEST + 1} lines",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_wall_is_named(name):
    broken, told = BROKEN[name]
    assert [text for text in faults(broken) if text.startswith(told)], faults(broken)


def test_an_import_down_and_one_within_a_wing_are_free():
    sound = house(
        book__shown__tables="from derivations.steps.derive import derive",
        steps__derive="from .errors import E\nimport derivations.steps.slips.mutants",
        steps__slips__mutants="from .trees import short",
        steps__slips__trees="from derivations.steps.errors import E",
        steps__errors="from derivations.display import Shown",
        display="",
    )
    assert faults(sound) == []
