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
from multiprocessing import get_context
from pathlib import Path

import touched
from trying import OPTIONS, ROOT, work

HERE = Path(__file__).parent
OUT = ROOT / "_build" / "sabotage"
TOOL = ROOT / ".venv-sabotage" / "bin" / "python"
EXPLAINED = HERE / "explained.json"
WINGS = ("numerics", "gradients", "steps", "book")
BESIDE = {"book": ["code/tests/platform"]}  # the rest of a wing's tests


def measured(wing: str, folder: Path, jobs: int) -> dict:
    """The tests of a wing with the lines they run, measured unless that was done."""
    if not list(folder.glob("*.json")):
        folder.mkdir(parents=True, exist_ok=True)
        tests = [f"code/tests/{wing}", f"code/derivations/{wing}"]
        command = [sys.executable, "-m", "pytest", "-ptouched", f"-n{jobs}", *OPTIONS]
        path = os.pathsep.join([str(ROOT / "code"), str(HERE)])
        subprocess.run(
            [*command, *tests, *BESIDE.get(wing, ())],
            cwd=ROOT,
            env={**os.environ, "TOUCHED": str(folder), "PYTHONPATH": path},
            check=True,
        )
    return touched.read(folder)


def sample(wing: str, file: Path, number: int, seed: int) -> list[dict]:
    """The wrong versions of a wing, made by the mutation tool in its environment."""
    if not file.exists():
        made = subprocess.run(
            [TOOL, HERE / "mutants.py", str(number), str(seed), wing],
            capture_output=True,
            text=True,
            check=True,
        )
        file.write_text(made.stdout, encoding="utf-8")
    found = file.read_text(encoding="utf-8").splitlines()
    return [{"number": n, **json.loads(line)} for n, line in enumerate(found)]


def answered(file: Path) -> list[dict]:
    """What came of the versions that were tried."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [json.loads(line) for line in lines]


def key(mutant: dict) -> str:
    """By which the list of explained survivors knows a version."""
    return f"{mutant['module']}: {mutant['was']} -> {mutant['is']}"


def table(found: list[dict]) -> str:
    """Area, tried, noticed, explained, survivors; then each survivor with its line."""
    known = json.loads(EXPLAINED.read_text(encoding="utf-8"))["package"]
    alive = [m for m in found if m["outcome"] in ("survived", "no test")]
    left = [m for m in alive if key(m) not in known]
    head = ("area", "tried", "noticed", "explained", "survivors")
    lines = ["{:<32}{:>8}{:>9}{:>11}{:>11}".format(*head)]
    tried, lived, open_ = (
        Counter(area for m in some for area in (m["stratum"], "all"))
        for some in (found, alive, left)
    )
    for area in [*sorted(set(tried) - {"all"}), "all"]:
        counts = tried[area], tried[area] - lived[area], lived[area] - open_[area]
        lines.append("{:<32}{:>8}{:>9}{:>11}{:>11}".format(area, *counts, open_[area]))
    for m in sorted(left, key=lambda m: (m["module"], m["line"])):
        note = " (no test calls it)" if m["outcome"] == "no test" else ""
        lines.append(f"\n{m['module']}:{m['line']} {m['function']}{note}")
        lines.append(f"  - {m['was']}\n  + {m['is']}")
    return "\n".join(lines)


def try_wing(wing: str, given: argparse.Namespace) -> list[dict]:
    """Try the wrong versions of a wing that were not tried before."""
    folder = OUT / wing
    if given.again:
        shutil.rmtree(folder, ignore_errors=True)
    tests = measured(wing, folder / "tests", given.jobs)
    mutants = sample(wing, folder / "mutants.jsonl", given.number, given.seed)
    answers = folder / "answers.jsonl"
    done = {m["number"] for m in answered(answers)}
    todo = [m for m in mutants if m["number"] not in done]
    context, seconds = get_context("spawn"), 60 * given.minutes
    workers = [
        context.Process(
            target=work, args=(todo[n :: given.jobs], tests, answers, seconds, n)
        )
        for n in range(given.jobs)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return answered(answers)


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
