"""All notebooks with their data and the package, in one zip beside the built book.

    python -m derivations.book.site.take_away _build/html _build/wheel

Unpacked anywhere, with the wheel installed, every notebook runs.
"""

import re
import sys
from pathlib import Path

from .downloads import data_files, packed

ZIP = "derivations.zip"
FIRST = "chapters/index.html"
PLACE = '<span class="to-download"></span>'  # on the first page
README = """Executable derivations: all notebooks, their data, and the package.

    python3 -m venv .venv
    .venv/bin/pip install {wheel} jupyterlab matplotlib scipy scikit-learn
    .venv/bin/jupyter lab

Text CC BY-SA 4.0, code MIT.
"""


def everything(chapters: Path, wheel: Path) -> bytes:
    """Return a zip of the notebooks of a folder, the data they name, and the wheel."""
    notebooks = sorted([*chapters.glob("*.ipynb"), *chapters.glob("reference/*.ipynb")])
    files = {
        "README.txt": README.format(wheel=wheel.name).encode(),
        wheel.name: wheel.read_bytes(),
    }
    for notebook in notebooks:
        folder = notebook.parent.relative_to(chapters)
        for name in [notebook.name, *data_files(notebook)]:
            files[(folder / name).as_posix()] = (notebook.parent / name).read_bytes()
    return packed(files)


def offer(out: Path, file: str, words: str) -> None:
    """Put a link to a file of the built book on its first page, for any before it."""
    first = out / FIRST
    link = f'<a href="../{file}">'
    text = re.sub(f"{re.escape(link)}.*?</a> ", "", first.read_text(encoding="utf-8"))
    text = text.replace(PLACE, f"{link}{words}</a> {PLACE}")
    first.write_text(text, encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Write the zip into the built book."""
    out, wheels = map(Path, arguments)
    wheel = max(wheels.glob("derivations-*.whl"))
    written = out / ZIP
    written.write_bytes(everything(Path("chapters"), wheel))
    offer(out, ZIP, "All notebooks with data and package (.zip)")
    print(f"{written}: {written.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
