"""The contract refuses every broken chapter for its reason, and accepts a good one."""

import json
from inspect import isfunction, signature

import pytest
from broken_notebooks import BROKEN, strip
from derivations import book
from derivations.book.contract.contract import lacking, main, report, rules, toc_names
from derivations.book.contract.package import SHOW
from derivations.book.notebooks.committed import parse, read
from good_notebook import BIB, FILES, NAME, TOC, code, good, replace
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
    toc = "root: chapters/index\nparts:\n  - chapters:\n    - file: chapters/a.ipynb\n"
    assert toc_names(toc) == {"index", "a"}
