"""Break the package by one small change after another: do its tests notice?

    python sabotage.py [wing ...] [--number N] [--seed S] [--minutes M] [--again]

The quick tests of a wing run once, to learn which lines each of them runs; then N wrong
versions of the wing (0: all) are put to them. What was found lies in _build/sabotage: a
second call goes on where the first one was stopped, unless it is told --again.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import touched
from trying import OPTIONS, ROOT, copied, lines

HERE = Path(__file__).parent
OUT = ROOT / "_build" / "sabotage"
TOOL = ROOT / ".venv-sabotage" / "bin" / "python"
EXPLAINED = HERE / "explained.json"
WINGS = ("numerics", "gradients", "steps", "book")
BESIDE = {"book": ["code/tests/platform"]}  # the rest of a wing's tests


def tests_of(wing: str) -> list[str]:
    """The tests of a wing, and the examples in it."""
    return [f"code/tests/{wing}", f"code/derivations/{wing}", *BESIDE.get(wing, ())]


def run(*command, root: Path = ROOT, **variables) -> None:
    """Run a Python program on a package; failing tests are none of its business."""
    path = os.pathsep.join([str(root / "code"), str(root / HERE.relative_to(ROOT))])
    given = {**os.environ, "PYTHONPATH": path, **variables}
    subprocess.run([sys.executable, *command], cwd=root, env=given, check=False)


def measure(wing: str, folder: Path, jobs: int) -> None:
    """Learn which functions the tests of a wing call, unless that is known.

    They run on a copy, as they do for a version; one that fails there is left out.
    """
    if not (folder / "tests.json").exists():
        written, copy = folder / "tests", folder / "copy"
        for left in (written, copy):
            shutil.rmtree(left, ignore_errors=True)
        written.mkdir(parents=True)
        plugin = ("-m", "pytest", "-q", "-ptouched", f"-n{jobs}")
        tests = (*plugin, *OPTIONS, *tests_of(wing))
        run(*tests, root=copied(copy), TOUCHED=str(written))
        shutil.rmtree(copy)
        found = json.dumps(touched.read(written))
        (folder / "tests.json").write_text(found, encoding="utf-8")


def sample(wing: str, folder: Path, number: int, seed: int) -> None:
    """Have wrong versions of a wing made, by the mutation tool in its environment."""
    file = folder / "mutants.jsonl"
    if not file.exists():
        command = [TOOL, HERE / "mutants.py", str(number), str(seed), wing]
        made = subprocess.run(command, capture_output=True, text=True, check=True)
        file.write_text(made.stdout, encoding="utf-8")


def key(mutant: dict) -> str:
    """By which the list of explained survivors knows a version."""
    return f"{mutant['module']}: {mutant['was']} -> {mutant['is']}"


def table(found: list[dict]) -> str:
    """Area, tried, noticed, explained, survivors; then each survivor with its line."""
    known = json.loads(EXPLAINED.read_text(encoding="utf-8"))["package"]
    alive = [m for m in found if m["outcome"] in ("survived", "no test")]
    left = [m for m in alive if key(m) not in known]
    head = ("area", "tried", "noticed", "explained", "survivors")
    told = ["{:<32}{:>8}{:>9}{:>11}{:>11}".format(*head)]
    tried, lived, open_ = (
        Counter(area for m in some for area in (m["stratum"], "all"))
        for some in (found, alive, left)
    )
    for area in [*sorted(set(tried) - {"all"}), "all"]:
        counts = tried[area], tried[area] - lived[area], lived[area] - open_[area]
        told.append("{:<32}{:>8}{:>9}{:>11}{:>11}".format(area, *counts, open_[area]))
    for m in sorted(left, key=lambda m: (m["module"], m["line"])):
        note = " (no test calls it)" if m["outcome"] == "no test" else ""
        told.append(f"\n{m['module']}:{m['line']} {m['function']}{note}")
        told.append(f"  - {m['was']}\n  + {m['is']}")
    return "\n".join(told)


def try_wing(wing: str, given: argparse.Namespace) -> list[dict]:
    """Try the wrong versions of a wing that were not tried before."""
    folder = OUT / wing
    if given.again:
        shutil.rmtree(folder, ignore_errors=True)
    measure(wing, folder, given.jobs)
    sample(wing, folder, given.number, given.seed)
    rest = (str(given.jobs), str(60 * given.minutes), *tests_of(wing))
    with ThreadPoolExecutor(given.jobs) as pool:
        for number in range(given.jobs):
            pool.submit(run, str(HERE / "trying.py"), str(folder), str(number), *rest)
    return lines(folder / "answers.jsonl")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wings", nargs="*", metavar="wing", help=", ".join(WINGS))
    parser.add_argument("--number", type=int, default=400, help="of each wing; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=600, help="for each wing")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--again", action="store_true", help="forget what was found")
    given = parser.parse_args()
    print(table([m for wing in given.wings or WINGS for m in try_wing(wing, given)]))
