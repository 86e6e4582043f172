"""What editors and readers see of the public names: types and docstrings."""

import importlib.util
import inspect
import subprocess
import sys
from pathlib import Path

import derivations
import pytest
from derivations import book, gradients, numerics, steps

PARTS = (gradients, numerics, steps, book)
USER = Path(__file__).parent / "user_script.py"
ROOT = Path(__file__).parents[3]


def functions():
    """The public functions and classes of all parts, each with its part."""
    for part in PARTS:
        for name in part.__all__:
            thing = getattr(part, name)
            ours = getattr(thing, "__module__", "").startswith("derivations")
            if ours and (inspect.isfunction(thing) or inspect.isclass(thing)):
                yield pytest.param(thing, id=f"{part.__name__}.{name}")


def signatures(thing):
    """A function, or the constructor and the public methods of a class."""
    if inspect.isfunction(thing):
        yield thing
        return
    for name, member in vars(thing).items():
        member = getattr(member, "fget", None) or getattr(member, "__func__", member)
        wanted = not name.startswith("_") or name in ("__init__", "__new__")
        if wanted and inspect.isfunction(member) and member.__name__ != "<lambda>":
            yield member


@pytest.mark.parametrize("thing", [*functions()])
def test_public_names_have_types(thing):
    bare = []
    for function in signatures(thing):
        if not function.__module__.startswith("derivations"):
            continue
        told = inspect.signature(function)
        names = [
            p.name
            for p in told.parameters.values()
            if p.annotation is p.empty and p.name not in ("self", "cls")
        ]
        returns = told.return_annotation is not inspect.Signature.empty
        if names or not (returns or function.__name__ in ("__init__", "__new__")):
            bare.append((function.__qualname__, names or "its result"))
    assert bare == []


@pytest.mark.parametrize("thing", [*functions()])
def test_public_names_have_docstrings_in_one_style(thing):
    text = inspect.getdoc(thing) or ""
    assert (len(text) > 20 and text[0].isupper()) or text.startswith("``")
    assert "Args:" not in text and "Returns:" not in text and "Raises:" not in text
    if inspect.isfunction(thing) and len(inspect.signature(thing).parameters) > 1:
        assert "\nParameters\n---" in text
        assert ">>>" in text, "a short example that runs"


@pytest.mark.parametrize("part", PARTS)
def test_only_public_names_are_listed(part):
    assert set(dir(part)) == set(part.__all__)


def test_the_package_lists_its_names_and_its_version():
    assert dir(derivations) == sorted([*derivations._PUBLIC, "__version__"])


def checked(*command):
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )
    return done.returncode, done.stdout + done.stderr


def mypy(path):
    return checked(
        sys.executable, "-m", "mypy", "--strict", "--config-file=", str(path)
    )


def test_a_script_of_a_user_passes_mypy_strict():
    code, said = mypy(USER)
    assert code == 0, said


def test_an_illegal_call_is_flagged_by_mypy(tmp_path):
    path = tmp_path / "wrong.py"
    path.write_text("from derivations import check_gradient\ncheck_gradient(3)\n")
    code, said = mypy(path)
    assert code == 1 and "Missing positional arguments" in said


needs_pyright = pytest.mark.skipif(
    importlib.util.find_spec("basedpyright") is None,
    reason="basedpyright is not installed: `make peers` brings it",
)


def pyright(path):
    command = (sys.executable, "-m", "basedpyright", "--level", "error")
    return checked(*command, "--pythonpath", sys.executable, str(path))


@needs_pyright
def test_a_script_of_a_user_passes_pyright():
    code, said = pyright(USER)
    assert code == 0, said


@needs_pyright
def test_an_illegal_call_is_flagged_by_pyright(tmp_path):
    path = tmp_path / "wrong.py"
    path.write_text("from derivations import check_gradient\ncheck_gradient(3)\n")
    code, said = pyright(path)
    assert code == 1 and "missing for parameters" in said
