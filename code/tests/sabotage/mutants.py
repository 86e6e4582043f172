"""A seeded, stratified sample of wrong versions of the package, one change each.

The changes are those of mutmut (its table of operators), but for words in strings and
errors, which readers judge; and a small number (a tolerance) a thousand times as large,
a whole one of a module (how many points, how many digits) 1 instead of one more.
Runs in an environment of its own, for readers need no mutation tool: `make sabotage`.
"""

import json
import random
import sys
from collections import defaultdict
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import (
    mutation_operators,
    operator_number,
    operator_string,
)

PACKAGE = Path(__file__).parents[2] / "derivations"
WINGS = ("numerics", "gradients", "steps", "book")
LEAST = 6  # of every stratum, that no small one is passed over


def only_one(node: cst.Integer):
    """A number of a module, of digits or of points: one more would be as good."""
    if node.evaluated_value > 1:
        yield node.with_changes(value="1")


def a_thousandfold(node: cst.Float):
    """A small number a thousand times as large: nobody adds 1 to a tolerance."""
    if 0 < node.evaluated_value < 1e-2:
        yield node.with_changes(value=repr(1e3 * node.evaluated_value))


OPERATORS = [(kind, op) for kind, op in mutation_operators if op is not operator_string]
OPERATORS.append((cst.Float, a_thousandfold))
# Outside of functions.
OUTSIDE = [(kind, op) for kind, op in OPERATORS if op is not operator_number]
OUTSIDE.append((cst.Integer, only_one))
LEFT_ALONE = (
    *(cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom),
    *(cst.Raise, cst.BaseString),
)


class Mutations(cst.CSTVisitor):
    """Collects (node, its replacement, function, whether it is one, line)."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self):
        self.found, self.names, self.kinds = [], [], []

    def on_visit(self, node):
        if isinstance(node, LEFT_ALONE):
            return False
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self.names.append(node.name.value)
            self.kinds.append(isinstance(node, cst.FunctionDef))
        for kind, operator in OPERATORS if any(self.kinds) else OUTSIDE:
            if isinstance(node, kind):
                line = self.get_metadata(PositionProvider, node).start.line
                place = (".".join(self.names), any(self.kinds), line)
                self.found += [(node, other, *place) for other in operator(node)]
        return True

    def on_leave(self, node):
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self.names.pop()
            self.kinds.pop()


def changed(before: str, after: str) -> list[str]:
    """The first line that is another one, as it was and as it is."""
    pairs = zip(before.splitlines(), after.splitlines(), strict=False)
    return next(([a.strip(), b.strip()] for a, b in pairs if a != b), ["", ""])


def stratum(module: Path) -> str:
    """The folder of a module, below its wing where it has one."""
    return "/".join(module.parts[:-1][:2])


def sample(wing: str, number: int, seed: int):
    """Wrong versions of a wing, in every folder of it as many as is its share."""
    modules, strata = {}, defaultdict(list)
    for path in sorted((PACKAGE / wing).rglob("*.py")):
        wrapper, visitor = (
            MetadataWrapper(cst.parse_module(path.read_text())),
            Mutations(),
        )
        module = path.relative_to(PACKAGE)
        wrapper.visit(visitor)
        modules[module] = wrapper.module
        strata[stratum(module)] += [(module, *found) for found in visitor.found]
    total, chance = sum(map(len, strata.values())), random.Random(seed)
    for name, mutations in sorted(strata.items()):
        share = max(LEAST, round(number * len(mutations) / total)) if number else None
        chosen = chance.sample(mutations, min(len(mutations), share or len(mutations)))
        for module, node, other, function, inside, line in chosen:
            before = modules[module].code
            after = modules[module].deep_replace(node, other).code
            was, now = changed(before, after)
            yield {
                "stratum": name, "module": module.as_posix(), "function": function,
                "in_function": inside, "line": line, "was": was, "is": now,
                "source": after,
            }  # fmt: skip


if __name__ == "__main__":
    number, seed, wings = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] or WINGS
    found = [mutant for wing in wings for mutant in sample(wing, number, seed)]
    random.Random(seed).shuffle(found)  # whenever one stops, all strata were tried
    for number, mutant in enumerate(found):
        print(json.dumps({"number": number, **mutant}))
