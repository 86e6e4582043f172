"""Put together what checks a reader's own work in the browser: `make live`.

    python -m derivations.book.site.live_parts

Python (Pyodide) and KaTeX come from npm, with the versions and hashes of
`code/locks/live`; SymPy and mpmath are those installed here, checked against the hashes
of their installation, and this package is added, without `book`. NumPy for the browser
is in no registry by itself; its wheel is taken out of another package's, if its hash is
the one that Pyodide's own lock names. All is kept in `_build/live`.
"""

import ast
import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from base64 import urlsafe_b64encode
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).parents[4]
LOCKS = ROOT / "code" / "locks" / "live"
WORK = ROOT / "_build" / "live"
PARTS = WORK / "parts"  # what the site takes over as it is
MADE_FROM = PARTS / "made-from.txt"  # written last: what was interrupted starts again
PYODIDE = (
    "pyodide.mjs",
    "pyodide.asm.js",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
)
PACKAGES = ("sympy", "mpmath")
LEFT_OUT = {"tests", "testing", "benchmarks", "book", "__pycache__"}
#: Folders of SymPy that nothing here reaches: they would be a third of it.
LEFT_OUT |= {"stats", "crypto", "diffgeom", "categories", "liealgebras", "sandbox"}
LEFT_OUT |= {"quantum", "mechanics", "control", "optics", "hep", "biomechanics"}
LEFT_OUT |= {"continuum_mechanics", "autolev", "latex"}

TAIL = 1000  # characters of what a command says as it fails


def fingerprint() -> str:
    """What the parts are made from, in one number: other sources need other parts."""
    package = ROOT / "code" / "derivations"
    sources = [p for p in package.rglob("*.py") if not LEFT_OUT & set(p.parts)]
    pins = [*LOCKS.iterdir(), ROOT / "code" / "locks" / "book.txt", Path(__file__)]
    digest = hashlib.sha256()
    for path in sorted([*sources, *pins]):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    """Whether parts are there that were made from the sources as they are now."""
    return MADE_FROM.is_file() and MADE_FROM.read_text() == fingerprint()


class Lacking(Exception):
    """Something that the live page is made of cannot be had; says what to do."""


def main() -> int:
    """Make the parts if the sources have changed; 1 where one cannot be had."""
    if is_current() and has_numpy():
        return 0
    try:
        modules = installed_modules()
        shutil.rmtree(PARTS, ignore_errors=True)
        python = PARTS / "python"
        python.mkdir(parents=True)
        for name in PYODIDE:
            shutil.copy2(modules / "pyodide" / name, python)
        pack_sources(modules / "pyodide", python / "derivations.zip")
        add_numpy(python)
        add_katex(modules / "katex" / "dist", PARTS / "katex")
    except Lacking as error:
        print(f"the live page cannot be built: {error}", file=sys.stderr)
        return 1
    MADE_FROM.write_text(fingerprint())
    without = "" if has_numpy() else ", without NumPy"
    print(f"the live page loads {megabytes(has_numpy()):.1f} MB, compressed{without}")
    return 0


def installed_modules() -> Path:
    """Install the packages of the lock with npm, which checks their hashes."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise Lacking("it needs Node.js 18 or newer with npm (`make book` does not)")
    folder = WORK / "npm"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy2(LOCKS / name, folder)
    _run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
    return folder / "node_modules"


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-TAIL:]
        raise Lacking(f"{Path(command[0]).name} {command[1]}: {said}")


def pack_sources(pyodide: Path, target: Path) -> None:
    """Compile SymPy, mpmath and this package with the browser's Python, in one file."""
    sources = WORK / "sources"
    shutil.rmtree(sources, ignore_errors=True)
    for name in PACKAGES:
        copy_installed(name, sources)
    package = ROOT / "code" / "derivations"
    shutil.copytree(
        package,
        sources / "derivations",
        ignore=lambda _, names: [name for name in names if not _is_wanted(name)],
    )
    script = Path(__file__).with_name("live_compile.mjs")
    _run(["node", *map(str, (script, pyodide, sources, target))], WORK)


