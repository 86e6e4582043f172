"""Try wrong versions of the package: do the tests that call the function notice?

A pytest session reads the package and its tests once; `python trying.py` starts it. For
each version it forks: the changed function gets its new code, and the quickest tests
that call it run until one fails. A version is noticed if one does, or if they take far
longer than they should. The answers are appended to a file, so that nothing is lost.
"""

import contextlib
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from patching import patch
from touched import PACKAGE

ROOT = Path(__file__).parents[3]
AT_MOST = 20.0  # seconds of processor time of the tests that a version is put to
OPTIONS = ["-pno:cacheprovider", "-pno:nbval", "-oaddopts=--doctest-modules"]
SURVIVED, NOTICED = 0, 1


ANY = "any function"


def importers(module: str) -> set[str]:
    """The modules of the package that import a module by its name."""
    name = Path(module).stem
    imports = re.compile(rf"^\s*from (?:\S*\.)?{name} import ", re.MULTILINE)
    return {
        path.relative_to(PACKAGE).as_posix()
        for path in (PACKAGE / module).parents[1].rglob("*.py")
        if imports.search(path.read_text(encoding="utf-8"))
    }


def chosen(mutant: dict, tests: dict) -> list[str]:
    """The quickest tests that call the changed function, that may, or stand beside.

    What is in no function, a constant say, is used by others in its module; where none
    of these is called, by the modules that import it.
    """
    module, function = mutant["module"], mutant["function"]
    calls = {name: test["functions"].get(module, ()) for name, test in tests.items()}
    inside = mutant["in_function"]
    if not inside and not any(calls.values()):
        users = importers(module)
        calls = {
            name: [f for user in users for f in test["functions"].get(user, ())]
            for name, test in tests.items()
        }
    sure = {
        n
        for n, called in calls.items()
        if called and (function in called or not inside)
    }
    likely = {name for name, called in calls.items() if ANY in called} - sure
    # Beside those that call the module: a test may call it in another process.
    files = {name.split("::")[0] for name, called in calls.items() if called}
    beside = {name for name in tests if name.split("::")[0] in files} - sure - likely
    taken = []
    for group in (sure, likely, beside):  # each may use a third of the time
        total = 0.0
        for name in sorted(group, key=lambda name: (tests[name]["seconds"], name)):
            total += tests[name]["seconds"]
            if taken and total > AT_MOST / 3:
                break
            taken.append(name)
    return taken


def with_all_cases(tests: dict, names) -> dict:
    """The measured tests and, of those with many cases, the others like them.

    What another case calls is not known but for the modules.
    """
    few = defaultdict(list)
    for name, found in tests.items():
        few[name.split("[")[0]].append(found)
    cases = {}
    for test, measured in few.items():
        modules = {module for found in measured for module in found["functions"]}
        seconds = sum(found["seconds"] for found in measured) / len(measured)
        functions = {module: [ANY] for module in sorted(modules)}
        cases[test] = {"seconds": seconds, "functions": functions}
    like = {name: cases.get(name.split("[")[0]) for name in names}
    return {name: tests.get(name, case) for name, case in like.items() if case}


def limited(seconds: float) -> None:
    """Let this process use three times as long as its tests should, and no more."""
    most = int(3 * seconds) + 20
    resource.setrlimit(resource.RLIMIT_CPU, (most, most + 5))


def copied(folder: Path) -> Path:
    """A copy of the whole book: where a file lacks, tests fail whatever was changed."""
    if not folder.exists():
        left_out = shutil.ignore_patterns("_build", ".git", ".venv*", "*cache*")
        shutil.copytree(ROOT, folder, ignore=left_out)
        if (ROOT / ".venv").exists():  # or `make` would install one
            (folder / ".venv").symlink_to((ROOT / ".venv").resolve())
    return folder


def by_copy(mutant: dict, tests: list[str], folder: Path) -> int:
    """Run tests on a copy of the book with one module changed."""
    path = copied(folder) / "code" / "derivations" / mutant["module"]
    whole, times = path.read_text(encoding="utf-8"), path.stat()
    path.write_text(mutant["source"], encoding="utf-8")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-pno:xdist", *OPTIONS, *tests],
            cwd=folder,
            env={
                **os.environ,
                "PYTHONPATH": str(folder / "code"),
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    finally:
        path.write_text(whole, encoding="utf-8")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    return done.returncode


class Trying:
    """Runs, in the place of all tests, some of them for each wrong version."""

    def __init__(self, folder: Path, number: int, of: int, seconds: float):
        self.mine, self.end = (number, of), time.monotonic() + seconds
        self.answers = folder / "answers.jsonl"
        self.mutants = folder / "mutants.jsonl"
        self.tests = json.loads((folder / "tests.json").read_text(encoding="utf-8"))
        self.copy = folder / f"copy-{number}"

    def pytest_runtestloop(self, session):
        items = {item.nodeid: item for item in session.items}
        self.tests = with_all_cases(self.tests, items)
        done = {mutant["number"] for mutant in lines(self.answers)}
        number, of = self.mine
        for mutant in lines(self.mutants)[number::of]:
            if time.monotonic() > self.end:
                break
            if mutant["number"] in done:
                continue
            names = chosen(mutant, self.tests)
            result = self.outcome(mutant, names, items) if names else "no test"
            del mutant["source"]
            with self.answers.open("a", encoding="utf-8") as file:
                file.write(json.dumps({**mutant, "outcome": result}) + "\n")
        shutil.rmtree(self.copy, ignore_errors=True)
        return True

    def outcome(self, mutant: dict, names: list[str], items: dict) -> str:
        """What comes of a version, in a process of its own."""
        child = os.fork()
        if child == 0:
            code = 3
            with contextlib.suppress(Exception):
                limited(sum(self.tests[name]["seconds"] for name in names))
                os.setsid()
                code = self.verdict(mutant, names, items)
            os._exit(code)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return "too slow"
        return "survived" if status == 0 else "noticed"

    def verdict(self, mutant: dict, names: list[str], items: dict) -> int:
        """Run the tests, in the child: the first that fails ends it."""
        book = mutant["module"].startswith("book")  # its tests start other processes
        function = mutant["function"] if mutant["in_function"] else ""
        if book or not patch(mutant["module"], function, mutant["source"]):
            return by_copy(mutant, names, self.copy)
        run = [items[name] for name in names]
        run[0].config.pluginmanager.register(FirstFailure())
        for item, following in pairwise([*run, None]):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        return SURVIVED


class FirstFailure:
    """Ends the process where a test fails."""

    def pytest_runtest_logreport(self, report):
        if report.failed:
            os._exit(NOTICED)


def lines(file: Path) -> list[dict]:
    """The entries of a file with one a line."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    return [json.loads(line) for line in text.splitlines()]


if __name__ == "__main__":
    folder, number, of, seconds, *tests = sys.argv[1:]
    plugin = Trying(Path(folder), int(number), int(of), float(seconds))
    options = [*OPTIONS, "-pno:xdist", "-pno:terminal", "-s"]
    pytest.main([*options, f"--rootdir={ROOT}", *tests], plugins=[plugin])
