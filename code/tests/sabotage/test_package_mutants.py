"""Which tests a wrong version of the package is put to, and what is told of it."""

import json

import pytest
from package import BREAKS
from sabotage import EXPLAINED, key, table
from touched import name_of
from trying import ANY, AT_MOST, ROOT, chosen, copied, importers, with_all_cases

TESTS = {
    "slow": {"seconds": 5.0, "functions": {"a.py": ["f", "C.m"]}},
    "quick": {"seconds": 0.1, "functions": {"a.py": ["f"]}},
    "other": {"seconds": 0.2, "functions": {"b.py": ["f"]}},
    "long": {"seconds": 2 * AT_MOST, "functions": {"a.py": ["f"], "c.py": ["h"]}},
}


def mutant(module="a.py", function="f", inside=True, outcome="survived"):
    return {
        "module": module,
        "function": function,
        "in_function": inside,
        "line": 7,
        "was": "x > 0",
        "is": "x >= 0",
        "stratum": "steps/proofs",
        "outcome": outcome,
    }


@pytest.mark.parametrize(
    ("version", "tests"),
    [
        (mutant(), ["quick", "slow"]),  # the quickest first, while there is time
        (mutant(function="C.m"), ["slow", "quick"]),  # then what is beside them
        (mutant("c.py", "h"), ["long"]),  # one at least
        (mutant(function="g"), ["quick", "slow"]),
        (mutant("d.py"), []),
        (mutant("b.py", "", inside=False), ["other"]),  # a constant of the module
        (mutant("b.py", "C", inside=False), ["other"]),
    ],
)
def test_a_version_is_put_to_the_quickest_tests_that_call_it(version, tests):
    assert chosen(version, TESTS) == tests


def test_a_module_without_functions_is_put_to_the_tests_of_those_that_import_it():
    found = importers("book/shown/prepared.py")
    assert "book/shown/recorded.py" in found and "book/shown/tables.py" not in found
    assert "book/shown/prepared.py" not in found
    tests = {"far": {"seconds": 1.0, "functions": {"book/shown/recorded.py": ["f"]}}}
    version = mutant("book/shown/prepared.py", "", inside=False)
    assert chosen(version, tests) == ["far"]
    assert chosen(mutant("book/shown/prepared.py", "f"), tests) == []


def test_a_copy_holds_all_that_tests_read(tmp_path):
    copy = copied(tmp_path / "copy")
    for name in ("chapters/data", "code/locks", "code/benchmarks", "Makefile", ".ci"):
        assert (copy / name).exists()
    assert not (copy / "_build").exists()
    assert (copy / ".venv").is_symlink() == (ROOT / ".venv").exists()


def test_cases_that_were_not_measured_may_call_what_is_in_the_modules():
    measured = {
        "t[a]": {"seconds": 1.0, "functions": {"a.py": ["f"]}},
        "t[b]": {"seconds": 3.0, "functions": {"a.py": ["g"]}},
        "gone": {"seconds": 1.0, "functions": {"a.py": ["f"]}},
    }
    found = with_all_cases(measured, ["t[a]", "t[b]", "t[c]", "never"])
    assert list(found) == ["t[a]", "t[b]", "t[c]"]
    assert found["t[a]"] is measured["t[a]"]
    assert found["t[c]"] == {"seconds": 2.0, "functions": {"a.py": [ANY]}}
    assert chosen(mutant(), found) == ["t[a]", "t[c]", "t[b]"]


def test_functions_are_named_as_their_author_would():
    class C:
        def m(self):
            return [lambda: [x for x in ()]]

    assert name_of(C.m.__code__).endswith("author_would.C.m")
    assert name_of(C().m()[0].__code__).endswith("author_would.C.m")


def test_the_table_counts_and_names_survivors():
    outcomes = ["noticed", "too slow", "survived", "no test"]
    told = table([mutant(outcome=outcome) for outcome in outcomes])
    (total,) = [line for line in told.splitlines() if line.startswith("all")]
    assert total.split() == ["all", "4", "2", "0", "2"]
    assert "a.py:7 f\n  - x > 0\n  + x >= 0" in told
    assert "a.py:7 f (no test calls it)" in told


def test_what_is_explained_is_no_survivor(monkeypatch, tmp_path):
    known = tmp_path / "explained.json"
    known.write_text(f'{{"package": {{"{key(mutant())}": "Never 0 there."}}}}')
    monkeypatch.setattr("sabotage.EXPLAINED", known)
    told = table([mutant()])
    assert told.splitlines()[-1].split() == ["all", "1", "0", "1", "0"]


@pytest.mark.parametrize("name", BREAKS)
def test_every_break_by_hand_is_still_one_line_of_its_module(name):
    module, old, new, tests = BREAKS[name]
    source = (ROOT / "code/derivations" / module).read_text(encoding="utf-8")
    assert source.count(old) == 1 and old != new
    for test in tests.split():
        assert len([*(ROOT / "code/tests").rglob(test)]) == 1


def test_every_explained_survivor_is_still_a_line_of_its_module():
    explained = json.loads(EXPLAINED.read_text(encoding="utf-8"))["package"]
    for version, reason in explained.items():
        module, _, change = version.partition(": ")
        source = (ROOT / "code" / "derivations" / module).read_text(encoding="utf-8")
        assert change.split(" -> ")[0] in source, version
        assert reason.endswith("."), version
