"""Where the book lives: one address, kept in pyproject.toml.

    python -m derivations.book.site.home https://github.com/me/book

writes the address there (`Repository` under `[project.urls]`), into CITATION.cff, and
in front of the README's picture, which an index page only shows from a full address.
"""

import re
import sys
import tomllib
from pathlib import Path

_ADDRESS = re.compile(r"https://[\w.-]+(/[\w.-]+)+")
_PICTURE = re.compile(r"\]\((?:https://\S+/raw/main/)?(\.github/page\.png)\)")


def repository(root: Path) -> str | None:
    """The address that pyproject.toml names, or None.

    >>> repository(Path("no such folder")) is None
    True
    """
    path = root / "pyproject.toml"
    if not path.is_file():
        return None
    project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
    return project.get("urls", {}).get("Repository")


def moved(texts: dict[str, str], address: str) -> dict[str, str]:
    """The files, by name, with the address written wherever it is needed.

    Raises
    ------
    ValueError
        `address` is not one of a repository, or a place for it is missing.

    >>> told = {"README.md": "![A page](.github/page.png)",
    ...         "CITATION.cff": "title: Book",
    ...         "pyproject.toml": "[project.urls]"}
    >>> print(moved(told, "https://github.com/me/book")["README.md"])
    ![A page](https://github.com/me/book/raw/main/.github/page.png)
    """
    if not _ADDRESS.fullmatch(address):
        raise ValueError(
            f"URL must be a repository like https://github.com/me/book, got {address!r}"
        )
    project, citation = texts["pyproject.toml"], texts["CITATION.cff"]
    project = re.sub(r"^Repository = .*\n", "", project, flags=re.MULTILINE)
    citation = re.sub(r"^repository-code: .*\n", "", citation, flags=re.MULTILINE)
    new = {
        "pyproject.toml": project.replace(
            "[project.urls]", f'[project.urls]\nRepository = "{address}"', 1
        ),
        "CITATION.cff": citation.rstrip("\n") + f"\nrepository-code: {address}\n",
        "README.md": _PICTURE.sub(rf"]({address}/raw/main/\1)", texts["README.md"]),
    }
    for name, text in new.items():
        if address not in text:
            raise ValueError(f"{name} has no place for the address")
    return new


def main(arguments: list[str]) -> int:
    """Write the address given; 2 on bad use."""
    names = ("pyproject.toml", "CITATION.cff", "README.md")
    try:
        texts = {name: Path(name).read_text(encoding="utf-8") for name in names}
        for name, text in moved(texts, " ".join(arguments)).items():
            Path(name).write_text(text, encoding="utf-8")
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
