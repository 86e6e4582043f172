"""What stands where: the tree, the settings, the pins, the commands."""

import re
import shutil
import subprocess
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
TOP = {
    "_config.yml",
    "_toc.yml",
    "chapters",
    "code",
    "requirements.txt",
    "README.md",
    "pyproject.toml",
    "Makefile",
    "LICENSE",
    "CITATION.cff",  # GitHub looks for it there alone
    "MANIFEST.in",  # and setuptools for this one
}


def lines(name):
    return (ROOT / name).read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def requirement(text):
    """The name in a requirement, as PyPI compares names."""
    return re.match(r"[\w.-]+", text)[0].lower().replace("_", "-").replace(".", "-")


def test_nothing_else_stands_at_the_top():
    git = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if git.returncode:
        pytest.skip("not a git checkout")
    found = {name.split("/")[0] for name in git.stdout.splitlines()}
    assert {name for name in found if not name.startswith(".")} <= TOP


def test_the_folder_named_code_does_not_hide_the_standard_library():
    # With code/__init__.py, `import code` finds our folder, and pdb dies on 3.13.
    assert not (ROOT / "code" / "__init__.py").exists()


def test_the_lock_pins_every_dependency_and_names_no_host(project):
    pinned = [line for line in lines("requirements.txt") if not line.startswith(" ")]
    *pins, last = [line for line in pinned if not line.startswith("#")]
    assert last == "-e ."
    assert [pin for pin in pins if not re.match(r"[\w.-]+==\S+( ;.*)?$", pin)] == []
    assert [line for line in pinned if "://" in line or line.startswith("--")] == []
    names = [requirement(pin) for pin in pins]
    extras = project["project"]["optional-dependencies"]
    wanted = project["project"]["dependencies"] + extras["book"] + extras["test"]
    assert set(map(requirement, wanted)) <= set(names)
    assert names.count("numpy") == 1  # one NumPy for every Python


def pins(name):
    """Requirements of a lock, without hashes: one a package and marker."""
    text = "\n".join(lines(name)).replace("\\\n", " ")
    found = [line for line in text.splitlines() if re.match(r"[a-z]", line)]
    return {re.sub(r"\s+--hash=\S+", "", line).strip() for line in found}


def test_what_make_installs_is_the_lock_with_hashes():
    assert pins("code/locks/book.txt") == pins("requirements.txt")
    assert pins("code/locks/book.txt") <= pins("code/locks/peers.txt")
    for name in ("book", "peers", "sabotage"):
        text = "\n".join(lines(f"code/locks/{name}.txt")).replace("\\\n", " ")
        held = [line for line in text.splitlines() if re.match(r"[a-z]", line)]
        assert [line for line in held if "--hash=sha256:" not in line] == []
        assert "://" not in text
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "--require-hashes" in makefile and "--no-deps" in makefile


def test_every_dependency_says_why(project):
    listed = [line for line in lines("pyproject.toml") if line.startswith('    "')]
    for extra in project["project"]["optional-dependencies"].values():
        for wanted in extra:
            (line,) = [text for text in listed if f'"{wanted}"' in text][:1]
            assert " # " in line, f"{wanted} has no reason beside it"


def test_every_command_is_described():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = " ".join(re.findall(r"^\.PHONY:(.*)$", text, re.MULTILINE)).split()
    told = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert set(commands) == {line.split()[1] for line in told.splitlines()}


def test_the_examples_of_every_folder_of_the_package_run(pytestconfig):
    package = ROOT / "code" / "derivations"
    folders = [f"/{p.relative_to(ROOT)}" for p in package.rglob("*") if p.is_dir()]
    left_out = [f"*/{pattern}" for pattern in pytestconfig.getini("norecursedirs")]
    assert [f for f in folders if any(fnmatch(f, p) for p in left_out)] == []


def test_notebooks_never_run_while_building():
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    assert config["execute"]["execute_notebooks"] == "off"


def test_the_table_of_contents_names_files_that_exist():
    listed = re.findall(
        r"^\s*-?\s*(?:file|root):\s*(\S+)", "\n".join(lines("_toc.yml")), re.MULTILINE
    )
    assert "chapters/index" in listed
    missing = [
        name
        for name in listed
        if not any((ROOT / f"{name}{end}").is_file() for end in (".md", ".ipynb"))
    ]
    assert missing == []


@pytest.mark.parametrize("path", sorted((ROOT / ".github/workflows").glob("*.yml")))
def test_every_step_of_ci_says_what_it_is_for(path):
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    for job in workflow["jobs"].values():
        assert "timeout-minutes" in job or job.get("environment")
        assert all(step.get("name") for step in job["steps"])


@pytest.mark.parametrize("path", sorted((ROOT / ".github/workflows").glob("*.yml")))
def test_actions_and_tools_of_ci_are_pinned(path):
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"uses: (.*)", text)
    pinned = re.compile(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert used and [action for action in used if not pinned.fullmatch(action)] == []
    assert re.findall(r"pip install uv(?!==)", text) == []


def interpreter(path, *refused):
    """A stand-in for Python that fails where it is asked for what it has not."""
    tests = "".join(f'case "$2" in *{word}*) exit 1;; esac\n' for word in refused)
    path.write_text(f"#!/bin/sh\n{tests}exit 0\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("refused", "told"),
    [
        (["version_info"], "Python 3.11 or newer is needed; found: "),
        (["ensurepip"], "sudo apt install python3-venv"),
    ],
)
def test_what_a_machine_lacks_is_named(tmp_path, refused, told):
    python = interpreter(tmp_path / "python", *refused)
    done = subprocess.run(
        ["make", f"PYTHON={python}", f"VENV={tmp_path / 'env'}", "book"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode and told in done.stdout
    assert not (tmp_path / "env").exists()


def test_a_machine_without_python_is_told_so(tmp_path):
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("make", "sh"):
        (tools / tool).symlink_to(shutil.which(tool))
    done = subprocess.run(
        ["make", f"VENV={tmp_path / 'env'}", "book"],
        cwd=ROOT,
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode and "is needed; found: none" in done.stdout
