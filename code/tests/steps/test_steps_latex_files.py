"""Files that contain derivations: what is marked is judged, the rest is counted."""

import json
from pathlib import Path

import pytest
from derivations.steps.command import main
from derivations.steps.latex_files import displays, displays_of, judge_file

PAPER = r"""\documentclass{article}
% derivations declare: p, y: between 0 and 1
\begin{document}
The slope of one sample's loss is as follows.
% derivations:
\begin{align*}
  \frac{d}{dp}\left[y\log p + (1-y)\log(1-p)\right]
    &= \frac yp - \frac{1-y}{1-p} \\
    &= \frac{y-p}{p(1+p)}
\end{align*}
This one nobody has marked: \[ a = b \]
% derivations: q: real
\[ q + q = 2 q \]
% derivations:
\[ 3 = q \]
\end{document}
"""


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "paper.tex"
    path.write_text(PAPER, encoding="utf-8")
    return path


def test_marked_displays_are_judged_and_the_others_counted(paper):
    judged, unmarked = judge_file(paper)
    assert [bool(one) for one in judged] == [False, True, False]
    assert unmarked == 1


def test_the_line_of_the_file_is_named(paper, capsys):
    assert main(["check", str(paper)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith(f"{paper}:9: line 3 of the chain is refuted; at p = ")
    assert said[1].startswith(f"{paper}:15: not understood: the name q is not declared")
    assert said[2].startswith("3 displays judged, 2 wrong or not understood; 1 not")


def test_a_paper_that_is_right_ends_with_0(paper, capsys):
    text = PAPER.replace("p(1+p)", "p(1-p)").replace(r"\[ 3 = q \]", "").rstrip()
    paper.write_text(text, encoding="utf-8")
    assert main(["check", str(paper)]) == 0
    assert "2 displays judged, 0 wrong" in capsys.readouterr().out


def test_records_for_other_programs(paper, capsys):
    assert main(["check", "--json", str(paper)]) == 1
    first, second, third = json.loads(capsys.readouterr().out)
    assert first["verdict"] == "refuted" and first["first_wrong"] == 3
    assert second["verdict"] == "proved" and second["line"] == 13
    assert third["verdict"] == "not understood" and "q: real" in third["remedies"]


def test_markdown_and_notebooks(tmp_path, capsys):
    text = "Words.\n\n<!-- derivations: x: real -->\n$$\nx + x = 3x\n$$\n"
    (tmp_path / "notes.md").write_text(text, encoding="utf-8")
    cells = [
        {"cell_type": "code", "source": ["$$ x $$"]},
        {"cell_type": "markdown", "source": text.splitlines(keepends=True)},
    ]
    book = tmp_path / "notes.ipynb"
    book.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    assert main(["check", str(tmp_path / "notes.md"), str(book)]) == 1
    said = capsys.readouterr().out
    assert "notes.md:5: line 2 of the chain is refuted" in said
    assert "notes.ipynb: cell 2:5: line 2 of the chain is refuted" in said


def test_a_comment_within_a_display_marks_nothing():
    text = "\\[ x \n % derivations: x: real\n = x \\]\n\\[ y = y \\]"
    assert [d.names for d in displays(text)] == [None, None]


def test_a_display_with_nothing_to_compare_is_said(tmp_path, capsys):
    path = tmp_path / "a.tex"
    path.write_text("% derivations: x: real\n\\[ x \\]\n", encoding="utf-8")
    assert main(["check", str(path)]) == 1
    assert "a.tex:2: nothing to compare" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", "", "ends in .tex, .md, .ipynb"),
        ("a.ipynb", "no json", "no notebook"),
    ],
)
def test_other_files_are_refused(tmp_path, name, content, message, capsys):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        displays_of(path)
    with pytest.raises(SystemExit) as ended:
        main(["check", str(path)])
    assert ended.value.code == 2 and message in capsys.readouterr().err


def test_a_file_that_is_not_there_is_bad_use(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["check", "none.tex"])
    assert ended.value.code == 2 and "none.tex" in capsys.readouterr().err


def test_of_a_paper_of_three_pages_both_errors_are_named_and_nothing_else(capsys):
    """The count lacks its n, the second derivative a sign."""
    paper = Path(__file__).with_name("three_pages.tex")
    lines = paper.read_text(encoding="utf-8").splitlines()
    wrong = [
        1 + next(k for k, line in enumerate(lines) if part in line)
        for part in (r"c_i - 1", r"+ \frac{n-k}{(1-p)^2}")
    ]
    assert main(["check", str(paper)]) == 1
    *told, count = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[0] for line in told] == [f"{paper}:{n}" for n in wrong]
    assert "line 2 of the chain is refuted" in told[0]
    assert count.startswith(
        "5 displays judged, 2 wrong or not understood; 1 not checked"
    )
