"""Break the package by one line: its own tests must notice.

Not part of `make test`, for it runs the tests once per break: `make sabotage` does.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

# What is broken -> (module, text of the line, what stands there instead, tests).
BREAKS = {
    "a bound without the disagreement of its differences": (
        "numerics/ladder.py",
        "zip(previous, caution * apart + carry, carry, strict=True)",
        "zip(previous, carry, carry, strict=True)",
        "test_numerics_accuracy.py",
    ),
    "a tolerance a thousand times too wide": (
        "gradients/hypotheses/evidence.py",
        "return SAFETY * (self.bound",
        "return 1e3 * SAFETY * (self.bound",
        "test_gradients_mistakes.py test_gradients_situations.py",
    ),
    "a gradient is never wrong": (
        "gradients/hypotheses/evidence.py",
        "return ~(np.abs(claimed - numeric) <= room) & (room < np.inf)",
        "return ~(np.abs(claimed - numeric) <= room) & False",
        "test_gradients_mistakes.py test_gradients_situations.py",
    ),
    "a step is never different": (
        "steps/verdicts/comparing.py",
        'if "different" in outcomes:\n            if not confirm:',
        "if False:\n            if not confirm:",
        "test_steps_judge.py test_steps_battery.py",
    ),
    "everything is proved to be zero": (
        "steps/proofs/proof.py",
        "return _is_zero(sp.sympify(expression))",
        "return True",
        "test_steps_judge.py test_steps_battery.py test_steps_signs.py",
    ),
    "mistakes are refused without being looked at": (
        "book/shown/evidence.py",
        'return Evidence("agrees" if entry else "differs", says="")',
        'return Evidence("differs", says="")',
        "test_book_records.py",
    ),
    "a stripped notebook is as good as any": (
        "book/notebooks/nbval_strict.py",
        "if not any(cell.outputs for cell in cells):",
        "if False:",
        "test_platform_nbval.py",
    ),
    "a picture is never compared": (
        "book/notebooks/nbval_strict.py",
        "same = same and not pictures",
        "same = same",
        "test_platform_nbval.py",
    ),
    "only the average of a picture counts": (
        "book/notebooks/pictures.py",
        "IN_A_SQUARE = 16",
        "IN_A_SQUARE = 255",
        "test_platform_pictures.py",
    ),
    "a formula that TeX cannot read is set in red": (
        "book/site/mathsvg.js",
        "formatError: (_, error) => { throw Error(error.message); },",
        "",
        "test_platform_mathsvg.py",
    ),
    "a notebook that raises is written all the same": (
        "book/notebooks/refresh.py",
        "return False\n        after",
        "pass\n        after",
        "test_platform_refresh.py",
    ),
}


def run(folder, tests, module=None, old="", new="") -> tuple[int, str]:
    """Run tests on a copy of the package in which one line may be another."""
    for name in ("derivations", "tests"):
        shutil.copytree(
            ROOT / "code" / name,
            folder / "code" / name,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    if module:
        path = folder / "code" / "derivations" / module
        source = path.read_text(encoding="utf-8")
        assert source.count(old) == 1, f"{module} has changed: find {old!r} anew"
        path.write_text(source.replace(old, new), encoding="utf-8")
    options = ["-x", "-q", "-p", "no:cacheprovider"]
    found = [next((folder / "code" / "tests").rglob(test)) for test in tests.split()]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *map(str, found)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "code")},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_package_is_noticed(name, tmp_path):
    module, old, new, tests = BREAKS[name]
    code, report = run(tmp_path, tests, module, old, new)
    assert code == 1, f"nothing noticed it:\n{report[-2000:]}"
    assert "FAILED code/tests/" in report


def test_an_unbroken_copy_passes(tmp_path):
    tests = "test_platform_pictures.py test_platform_mathsvg.py test_book_records.py"
    code, report = run(tmp_path, tests)
    assert code == 0, report[-2000:]
