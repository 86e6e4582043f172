"""The benchmark runs without any peer, and a bad tool comes out as a bad one."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

CODE = Path(__file__).parents[2]
BENCHMARKS = CODE / "benchmarks"
PEERS = (
    "scipy",
    "numdifftools",
    "statsmodels",
    "fdm",
    "jacobi",
    "derivcheck",
    "jax",
    "torch",
    "autograd",
)


def silent(text):
    """What the measures tell while they run."""


@pytest.fixture(autouse=True)
def on_the_path(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    for part in ("numerics", "gradients"):
        monkeypatch.syspath_prepend(str(CODE / "tests" / part))


def test_the_command_runs_without_peers_and_names_them(tmp_path):
    command = [sys.executable, str(BENCHMARKS / "gradients.py"), "--quick"]
    done = subprocess.run(
        [*command, "--peers", "none", "--into", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "results.md").read_text(encoding="utf-8")
    (left_out,) = re.findall(r"Not installed, or not asked for: (.*)\.", text)
    assert tuple(left_out.split(", ")) == PEERS
    assert re.search(r"Measured on \d{4}-\d\d-\d\d with Python 3", text)
    assert "| derivations | 0 | 17 | 17 |" in text
    assert (tmp_path / "results.png").stat().st_size > 10_000


def test_a_package_that_is_not_installed_is_left_out():
    import peers

    def absent():
        raise ImportError("no module named fast_gradients")

    tools = [peers.Tool("fast", "fast_gradients", absent)]
    tools.append(peers.Tool(peers.OURS, peers.OURS, lambda: "run"))
    assert peers.load(tools) == {peers.OURS: "run"}
    assert peers.load(tools, wanted=["fast_gradients"]) == {peers.OURS: "run"}


def test_a_wrong_derivative_has_no_digits():
    import accuracy
    from derivations import numerical_jacobian

    def fails(f, x):
        raise ZeroDivisionError

    tools = {
        "zero": lambda f, x: (np.zeros((np.size(f(x)), x.size)), None),
        "fails": fails,
        "ours": lambda f, x: (numerical_jacobian(f, x).value, None),
    }
    found = accuracy.digits(tools, silent)
    assert [len(found[name]["below 3"]) for name in ("zero", "fails")] == [40, 40]
    assert found["zero"]["digits"] == [0.0] * 20
    assert np.median(found["ours"]["digits"]) >= 13
    assert accuracy.failures["fails", "ZeroDivisionError"] == 40


def test_an_error_stated_too_small_is_counted():
    import accuracy
    from derivations import numerical_gradient

    def stating(factor):
        def run(f, x):
            found = numerical_gradient(f, x)
            return found.value + found.bound, factor * found.bound

        return run

    tools = {
        "small": stating(0.01),
        "large": stating(3),
        "none": lambda f, x: (x, None),
    }
    found = accuracy.stated_errors(tools, 12, silent)
    assert found["small"]["exceeded"] > 0.9 * found["small"]["stated"] > 0
    assert found["large"]["exceeded"] == 0 < found["large"]["stated"]
    assert found["none"]["stated"] == 0


def test_what_is_said_of_public_reports_is_counted():
    import checking
    import reported

    found = checking.public_reports(2, reported.GROUPS, silent)
    assert len(found) == len(reported.GROUPS)
    assert all(entry["right"] == 2 for entry in found.values()), found

    def unnamed(rng):
        f, claim, x, _ = reported.random_claim(rng)
        return f, claim, x, (("sign",), "")

    (entry,) = checking.public_reports(2, [unnamed], silent).values()
    assert entry["right"] == 0 and entry["said"] == {"unknown": 2}


def test_checkers_that_always_say_the_same():
    import checking

    checkers = {
        "calm": lambda f, g, x: "passed",
        "nervous": lambda f, g, x: "refused",
    }
    found = checking.detection(checkers, silent)
    assert set(found["calm"].values()) == {0}
    assert found["nervous"][0.0] == 17
    words, explained = checking.alarms(checkers, 6, silent)
    assert words["calm"]["plain"]["sign"] == ["passed", "passed"]
    assert words["nervous"]["scaled"]["right"] == ["refused", "refused"]
    assert explained == 0
    many = checking.many_inputs(checkers, 50, 2, silent)
    assert many["calm"]["smallest"] is many["nervous"]["smallest"] is None


def test_the_difficult_functions_know_their_derivative():
    import problems
    from derivations import numerical_gradient

    cases = problems.difficult()
    assert len(cases) == 20
    for case in cases:
        found = numerical_gradient(case.f, case.x)
        assert np.all(np.abs(found.value - case.exact) <= found.bound), case.name


def test_the_peers_are_pinned_and_no_host_is_named():
    text = (BENCHMARKS / "requirements.txt").read_text(encoding="utf-8")
    *pins, last = [line for line in text.splitlines() if not line.startswith("#")]
    assert last == "-e ."
    assert [pin for pin in pins if not re.fullmatch(r"[\w-]+==[\w.]+", pin)] == []
    assert set(PEERS) <= {pin.split("==")[0] for pin in pins}


def test_the_page_shows_the_committed_results():
    page = CODE.parent / "chapters/reference/how-good-is-the-checker.md"
    shown = re.findall(r"\{include\} (\S+)", page.read_text(encoding="utf-8"))
    assert len(shown) == 2 and len(set(shown)) == 1
    text = (page.parent / shown[0]).read_text(encoding="utf-8")
    assert "## Targets" in text and "Not installed" not in text
    assert "## Entries of different size" in text.partition("results.png)")[2]
    assert (BENCHMARKS / "results.png").is_file()


def test_a_wrong_claim_is_refused_by_both_designs_and_a_right_one_passes():
    import designs

    def f(x):
        return float(np.sum(np.exp(x)))

    x = np.array([0.3, -0.2, 0.9])
    for design in (designs.sweep, designs.taylor):
        assert design(f, np.exp, x) == "passed"
        assert design(f, lambda x: 1.1 * np.exp(x), x) == "refused"
    assert designs.sweep(f, np.exp, np.zeros(201)) is None


def test_awkward_points_tell_checkers_apart():
    import awkward
    import awkward_tables
    import reported
    from derivations import numerical_jacobian

    checkers = {"calm": lambda f, g, x: "passed", "nervous": lambda f, g, x: "refused"}
    words = awkward.sizes(checkers, 4, silent)
    assert words["calm"][-2.0] == {"passed": 4}
    assert words["nervous"][0.0] == {"refused": 4}
    found = awkward.peers_on_reports(checkers, 1, reported.GROUPS, silent)
    assert {row["nervous"] for row in found["refused"].values()} == {1}
    _, rows = awkward_tables.million({"million": awkward.million(checkers, 10, silent)})
    assert [row[:3] for row in rows] == [
        ["calm", "passed", "passed"],
        ["nervous", "refused", "refused"],
    ]

    def certain(f, x):
        found = numerical_jacobian(f, x)
        return found.value, 1e-6 * found.bound

    shared = awkward.shared_rounding({"certain": certain}, silent)
    assert shared["tools"]["certain"]["exceeded"] > 100
