"""Break the package by one line: its own tests must notice.

Not part of `make test`, for it runs the tests once per break: `make sabotage` does.
"""

import os
import subprocess
import sys

import pytest
from trying import copied

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
    "an undecided check is a witness": (
        "book/shown/witnesses.py",
        "if not seen.accepted:",
        "if seen.refused:",
        "test_book_evidence.py",
    ),
    "values that differ in the seventh digit agree": (
        "book/shown/evidence.py",
        "_AS_EXACT = 1e-12",
        "_AS_EXACT = 1e-6",
        "test_book_evidence.py",
    ),
    "no known cause is a cause": (
        "book/shown/evidence.py",
        'self.kind not in ("", "unknown")',
        'self.kind not in ("",)',
        "test_book_evidence.py",
    ),
    "a sound chain is always a proved one": (
        "book/shown/evidence.py",
        'Evidence("proved" if report.verdict == "proved" else "agrees")',
        'Evidence("proved")',
        "test_book_evidence.py",
    ),
    "the rows of a record are not looked at": (
        "book/contract/evidence.py",
        'for row in record.get("rows", ()):\n        if isinstance(row, dict):',
        "for row in ():\n        if isinstance(row, dict):",
        "test_book_contract.py",
    ),
    "a tag that ignores outputs is harmless": (
        "book/notebooks/nbval_strict.py",
        'HARMLESS = {"raises-exception"}',
        'HARMLESS = {"raises-exception", "nbval-ignore-output"}',
        "test_platform_nbval.py",
    ),
    "a notebook without code is as good as any": (
        "book/notebooks/nbval_strict.py",
        'return ["it has no code cell"]',
        "return []",
        "test_platform_nbval.py",
    ),
    "a picture may vanish": (
        "book/notebooks/nbval_strict.py",
        'if len(old) != len(new):\n        return [f"{len(old)} pictures',
        'if len(old) < len(new):\n        return [f"{len(old)} pictures',
        "test_platform_nbval.py",
    ),
    "a darker ground is the same picture": (
        "book/notebooks/pictures.py",
        "OVERALL = 2",
        "OVERALL = 20",
        "test_platform_pictures.py",
    ),
    "the last rows of a picture are not compared": (
        "book/shown/noise.py",
        "padded[: shades.shape[0], : shades.shape[1]] = shades",
        "end = SQUARE * (high - 1); padded[:end, : shades.shape[1]] = shades[:end]",
        "test_platform_pictures.py",
    ),
    "the last columns of a picture are not compared": (
        "book/shown/noise.py",
        "padded[: shades.shape[0], : shades.shape[1]] = shades",
        "end = SQUARE * (wide - 1); padded[: shades.shape[0], :end] = shades[:, :end]",
        "test_platform_pictures.py",
    ),
    "pairs of coordinates at a kink are skipped": (
        "gradients/measuring/kinks.py",
        "if x.size > PAIRED or bent.size < 2:",
        "if True:",
        "test_gradients_kinks.py",
    ),
    "a thousand roundings are a few": (
        "gradients/hypotheses/evidence.py",
        "rounding = 4 * EPS",
        "rounding = 4000 * EPS",
        "test_gradients_evidence.py",
    ),
    "a wrong version that agrees is excused": (
        "steps/slips/mutants.py",
        'elif verdict == "proved":',
        'elif verdict in ("proved", "agrees"):',
        "test_steps_thresholds.py",
    ),
    "a weak inequality proves a strict one": (
        "steps/proofs/attempts.py",
        'strictly = relation == "<"',
        "strictly = False",
        "test_steps_thresholds.py",
    ),
    "what is not negative is positive": (
        "steps/proofs/proof.py",
        "enough = POSITIVE if strictly else NONNEGATIVE",
        "enough = NONNEGATIVE",
        "test_steps_thresholds.py",
    ),
    "what is not negative is positive, for all sizes": (
        "steps/proofs/signs_allsizes.py",
        "enough = POSITIVE if strictly else NONNEGATIVE",
        "enough = NONNEGATIVE",
        "test_steps_thresholds.py",
    ),
    "verdicts on one domain are taken over to another": (
        "steps/derivation.py",
        "and self._whole_domain() == chain._whole_domain():",
        "and True:",
        "test_steps_evidence.py",
    ),
    "a statement may fail by a little": (
        "steps/verdicts/judge.py",
        "if slack < -(mp.mpf(10) ** (-LOW // 2)):",
        "if slack < -(mp.mpf(10) ** (-LOW // 10)):",
        "test_steps_thresholds.py",
    ),
    "one point is enough": (
        "steps/verdicts/sampled.py",
        "POINTS, ENOUGH = 24, 8",
        "POINTS, ENOUGH = 24, 1",
        "test_steps_judge.py test_steps_thresholds.py",
    ),
}


def run(folder, tests, module=None, old="", new="") -> tuple[int, str]:
    """Run tests on a copy of the book in which one line may be another."""
    copied(folder)
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
    code, report = run(tmp_path / "copy", tests, module, old, new)
    assert code == 1, f"nothing noticed it:\n{report[-2000:]}"
    assert "FAILED code/tests/" in report


def test_an_unbroken_copy_passes(tmp_path):
    tests = "test_platform_pictures.py test_platform_mathsvg.py test_book_records.py"
    code, report = run(tmp_path / "copy", tests)
    assert code == 0, report[-2000:]
