"""assert_*: what pytest shows of a failing check is the report, not this package."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from derivations.gradients import assert_gradient, assert_hessian, assert_jacobian

FAILING = """
import numpy as np
from derivations import assert_gradient, assert_hessian, assert_jacobian

def test_gradient():
    assert_gradient(lambda x: x @ x, lambda x: -2 * x, [1.0, 2.0])

def test_jacobian():
    assert_jacobian(lambda x: x**2, lambda x: 2 * np.diag(2 * x), [1.0, 2.0])

def test_hessian():
    assert_hessian(lambda x: x**2, lambda x: np.diag(3 * x), [1.0, 2.0])

def test_right():
    assert_gradient(lambda x: x @ x, lambda x: 2 * x, [1.0, 2.0])
"""


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    """What pytest prints of tests that fail, at its usual length."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "test_reader.py").write_text(FAILING, encoding="utf-8")
    code = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "test_reader.py"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(code)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "3 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "said",
    [
        "E       AssertionError: The gradient differs (wrong sign) in 2 of 2 entries",
        "E       AssertionError: The Jacobian differs (wrong factor)",
        "E       AssertionError: The Hessian differs (wrong factor)",
        "E       Why: the sign is wrong: minus the claim is right in every entry",
        "E       Instead: -claim",
    ],
)
def test_pytest_shows_the_report(output, said):
    assert said in output


def test_pytest_shows_the_line_of_the_test_and_none_of_the_package(output):
    assert ">       assert_gradient(lambda x: x @ x, lambda x: -2 * x, [1.0, 2.0])" in (
        output
    )
    assert output.count("test_reader.py:") >= 3
    for hidden in ("gradients/assertions.py", "raise AssertionError", "_agreeing"):
        assert hidden not in output


def test_what_agrees_is_returned():
    check = assert_jacobian(lambda x: x**2, lambda x: np.diag(2 * x), [1.0, 2.0])
    assert check.verdict == "agrees" and check.what == "Jacobian"
    check = assert_hessian(lambda x: x**2, lambda x: np.diag(2 * x), [1.0, 2.0])
    assert check.verdict == "agrees" and check.what == "Hessian"


def test_inconclusive_fails_too():
    with pytest.raises(AssertionError, match="is inconclusive"):
        # Not 1e12 + x @ x: a parabola's long steps show its slope beside any offset.
        assert_gradient(lambda x: 1e12 + np.sum(np.exp(x)), np.exp, [1.0, 2.0])


def test_options_are_those_of_the_checks():
    with pytest.raises(AssertionError, match=r"1/m \(m = 50\)"):
        assert_jacobian(
            lambda x: x**2 / 50,
            lambda x: np.diag(2 * x),
            [1.0, 2.0],
            sizes={"m": 50},
        )
    with pytest.raises(TypeError, match="wishes"):
        assert_gradient(lambda x: x @ x, lambda x: 2 * x, [1.0], wishes=1)
