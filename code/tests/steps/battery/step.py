"""One step of the battery, and how a chapter makes it."""

from dataclasses import dataclass, field


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
