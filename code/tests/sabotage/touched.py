"""Which test calls which functions of the package, and how long it takes: a plugin.

`pytest -p touched` with TOUCHED=folder writes one file a process into the folder;
`read` puts them together. Of a test with many cases a few are taken, for the battery
alone would last an hour. Only calls are noted, for a tool that follows every line does
not survive the interrupts with which the package keeps its limits of time.
"""

import json
import os
import sys
import time
from collections import defaultdict
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "derivations"
FOLDER = os.environ.get("TOUCHED")
CASES = 5  # of every test


def name_of(code) -> str:
    """The function that a piece of code belongs to, as its author would call it.

    >>> def outer():
    ...     return [lambda: 1][0]
    >>> name_of(outer().__code__)
    'outer'
    """
    parts = code.co_qualname.replace(".<locals>", "").split(".")
    return ".".join(part for part in parts if not part.startswith("<"))


class Touched:
    """Notes the functions that each test calls and the processor time it takes."""

    def __init__(self, folder):
        self.file = Path(folder) / f"{os.getpid()}.json"
        self.found, self.failed = {}, set()

    def pytest_collection_modifyitems(self, items):
        cases = defaultdict(list)
        for item in items:
            cases[item.nodeid.split("[")[0]].append(item)
        items[:] = [
            item
            for few in cases.values()
            for item in few[:: -(-len(few) // CASES)]  # evenly, first to last
        ]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        called = set()
        start = time.process_time()
        sys.settrace(lambda frame, event, argument: called.add(frame.f_code))
        try:
            return (yield)
        finally:
            sys.settrace(None)
            functions = defaultdict(set)
            for code in called:
                path = Path(code.co_filename)
                if PACKAGE in path.parents:
                    module = path.relative_to(PACKAGE).as_posix()
                    functions[module].add(name_of(code))
            self.found[item.nodeid] = {
                "seconds": time.process_time() - start,
                "functions": {module: sorted(f) for module, f in functions.items()},
            }

    def pytest_runtest_logreport(self, report):
        if report.failed:  # already: it would notice anything
            self.failed.add(report.nodeid)

    def pytest_unconfigure(self):
        for name in self.failed:
            self.found.pop(name, None)
        if self.found:  # the process that only hands tests out has none
            self.file.write_text(json.dumps(self.found), encoding="utf-8")


def pytest_configure(config):
    if FOLDER:
        config.pluginmanager.register(Touched(FOLDER), "touched-functions")


def read(folder) -> dict:
    """What every process found: test -> its seconds and, by module, its functions."""
    found = {}
    for file in sorted(Path(folder).glob("*.json")):
        found |= json.loads(file.read_text(encoding="utf-8"))
    return found
