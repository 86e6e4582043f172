"""The pages made from records: what they list, how they fold, when they are rebuilt."""

import re

import good_notebook as form
import pytest
from derivations.book import Slip, correction, mistakes, other_answers
from derivations.book.notebooks.committed import parse
from derivations.book.site import listings
from derivations.display import RECORD
from derivations.steps import D, Derivation
from small_site import Site
from sympy import Symbol

x = Symbol("x", real=True)
CHAIN = Derivation(D(x**2, x), name="slope").step(2 * x, "power rule")
MISTAKES = mistakes({"sign of $x$": (1.0, -1.0)})
CORRECTION = correction("line 7", "$x_*$", "$y$", (1.0, -1.0))


def chapter(number, uses=None):
    """A chapter that keeps the contract, with real records in it."""
    notebook = form.good()
    link = f"[chapter]({uses})" if uses else "no other chapter"
    form.replace("# 7. The error", f"# {number}. The error")(notebook)
    form.replace("[chapter 1](01-logistic-cost.ipynb)", link)(notebook)
    form.settings("draw()", mystnb={})(notebook)
    form.output("other_answers", shown(MISTAKES))(notebook)
    form.output("wrong", shown(CORRECTION))(notebook)
    return form.insert_ids(notebook)


def shown(record):
    return {
        "output_type": "execute_result",
        "execution_count": 1,
        "metadata": {},
        "data": record._repr_mimebundle_(),
    }


@pytest.fixture
def books():
    return [
        parse(chapter(1), "01-logistic-cost.ipynb"),
        parse(chapter(7, "01-logistic-cost.ipynb"), "07-softmax-backprop.ipynb"),
    ]


def test_a_result_is_listed_once_with_its_witnesses(books):
    text = listings.results(books)
    assert text.count(form.RESULT["latex"]) == len(books)
    assert text.count("- SymPy: so") == len(books)
    assert (
        "## [1. The error at the output is $p - y$](../01-logistic-cost.ipynb)" in text
    )


def test_mistakes_and_corrections_are_listed_with_what_the_check_says(books):
    text = listings.mistakes(books)
    assert "- **sign of $x$**\\\n  claims 1, right is -1\\\n" in text
    assert "refused as other value; relative error 2.00; [where](../01-" in text
    told = {"mistake": "sign", "says": "no", "author": "A sign.", "typeset": "$n$"}
    item = listings._mistake(books[0], told, "$y$", "mistake-sign")
    assert "- **sign**\\\n  $y$\\\n  *Author:* A sign. *Check:* $n$.\\\n" in item
    item = listings._mistake(books[0], told | {"refused_as": "unknown"}, "", "m")
    assert "- **sign**\\\n  A sign.\\\n" in item  # the check has no name for it
    text = listings.corrections(books)
    assert "**line 7**" in text
    assert "Refused as other value: claims 1, right is -1" in text


def holding(*records):
    """A chapter that holds nothing but these records."""
    outputs = [
        {"output_type": "display_data", "data": {RECORD: record}, "metadata": {}}
        for record in records
    ]
    cell = {"cell_type": "code", "source": "", "outputs": outputs}
    return parse({"cells": [cell]}, "01-logistic-cost.ipynb")


def test_a_boxed_result_keeps_its_formula_and_says_where_it_holds():
    box = {"name": "N", "boxed": True, "latex": "a = b", "holds": "Proved for all $n$"}
    said = {"the derivation": "1 line: 1 proved", "`f`": "the same number"}
    met = {"name": "N", "latex": "3 = 3"}
    met["witnesses"] = [{"witness": who, "says": says} for who, says in said.items()]
    for records in ([box | {"proved_in": 4}, met], [met, box | {"proved_in": 4}]):
        text = listings.results([holding(*({"kind": "result", **r} for r in records))])
        assert "a = b" in text and "3 = 3" not in text
        assert "- the derivation: Proved for all $n$, in 4 lines\n- `f`: " in text
        assert "1 proved" not in text


def test_a_mistake_that_one_test_does_not_see_is_listed_once():
    slip = {"mistake": "sign", "refused_as": "sign", "says": "minus"}
    weak = slip | {"passes": "at $x=0$"}

    def told(*rows):
        records = ({"kind": "mistakes", "rows": [row]} for row in rows)
        return listings.mistakes([holding(*records)])

    text = told(slip, weak)
    assert text.count("- **sign**") == 1
    assert "minus (passes: at $x=0$)" in text
    again = told(slip, slip | {"says": "other"})
    assert again.count("- **sign**") == 2 and "minus" in again and "other" in again


def test_other_answers_are_listed_with_the_formula_that_is_wrong():
    slips = {"factor lost": Slip(1, x), "factor 3": Slip(1, 3 * x)}
    outputs = [shown(other_answers(CHAIN, slips))]
    cell = {"cell_type": "code", "source": "", "outputs": outputs}
    text = listings.mistakes([parse({"cells": [cell]}, "01-logistic-cost.ipynb")])
    assert "<summary>2 mistakes</summary>" in text
    assert "- **factor lost**\\\n  $\\displaystyle x$\\\n" in text
    assert "- **factor 3**\\\n  $\\displaystyle 3 x$\\\n" in text