def _is_wanted(name: str) -> bool:
    return name not in LEFT_OUT and ("." not in name or name.endswith(".py"))


def copy_installed(name: str, folder: Path) -> None:
    """Copy an installed package's sources, each compared with its recorded hash.

    Docstrings are left out: they are a quarter of what a reader would have to load.
    """
    for file in distribution(name).files or ():
        wanted = file.suffix == ".py" and file.parts[0] == name
        if not wanted or LEFT_OUT & set(file.parts):
            continue
        content = Path(file.locate()).read_bytes()
        digest = urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
        if file.hash is None or file.hash.value != digest.decode():
            raise Lacking(f"{file} is not as it was installed: remove .venv and build")
        target = folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(without_docstrings(content))


def without_docstrings(source: bytes) -> bytes:
    """The same module with every docstring empty.

    >>> without_docstrings(b"def f(): 'Say so.'; return 1")
    b'def f(): ""; return 1'
    """
    lines = source.splitlines(keepends=True)
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    found = [
        node.body[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, holders) and ast.get_docstring(node, clean=False)
    ]
    for said in sorted(found, key=lambda node: node.lineno, reverse=True):
        first, last = said.lineno - 1, (said.end_lineno or said.lineno) - 1
        rest = lines[last][said.end_col_offset :]
        lines[first : last + 1] = [lines[first][: said.col_offset] + b'""' + rest]
    return b"".join(lines)


def add_numpy(python: Path) -> None:
    """Add the wheel that Pyodide's lock names, or say why it cannot be had."""
    lock = json.loads((python / "pyodide-lock.json").read_text(encoding="utf-8"))
    wanted = lock["packages"]["numpy"]
    kept = WORK / "cache" / wanted["file_name"]
    if not _has_hash(kept, wanted["sha256"]):
        try:
            _take_out(kept)
        except Lacking as error:
            print(f"no NumPy: {error}", file=sys.stderr)
            return
    if _has_hash(kept, wanted["sha256"]):
        shutil.copy2(kept, python)
    else:
        print("no NumPy: the wheel found is not the one of the lock", file=sys.stderr)


def has_numpy() -> bool:
    """Whether gradients can be checked, too."""
    return any((PARTS / "python").glob("numpy-*.whl"))


def _has_hash(path: Path, sha256: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def _take_out(kept: Path) -> None:
    """Take the wheel out of the package that carries it."""
    folder = kept.parent / "download"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _run(
        [
            sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
            "--require-hashes", "--only-binary", ":all:", "--dest", str(folder),
            "--requirement", str(LOCKS / "numpy.txt"),
        ],
        WORK,
    )  # fmt: skip
    (carrier,) = folder.glob("*.whl")
    with zipfile.ZipFile(carrier) as archive:
        inside = [n for n in archive.namelist() if n.endswith("/" + kept.name)]
        if not inside:
            raise Lacking(f"{carrier.name} holds no {kept.name}")
        kept.write_bytes(archive.read(inside[0]))
    shutil.rmtree(folder)


def add_katex(source: Path, target: Path) -> None:
    """Add KaTeX with its style sheet and the one kind of fonts that browsers need."""
    (target / "fonts").mkdir(parents=True)
    for name in ("katex.mjs", "katex.min.css"):
        shutil.copy2(source / name, target)
    for font in sorted((source / "fonts").glob("*.woff2")):
        shutil.copy2(font, target / "fonts")


def megabytes(numpy: bool) -> float:
    """What a reader loads, compressed as servers send it."""
    files = [path for path in (PARTS / "python").iterdir() if path.suffix != ".json"]
    files = [path for path in files if numpy or path.suffix != ".whl"]
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in files) / 1e6


if __name__ == "__main__":
    sys.exit(main())
