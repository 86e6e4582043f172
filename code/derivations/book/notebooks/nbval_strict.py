"""Pytest plugin: nbval without its holes.

nbval 0.11 re-runs a notebook and compares outputs, but passes a notebook whose outputs
were stripped, obeys comments that switch it off, and skips pictures. Here a notebook
has one more test, "as committed": it was run top to bottom and hides nothing. Pictures
are compared, and what fails says which chapter, which cell and which claim.

Switched on by ``-p derivations.book.notebooks.nbval_strict`` in pyproject.toml.
"""

import difflib

import nbval.kernel
import nbval.plugin
import pytest

from derivations.display import RECORD

from .kernels import PrivateKernelManager
from .pictures import difference

# What a cell may carry that nbval heeds: an error that is meant to be shown.
HARMLESS = {"raises-exception"}
SETTINGS = {"kernelspec", "language_info", "derivations"}  # of a whole notebook


def pytest_addoption(parser):
    parser.addoption(
        "--no-pictures",
        action="store_true",
        help="do not compare pictures (where matplotlib is not the pinned one)",
    )


class AsCommitted(pytest.Item):
    """A notebook as it stands in the repository: run once, in order, all of it."""

    def runtest(self):
        faults = committed_faults(self.parent.nb)
        if faults:
            raise AssertionError("\n".join(faults))

    def repr_failure(self, excinfo):
        head = f"Chapter {self.path.stem} is not as `make refresh` writes it:"
        return "\n  ".join([head, *str(excinfo.value).splitlines()])

    def reportinfo(self):
        return self.path, 0, f"{self.path.name}::{self.name}"


def committed_faults(notebook) -> list[str]:
    """Name what in a committed notebook would make its test an empty one."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if not cells:
        return ["it has no code cell"]
    faults = []
    if not any(cell.outputs for cell in cells):
        faults.append("it has no outputs: there is nothing to compare with")
    for key in sorted(set(notebook.metadata) - SETTINGS):
        faults.append(f"its metadata say {key!r}, which may hide what it shows")
    counts = [cell.execution_count for cell in cells]
    for number, count in enumerate(counts):
        if count != number + 1:
            faults.append(
                f"cell {number} carries the count {count}, not {number + 1}: it was "
                "not run top to bottom"
            )
            break
    for number, cell in enumerate(cells):
        for marker in switches(cell):
            faults.append(f"cell {number} switches its test off: {marker}")
    return faults


def switches(cell) -> list[str]:
    """The comments and tags of a cell that make nbval skip or ignore it."""
    comments = [
        line.strip()
        for line in cell.source.splitlines()
        if line.strip().startswith("#")
        and line.strip("# ") in nbval.plugin.comment_markers
    ]
    tags = set(cell.metadata.get("tags", ())) & set(nbval.plugin.metadata_tags)
    return comments + [f"tag {tag}" for tag in sorted(tags - HARMLESS)]


def collect(self):
    """The tests of a notebook: how it was committed first, then nbval's cells."""
    cells = list(nbval_collect(self))
    yield AsCommitted.from_parent(self, name="as committed")
    yield from cells


def compare_outputs(self, test, ref, skip_compare=None):
    """Compare a cell's outputs as nbval does, and pictures; tell what changed."""
    same = nbval_compare_outputs(self, test, ref, skip_compare)
    told = record_changes(ref, test)
    if not self.config.option.no_pictures:
        pictures = picture_changes(ref, test)
        same = same and not pictures
        told += pictures
    told += text_changes(ref, test)
    if not same:
        # nbval's own listing stays where there is nothing better to say.
        where = f"In chapter {self.path.stem}, cell {self.cell_num}:"
        listing = [f"  {line}" for line in told] or self.comparison_traceback
        self.comparison_traceback = [where, *listing]
    return same


def _payloads(outputs, mime):
    return [out.data[mime] for out in outputs if mime in out.get("data", {})]


def picture_changes(committed, fresh) -> list[str]:
    """Compare the PNG pictures of two lists of outputs."""
    old, new = _payloads(committed, "image/png"), _payloads(fresh, "image/png")
    if len(old) != len(new):
        return [f"{len(old)} pictures were committed, the cell draws {len(new)}"]
    told = map(difference, old, new)
    return [found for found in told if found]


def record_changes(committed, fresh) -> list[str]:
    """Say in words how the records of a cell changed."""
    old, new = _payloads(committed, RECORD), _payloads(fresh, RECORD)
    if len(old) != len(new):
        return [f"{len(old)} records were committed, the cell yields {len(new)}"]
    return [line for pair in zip(old, new, strict=True) for line in changes(*pair)]


def changes(old, new, where="") -> list[str]:
    """Compare two records, entry by entry; each difference is one line.

    >>> old = {"kind": "check", "name": "cost", "lines": [{"verdict": "proved"}]}
    >>> new = {"kind": "check", "name": "cost", "lines": [{"verdict": "refuted"}]}
    >>> changes(old, new)
    ["check 'cost', lines[1], verdict: committed 'proved', now 'refuted'"]
    """
    if old == new:
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        where = where or _title(new)
        return [
            line
            for key in sorted(set(old) | set(new))
            for line in changes(old.get(key), new.get(key), f"{where}, {key}")
        ]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [
            line
            for i, pair in enumerate(zip(old, new, strict=True), start=1)
            for line in changes(*pair, f"{where}[{i}]")
        ]
    return [f"{where}: committed {old!r}, now {new!r}"]


def _title(record):
    name = record.get("name") or record.get("title") or record.get("claim") or ""
    return f"{record.get('kind', 'record')} {name!r}" if name else record["kind"]


def text_changes(committed, fresh) -> list[str]:
    """The lines that changed, marked - (committed) and + (now).

    Of outputs that say the same in several forms, the first form that differs.
    """
    for form in ("text/plain", "text/markdown", "text/latex", "text/html"):
        old, new = list(lines(committed, form)), list(lines(fresh, form))
        found = difflib.unified_diff(old, new, n=0)
        told = [line for line in found if not line.startswith(("---", "+++", "@@"))]
        if told:
            return told
    return []


def lines(outputs, form):
    """The lines of all outputs in one form; what is printed counts as plain text."""
    for out in outputs:
        printed = out.get("text", "") if form == "text/plain" else ""
        yield from (printed or out.get("data", {}).get(form, "")).splitlines()


# nbval offers no hook for these three; its version is pinned in pyproject.toml.
nbval_collect = nbval.plugin.IPyNbFile.collect
nbval_compare_outputs = nbval.plugin.IPyNbCell.compare_outputs
nbval.plugin.IPyNbFile.collect = collect
nbval.plugin.IPyNbCell.compare_outputs = compare_outputs
nbval.kernel.KernelManager = PrivateKernelManager
