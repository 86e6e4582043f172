"""The package alone: what works where NumPy or SymPy is missing, and what it ships."""

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import derivations
import pytest
import yaml

ROOT = Path(__file__).parents[3]


def without(missing, source):
    """Run `source` where a package cannot be imported; returns what it prints."""
    hidden = f"import sys; sys.modules[{missing!r}] = None\n{source}"
    done = subprocess.run(
        [sys.executable, "-c", hidden], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_gradients_and_a_star_import_work_without_sympy():
    source = (
        "from derivations import *\n"
        "print(bool(check_gradient(lambda x: x @ x, lambda x: 2 * x, [1.0, 2.0])))\n"
        "print('derive' in globals(), 'mpmath' in sys.modules)"
    )
    assert without("sympy", source) == "True\nFalse False"


def test_steps_and_a_star_import_work_without_numpy():
    source = (
        "from derivations import *\n"
        "from sympy.abc import x\n"
        "print(bool(check_step(x + x, 2 * x)), bool(derive(x**2, x).check()))\n"
        "print('check_gradient' in globals())"
    )
    assert without("numpy", source) == "True True\nFalse"


@pytest.mark.parametrize(
    ("missing", "name"), [("sympy", "derive"), ("numpy", "check_gradient")]
)
def test_what_cannot_be_had_says_what_it_needs(missing, name):
    source = (
        "import derivations\n"
        f"try: derivations.{name}\n"
        "except ImportError as error: print(error.name)"
    )
    assert without(missing, source) == missing


def test_one_version_everywhere():
    assert derivations.__version__.count(".") == 2
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == derivations.__version__
    changes = (ROOT / "chapters/reference/changelog.md").read_text(encoding="utf-8")
    assert f"\n## {derivations.__version__}\n" in changes
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"derivations-{derivations.__version__}-py3" in readme
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" in project["project"]["dynamic"]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Wheel and source archive, built from what git tracks."""
    git = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if git.returncode:
        pytest.skip("not a git checkout")
    copy, out = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("dist")
    for name in filter(None, git.stdout.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
    build = (
        "from setuptools import build_meta as b\n"
        f"print(b.build_sdist({str(out)!r}), b.build_wheel({str(out)!r}))"
    )
    subprocess.run([sys.executable, "-c", build], cwd=copy, check=True, timeout=120)
    return out


def test_the_wheel_holds_the_package_its_types_and_its_license(built):
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "derivations/py.typed" in names
    assert [name for name in names if name.endswith("licenses/LICENSE")]
    sources = (ROOT / "code" / "derivations").rglob("*.py")
    wanted = {str(path.relative_to(ROOT / "code")) for path in sources}
    assert wanted <= set(names)
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"derivations"}


def test_the_source_archive_holds_tests_and_chapters(built):
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    wanted = {
        "Makefile",
        "code/tests/conftest.py",
        "code/locks/book.txt",
        "chapters/01-logistic-cost.ipynb",
        "chapters/data/newcomb.csv",
        ".ci/run",
    }
    assert wanted <= names
    assert [name for name in names if "_build" in name or "__pycache__" in name] == []
