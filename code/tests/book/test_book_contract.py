"""The contract refuses every broken chapter for its reason, and accepts a good one."""

import copy
import json
from inspect import isfunction, signature

import pytest
from broken_notebooks import BROKEN, strip
from derivations import book
from derivations.book.contract.contract import lacking, main, report, rules, toc_names
from derivations.book.contract.package import SHOW
from derivations.book.notebooks.committed import parse, read
from good_notebook import (
    BIB,
    DERIVATION,
    FILES,
    FOLDED,
    NAME,
    TOC,
    code,
    good,
    insert,
    output,
    replace,
    shows,
)
from sham_notebooks import SHAM, TITLE


def judged(notebook, name=NAME, toc=TOC):
    return lacking(parse(notebook, name), toc, FILES)


def test_a_good_chapter_lacks_nothing():
    assert judged(good()) == []


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_chapter_is_refused_for_its_reason(what):
    rule, words, breaks = BROKEN[what]
    notebook = good()
    breaks(notebook)
    assert notebook != good()
    found = judged(notebook)
    assert any(lack.rule == rule and words in str(lack) for lack in found), found


def test_the_sham_chapter_gets_a_message_for_each_of_its_ways():
    notebook = good()
    replace("The error at the output is $p - y$", TITLE)(notebook)
    for _, _, does in SHAM.values():
        does(notebook)
    found = [(lack.rule, str(lack)) for lack in judged(notebook)]
    silent = [
        what
        for what, (rule, words, _) in SHAM.items()
        if not any(rule == name and words in message for name, message in found)
    ]
    assert silent == []


def test_every_function_that_shows_results_is_known_to_the_contract():
    offered = {name: getattr(book, name) for name in book.__all__}
    functions = {name: f for name, f in offered.items() if isfunction(f)}
    assert {name for name, f in functions.items() if signature(f).parameters} == SHOW


def test_every_rule_has_a_chapter_that_breaks_it():
    silent = set(rules(parse(good(), NAME)))
    for _, _, breaks in BROKEN.values():
        notebook = good()
        breaks(notebook)
        parsed = parse(notebook, NAME)
        silent -= {rule for rule in silent if list(rule(parsed))}
    assert silent == set()


def test_a_chapter_that_no_reader_can_find_is_refused():
    assert [lack.rule for lack in judged(good(), toc={"index"})] == ["toc"]


def test_other_notebooks_need_no_sections_but_small_cells_and_outputs():
    page = {"cells": [code("x = 1\n" * 21)]}
    found = judged(page, "check-your-own.ipynb", {"check-your-own"})
    assert [lack.rule for lack in found] == ["size", "outputs"]


def test_a_stripped_chapter_has_one_fault_not_twenty():
    notebook = good()
    strip(notebook)
    assert [lack.rule for lack in judged(notebook)] == ["outputs"]


def test_the_report_names_chapter_cell_and_remedy():
    notebook = good()
    BROKEN["display typed"][2](notebook)
    parsed = parse(notebook, NAME)
    text = report(parsed, lacking(parsed, TOC, FILES))
    assert text.splitlines() == [
        "07-softmax-backprop.ipynb lacks 1 of what its readers rely on:",
        "  - cell 6 in 'Derivation': a displayed formula is typed ($$). Show it by a "
        "Derivation, whose lines are checked, or write it inline",
    ]


def test_the_command_examines_a_book(tmp_path, capsys):
    chapters = tmp_path / "chapters"
    chapters.mkdir()
    toc = "root: chapters/index\n- file: chapters/07-softmax-backprop\n"
    (tmp_path / "_toc.yml").write_text(toc)
    (chapters / "references.bib").write_text(BIB)
    chapter = chapters / NAME
    chapter.write_text(json.dumps(good()))
    (chapters / "01-logistic-cost.ipynb").write_text("{}")
    assert main([str(chapter)]) == 0
    assert "1 of 1 notebooks keep the contract" in capsys.readouterr().out
    (tmp_path / "_toc.yml").write_text("root: chapters/index\n")
    (chapters / "references.bib").unlink()
    assert main([str(chapter)]) == 1
    told = capsys.readouterr().out
    assert "table of contents" in told and "has no entry" in told


def test_what_is_no_notebook_is_named(tmp_path):
    file = tmp_path / "01-no.ipynb"
    file.write_text("[]")
    with pytest.raises(ValueError, match=r"01-no\.ipynb is not a notebook"):
        read(file)


def test_toc_names_are_read_with_and_without_ending():
    toc = "root: chapters/index.md\nparts:\n  - chapters:\n    - file: b/a.ipynb\n"
    assert toc_names(toc) == {"index", "a"}
    assert toc_names(toc.replace(".md", "").replace(".ipynb", "")) == {"index", "a"}


NO_VERSIONS = {"killed": 0, "total": 0, "equivalent": []}


@pytest.mark.parametrize(
    ("line", "lacking"),
    [
        ({"verdict": "agrees", "relation": "<="}, []),
        ({"verdict": "cited", "source": "A book"}, []),
        ({"verdict": "agrees"}, ["mutation"]),
        ({"verdict": "agrees", "relation": "="}, ["mutation"]),
    ],
)
def test_equations_alone_are_tried_with_wrong_versions(line, lacking):
    notebook, lines = good(), [{"reason": "a bound", **line}]
    record = {**DERIVATION, "lines": lines, "mutation": NO_VERSIONS}
    output("proof(lemma", shows(record))(notebook)
    assert [lack.rule for lack in judged(notebook)] == lacking


SQUARE = "check_gradient(lambda x: x**2, lambda x: {} * x, 3.0)"
ACCEPTED = {
    "both checks are of the same function, written twice": (
        f'mistakes(\n    {{"3x": {SQUARE.format(3)}}},\n'
        f"    right={SQUARE.format(2)},\n)"
    ),
    "wrong and right values come from one": (
        'mistakes({"3x": (3 * p_0, gradient(p_0, y_0))}, right=(p_0, gradient(0, 0)))'
    ),
    "the value of a reference is computed": (
        'agrees(compare({"slope": (gradient(p_0, y_0), 2 * p_0, "by hand")}))'
    ),
    "the answer of a table is computed": (
        'endings(("what", "slope"), {"square": (chain.last, "$3x$")})'
    ),
}


@pytest.mark.parametrize("what", ACCEPTED)
def test_what_is_computed_is_accepted(what):
    notebook = good()
    insert("## What the thread says", code(ACCEPTED[what], **FOLDED))(notebook)
    assert judged(notebook) == []


def entries(value, way=()):
    """The ways to all entries of records, with those within them."""
    within = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in within:
        if isinstance(key, str):
            yield (*way, key)
        if isinstance(inner, dict | list):
            yield from entries(inner, (*way, key))


def settings_and_outputs(notebook):
    """What the cells of a notebook hold beside their texts."""
    cells = notebook["cells"]
    return [
        held[part] for part in ("metadata", "outputs") for held in cells if part in held
    ]


# Without these nothing can be said of a cell or a record.
NEEDED = {"kind", "killed", "image/png"}


def test_where_an_entry_lacks_the_rest_is_judged_all_the_same():
    tried = 0
    for place, held in enumerate(settings_and_outputs(good())):
        for *way, key in entries(held):
            if key not in NEEDED:
                notebook = copy.deepcopy(good())
                found = settings_and_outputs(notebook)[place]
                for part in way:
                    found = found[part]
                del found[key]
                judged(notebook)
                tried += 1
    assert tried > 60
