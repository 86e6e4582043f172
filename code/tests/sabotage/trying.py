"""Try wrong versions of the package: do the tests that run the changed line notice?

A version is noticed if one of these tests fails, or if they take far longer than they
should. Each version has a process of its own, forked from one that has read the
libraries already; the answers are appended to a file, so that nothing is lost.
"""

import contextlib
import json
import os
import resource
import shutil
import signal
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[3]
AT_MOST = 20.0  # seconds of processor time of the tests that a version is put to
LIBRARIES = ("numpy", "sympy", "mpmath", "hypothesis.strategies", "pytest", "_pytest")
OPTIONS = ["-q", "-pno:cacheprovider", "-pno:nbval", "-oaddopts=--doctest-modules"]


def chosen(mutant: dict, tests: dict) -> list[str]:
    """The quickest tests that call the changed function, or its module if it is none.

    What is in no function, a constant say, is used by others in its module.
    """
    module, function = mutant["module"], mutant["function"]

    def quickest(calls):
        found = sorted((v["seconds"], t) for t, v in tests.items() if calls(v))
        taken, total = [], 0.0
        for seconds, test in found:
            total += seconds
            if taken and total > AT_MOST:
                break
            taken.append(test)
        return taken

    found = quickest(lambda test: function in test["functions"].get(module, ()))
    if found or mutant["in_function"]:
        return found
    return quickest(lambda test: module in test["functions"])


def copy(folder: Path) -> None:
    """A copy of the package and its tests, with the chapters beside it."""
    skip = shutil.ignore_patterns("*.pyc.*", ".*cache")
    for name in ("derivations", "tests"):
        shutil.copytree(ROOT / "code" / name, folder / "code" / name, ignore=skip)
    for name in ("pyproject.toml", "README.md", "_toc.yml", "_config.yml"):
        shutil.copy(ROOT / name, folder)
    (folder / "chapters").symlink_to(ROOT / "chapters")


def outcome(folder: Path, tests: list[str], seconds: float) -> str:
    """Run tests in a process of its own: "noticed", "too slow" or "survived"."""
    child = os.fork()
    if child == 0:
        code = 3
        with contextlib.suppress(BaseException):
            os.setsid()
            os.chdir(folder)
            sys.path.insert(0, str(folder / "code"))
            limit = int(3 * seconds) + 30
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
            signal.signal(signal.SIGXCPU, signal.SIG_DFL)
            with open(os.devnull, "w") as nowhere:
                os.dup2(nowhere.fileno(), 1)
                os.dup2(nowhere.fileno(), 2)
            import pytest

            code = int(
                pytest.main(
                    [*OPTIONS, "-x", "-pno:xdist", f"--rootdir={folder}", *tests]
                )
            )
        os._exit(code)
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # what the tests had started
    if os.WIFSIGNALED(status):
        return "too slow"
    return "survived" if os.waitstatus_to_exitcode(status) == 0 else "noticed"


def attempt(folder: Path, mutant: dict, tests: dict) -> str:
    """Put a wrong version to its tests, in a copy that is whole again afterwards."""
    names = chosen(mutant, tests)
    if not names:
        return "no test"
    path = folder / "code" / "derivations" / mutant["module"]
    whole, times = path.read_text(encoding="utf-8"), path.stat()
    path.write_text(mutant["source"], encoding="utf-8")
    try:
        return outcome(folder, names, sum(tests[name]["seconds"] for name in names))
    finally:
        path.write_text(whole, encoding="utf-8")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def work(mutants: list, tests: dict, answers: Path, seconds: float, number: int):
    """Try versions, in a copy of the package of one's own, until the time is up."""
    folder = answers.parent / f"copy-{number}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    copy(folder)
    os.environ |= {"PYTHONPATH": str(folder / "code"), "PYTHONDONTWRITEBYTECODE": "1"}
    sys.dont_write_bytecode = True
    for name in LIBRARIES:
        __import__(name)
    end = time.monotonic() + seconds
    for mutant in mutants:
        if time.monotonic() > end:
            break
        found = {**mutant, "outcome": attempt(folder, mutant, tests)}
        del found["source"]
        with answers.open("a", encoding="utf-8") as file:
            file.write(json.dumps(found) + "\n")
    shutil.rmtree(folder)