def test_each_kind_of_record_counts_for_what_it_shows():
    def counted(**record):
        count = listings.tally(holding(record))
        return {name: number for name, number in count.items() if number}

    rows = [{}, {}]
    assert counted(kind="comparison", rows=rows) == {"values": 2}
    assert counted(kind="mistakes", rows=rows) == {"mistakes": 2}
    assert counted(kind="check", verdict="agrees", rows=rows) == {"gradients": 1}
    assert counted(kind="check", verdict="differs", rows=rows) == {}
    assert counted(kind="values", rows=rows) == {}
    lines = [{"verdict": "proved"}, {"verdict": "proved", "scope": "n = 3"}]
    assert counted(kind="derivation", lines=lines) == {"proved": 2}


def test_evidence_counts_lines_by_what_was_done(books):
    count = listings.tally(books[0])
    assert count["all sizes"] == count["agrees"] == count["cited"] == 3
    assert count["proved"] == 0
    assert (count["wrong lines"], count["gradients"], count["mistakes"]) == (294, 1, 1)
    text = listings.evidence(books)
    link = "[1. The error at the output is $p - y$](../01-logistic-cost.ipynb)"
    first = f"| {link} | 3 | 0 | 3 | 3 |"
    assert first in text
    assert "| **in all** | 6 | 0 | 6 | 6 | 588 | 2 | 2 | 0 |" in text


def test_what_no_machine_checked_is_listed_with_its_source(books):
    text = listings.cited(books)
    assert text.count("existence (A. Author, *Book*, p. 1)") == 6


def test_uses_are_read_both_ways(books):
    assert listings.used_by(books)["01-logistic-cost.ipynb"] == [
        "07-softmax-backprop.ipynb"
    ]
    assert listings.used(books[0]) == []


def test_an_empty_book_says_so():
    for listing in (
        listings.results,
        listings.mistakes,
        listings.evidence,
        listings.uses,
    ):
        assert listing([]) == listings.NOTHING


# the site ---------------------------------------------------------------------------

INDEX = """# Book

```{toctree}
chapters/01-logistic-cost
chapters/07-softmax-backprop
chapters/reference/all
```
"""
ALL = """# All

```{from-records} mistakes
```

## What rests on what

```{from-records} uses
```
"""
PAGES = {"index.md": INDEX, "chapters/reference/all.md": ALL}


@pytest.fixture
def site(tmp_path):
    site = Site(tmp_path, PAGES)
    site.write("01-logistic-cost.ipynb", chapter(1))
    site.write("07-softmax-backprop.ipynb", chapter(7, "01-logistic-cost.ipynb"))
    site.build()
    return site


def test_a_solution_folds(site):
    page = site.page("chapters/01-logistic-cost")
    folded = re.search(r'<details class="solution".*?</details>', page, re.DOTALL)[0]
    assert "<summary>Solution</summary>" in folded
    assert "In two lines." in folded
    assert "solution</span>" in folded  # its code cell
    assert "Summary" not in folded.replace("<summary>", "")


def test_users_stand_below_what_a_chapter_uses(site):
    page = site.page("chapters/01-logistic-cost")
    assert page.index("<strong>Uses:</strong>") < page.index(
        "<strong>Used by:</strong>"
    )
    link = re.search(r'Used by:</strong>.*?href="(.*?)".*?>7\. The error', page)
    assert link[1] == "07-softmax-backprop.html"
    assert "Used by" not in site.page("chapters/07-softmax-backprop")


def test_listings_stand_on_the_page(site):
    page = site.page("chapters/reference/all")
    assert page.count("claims 1, right is -1") == 2
    assert 'href="../01-logistic-cost.html"' in page


def test_a_change_in_a_notebook_reaches_every_page_that_shows_it(site):
    assert site.build() == []
    site.write("07-softmax-backprop.ipynb", chapter(7))
    read = site.build()
    assert set(read) == {
        "chapters/01-logistic-cost",  # no longer used by 7
        "chapters/07-softmax-backprop",
        "chapters/reference/all",
    }
    assert "Used by" not in site.page("chapters/01-logistic-cost")


def test_a_notebook_that_comes_or_goes_reaches_the_listings(site):
    index = site.folder / "source/index.md"
    site.write("09-new.ipynb", chapter(9))
    index.write_text(INDEX.replace("reference/all", "reference/all\nchapters/09-new"))
    assert "chapters/reference/all" in site.build()
    assert "9. The error" in site.page("chapters/reference/all")
    (site.folder / "source/chapters/09-new.ipynb").unlink()
    index.write_text(INDEX)
    assert "chapters/reference/all" in site.build()
    assert "9. The error" not in site.page("chapters/reference/all")


def test_an_unknown_listing_is_an_error(tmp_path, capsys):
    site = Site(tmp_path, PAGES)
    site.write("01-logistic-cost.ipynb", chapter(1))
    site.write("07-softmax-backprop.ipynb", chapter(7))
    page = tmp_path / "source/chapters/reference/all.md"
    page.write_text("# All\n\n```{from-records} praise\n```\n")
    with pytest.raises(Exception, match="no listing 'praise'; there are results"):
        site.build()


def test_listings_lead_to_the_very_row_and_box(site):
    page = site.page("chapters/01-logistic-cost")
    for name in ("mistake-sign-of", "correction-line-7"):
        assert page.count(f'id="{name}"') == 1
    listed = site.page("chapters/reference/all")
    assert 'href="../01-logistic-cost.html#mistake-sign-of"' in listed
