"""The contract refuses every broken chapter for its reason, and accepts a good one."""

import json

import broken_answers
import broken_notebooks as broken
import pytest
from derivations.book.contract.contract import lacking, main, report, rules, toc_names
from derivations.book.notebooks.committed import parse, read


def judged(notebook, name=broken.NAME, toc=broken.TOC):
    return lacking(parse(notebook, name), toc, broken.FILES)


FORMS = (broken_answers, broken)
CASES = [(form, what) for form in FORMS for what in form.BROKEN]


@pytest.mark.parametrize("form", FORMS)
def test_a_good_chapter_lacks_nothing(form):
    notebook = parse(form.good(), broken.NAME)
    assert lacking(notebook, broken.TOC, broken.FILES) == []


@pytest.mark.parametrize(("form", "what"), CASES, ids=[what for _, what in CASES])
def test_a_broken_chapter_is_refused_for_its_reason(form, what):
    rule, words, breaks = form.BROKEN[what]
    notebook = form.good()
    breaks(notebook)
    assert notebook != form.good()
    found = judged(notebook)
    assert any(lack.rule == rule and words in str(lack) for lack in found), found


def test_every_rule_has_a_chapter_that_breaks_it():
    silent = set()
    for form in FORMS:
        silent |= set(rules(parse(form.good(), broken.NAME)))
    for form, what in CASES:
        notebook = form.good()
        form.BROKEN[what][2](notebook)
        parsed = parse(notebook, broken.NAME)
        silent -= {rule for rule in silent if list(rule(parsed))}
    assert silent == set()


def test_a_chapter_that_no_reader_can_find_is_refused():
    assert [lack.rule for lack in judged(broken.good(), toc={"index"})] == ["toc"]


def test_other_notebooks_need_no_sections_but_small_cells_and_outputs():
    page = {"cells": [broken.code("x = 1\n" * 21)]}
    found = judged(page, "check-your-own.ipynb", {"check-your-own"})
    assert [lack.rule for lack in found] == ["size", "outputs"]


@pytest.mark.parametrize("form", FORMS)
def test_a_stripped_chapter_has_one_fault_not_twenty(form):
    notebook = form.good()
    broken.strip(notebook)
    assert [lack.rule for lack in judged(notebook)] == ["outputs"]


def test_the_report_names_chapter_cell_and_remedy():
    notebook = broken.good()
    broken.BROKEN["display typed in dollars"][2](notebook)
    parsed = parse(notebook, broken.NAME)
    text = report(parsed, lacking(parsed, broken.TOC, broken.FILES))
    assert text.splitlines() == [
        "07-softmax-backprop.ipynb lacks 1 of what its readers rely on:",
        "  - cell 7 in 'Derivation': a displayed formula is typed ($$). Show it by a "
        "Derivation, whose lines are checked, or write it inline",
    ]


def test_the_command_examines_a_book(tmp_path, capsys):
    chapters = tmp_path / "chapters"
    chapters.mkdir()
    toc = "root: chapters/index\n- file: chapters/07-softmax-backprop\n"
    (tmp_path / "_toc.yml").write_text(toc)
    chapter = chapters / broken.NAME
    chapter.write_text(json.dumps(broken.good()))
    (chapters / "01-logistic-cost.ipynb").write_text("{}")
    assert main([str(chapter)]) == 0
    assert "1 of 1 notebooks keep the contract" in capsys.readouterr().out
    (tmp_path / "_toc.yml").write_text("root: chapters/index\n")
    assert main([str(chapter)]) == 1
    assert "table of contents" in capsys.readouterr().out


def test_what_is_no_notebook_is_named(tmp_path):
    file = tmp_path / "01-no.ipynb"
    file.write_text("[]")
    with pytest.raises(ValueError, match=r"01-no\.ipynb is not a notebook"):
        read(file)


def test_toc_names_are_read_with_and_without_ending():
    toc = "root: chapters/index\nparts:\n  - chapters:\n    - file: chapters/a.ipynb\n"
    assert toc_names(toc) == {"index", "a"}
