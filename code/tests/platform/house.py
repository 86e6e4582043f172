"""Where code lives, and which way imports run: read as text, nothing is imported."""

import ast
from dataclasses import dataclass
from pathlib import Path

LONGEST = 280  # lines of a module; longer ones hold two ideas

#: The parts of the package, from the top down, and the parts that each may import.
PARTS = {
    "book": {"gradients", "steps", "numerics"},
    "gradients": {"numerics"},
    "steps": set(),
    "numerics": set(),
}

#: The wings of each part, from the top down; "." stands for its own files, and a name
#: with a dot in front for one of them that lies at another height.
WINGS = {
    "book": ["site", "contract", "notebooks", "shown"],
    "gradients": [".", "inputs", "measuring", "hypotheses", ".figures"],
    "steps": [
        ".",
        "verdicts",
        "diagnosis",
        "proofs",
        "slips",
        "differentiation",
        "spelled_out",
        "numbers",
        "latex_input",
        "typesetting",
        "algebra",
        "vocabulary",
        ".errors",
        ".deadline",
    ],
    "numerics": ["."],
}

#: For every part of the package: the standard library alone is used here.
GROUND = {"display"}

#: The command, above everything.
ROOF = {"__main__"}


@dataclass(frozen=True)
class Module:
    """A module by its dotted name below ``derivations``, and its text."""

    name: str
    text: str
    is_package: bool = False

    @property
    def part(self) -> str:
        return self.name.split(".")[0]

    @property
    def wing(self) -> str:
        """The name in WINGS of the wing in which the module stands."""
        inner = self.name.split(".")[1:]
        if not inner:  # the part's own __init__: it hands out names of all its wings
            return "."
        if len(inner) > 1 or self.is_package:
            return inner[0]
        own = f".{inner[0]}"
        return own if own in WINGS.get(self.part, ()) else "."

    def imports(self, known: set[str]) -> list[tuple[str, bool]]:
        """The modules of ``derivations`` that this one names, and whether by dots."""
        package = self.name.split(".") if self.is_package else self.name.split(".")[:-1]
        found = []
        for node in ast.walk(ast.parse(self.text)):
            if isinstance(node, ast.Import):
                found += [(a.name.removeprefix("derivations."), False)
                          for a in node.names]  # fmt: skip
            if not isinstance(node, ast.ImportFrom):
                continue
            base = (node.module or "").split(".") if node.module else []
            if node.level:
                base = package[: len(package) - node.level + 1] + base
            elif base[:1] == ["derivations"]:
                base = base[1:]
            else:
                continue
            for alias in node.names:
                whole = ".".join([*base, alias.name])
                name = whole if whole in known else ".".join(base)
                found.append((name, node.level > 0))
        return [(name, dots) for name, dots in found if name in known]


def modules(folder: Path) -> list[Module]:
    """Every module below `folder`, which is the package ``derivations``."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        parts = list(path.relative_to(folder).with_suffix("").parts)
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        if name:  # derivations/__init__ itself imports lazily
            found.append(Module(name, path.read_text(encoding="utf-8"), is_package))
    return found


def faults(house: list[Module]) -> list[str]:
    """What breaks the rules of the house, a line each, with the names of both ends."""
    by_name = {module.name: module for module in house}
    found = []
    for module in house:
        lines = module.text.count("\n")
        if lines > LONGEST:
            found.append(f"{module.name} has {lines} lines, more than {LONGEST}")
        if not _stands_in_a_wing(module):
            found.append(f"{module.name} stands in no wing")
            continue
        for name, dots in module.imports(set(by_name)):
            target = by_name[name]
            if _runs_up(module, target):
                found.append(f"{module.name} imports {name}, which lies above it")
            if dots != _shares_a_wing(module, target) and module.name != module.part:
                kind = "a relative" if dots else "an absolute"
                found.append(f"{module.name} imports {name} by {kind} import")
    return list(dict.fromkeys(found)) + _circles(house)


def _stands_in_a_wing(module: Module) -> bool:
    if module.part in GROUND | ROOF:
        return True
    return module.part in WINGS and (
        module.wing in WINGS[module.part] or module.name == module.part
    )


def _shares_a_wing(module: Module, target: Module) -> bool:
    """Within a wing imports are relative, across wings absolute."""
    folders = {m.wing if not m.wing.startswith(".") else "." for m in (module, target)}
    return module.part == target.part and len(folders) == 1


def _runs_up(module: Module, target: Module) -> bool:
    if target.part in GROUND or module.part in ROOF:
        return False
    if module.part != target.part:
        return module.part in GROUND or target.part not in PARTS[module.part]
    if module.name == module.part:  # a part's own __init__ hands out what it holds
        return False
    if target.name == target.part:
        return True  # from inside, names are taken where they live
    order = WINGS[module.part]
    return order.index(module.wing) > order.index(target.wing)


def _circles(house: list[Module]) -> list[str]:
    """Circles between files; the first one met is enough to be told of."""
    known = {module.name for module in house}
    graph = {m.name: [name for name, _ in m.imports(known)] for m in house}
    done: set[str] = set()

    def visit(name: str, path: list[str]) -> list[str]:
        if name in path:
            circle = [*path[path.index(name) :], name]
            return ["a circle: " + " -> ".join(circle)]
        if name in done:
            return []
        for target in graph[name]:
            if found := visit(target, [*path, name]):
                return found
        done.add(name)
        return []

    for name in graph:
        if found := visit(name, []):
            return found
    return []
