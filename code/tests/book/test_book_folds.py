"""What goes deeper folds; folded code is one word; lines can be linked to."""

import re

import good_notebook as form
import pytest
from derivations.book import box, other_answers, proof
from derivations.book.shown.answers import Slip
from derivations.book.site.deeper import minutes
from derivations.book.site.legend import legend
from derivations.steps import D, Derivation
from docutils import nodes
from good_notebook import code, insert_ids, text
from small_site import Site
from sympy import Symbol, cos, sin

PAGES = {"index.md": "# Book\n\n```{toctree}\nchapters/07-topic\n```\n"}
EXTENSIONS = ("pages", "places", "deeper", "folded_code", "legend", "lines", "minus")

x = Symbol("x", real=True)
CHAIN = Derivation(D(cos(x), x), name="slope").step(-sin(x), "known from tables")


def shown(result):
    data = result._repr_mimebundle_()
    return {"output_type": "execute_result", "data": data}


def chapter(*more):
    """A chapter that keeps the contract, with real chains in it."""
    notebook = form.good()
    slips = {"sign": Slip(1, sin(x))}
    form.output("box(result", shown(box(CHAIN.result("slope"), CHAIN)))(notebook)
    form.output("proof(chain", shown(proof(CHAIN, main=True)))(notebook)
    form.output("other_answers", shown(other_answers(CHAIN, slips)))(notebook)
    form.output("proof(lemma", shown(proof(CHAIN)))(notebook)
    form.drop("draw()")(notebook)
    form.replace("[chapter 1](01-logistic-cost.ipynb)", "no other chapter")(notebook)
    for cell in more:
        form.insert("## Evidence", cell)(notebook)
    return insert_ids(notebook)


def built(folder, *more):
    site = Site(folder, PAGES, EXTENSIONS)
    site.write("07-topic.ipynb", chapter(*more))
    site.build()
    return site.page("chapters/07-topic")


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return built(tmp_path_factory.mktemp("book"), text("See [line 1](#line-1)."))


def test_sections_fold_after_the_answer_and_only_there(page):
    folds = re.findall(r'<details class="deeper">', page)
    assert len(folds) == 6
    before = page[: page.index('<details class="deeper">')]
    assert "You got something else?" in before and "A lemma, in two" not in before


def test_a_fold_shows_its_heading_its_claim_and_its_minutes(page):
    head = re.search(r'<details class="deeper"><summary>(.*?)</summary>', page, re.S)[1]
    assert "A lemma, in two lines" in head and 'class="claim"' in head
    assert '<span class="minutes">1 min</span>' in head


def test_a_claim_has_no_link_of_its_own(tmp_path):
    page = built(tmp_path, text("## Another\n\nAs [line 1](#line-1) says, twice."))
    assert '<p class="claim">As line 1 says, twice.</p>' in page


def test_the_name_of_a_section_stands_inside_of_its_fold(page):
    name = 'id="a-lemma-in-two-lines"'
    assert page.count(name) == 1
    assert re.search(rf'</summary><span class="inside" {name}></span>', page)


def test_the_first_part_says_how_long_it_takes(page):
    assert re.search(r"Needs: chain rule\.</em><em> \d minutes?\.</em>", page)


def test_code_follows_its_output_and_set_up_joins_it(page):
    cells = re.findall(r'<div class="cell tag_hide-input.*?</details>', page, re.S)
    box = next(cell for cell in cells if "box" in cell)
    assert box.index("cell_output") < box.index("<details")
    imported = '<span class="nn">numpy</span>'
    assert page.count(imported) == box.count(imported) == 1
    assert box.index(imported) < box.index('<span class="n">box</span>')


def test_set_up_that_nothing_follows_stays(tmp_path):
    page = built(tmp_path, code("alone = 1", **form.FOLDED))
    assert page.count("alone") == 1


def test_the_legend_stands_once_with_the_marks_of_the_page(page):
    assert page.count('<p class="legend"') == 1
    assert "✓∀\u00a0proved for all sizes and values" in page
    assert legend(["no mark"]) == ""


def test_lines_have_names_and_links_find_them(page):
    for name in ("line-1", "slope-1"):
        assert page.count(f'id="{name}"') == 1
    # The box, the text, the table, and the line's own number.
    assert page.count('href="#line-1"') == 4


def test_the_box_of_a_result_has_its_name(page):
    assert page.count('<div id="result-slope" class="result">') == 1


def test_a_link_to_no_line_and_a_name_twice_are_errors(tmp_path):
    with pytest.raises(Exception, match="line-7"):
        built(tmp_path / "a", text("See [line 7](#line-7)."))
    again = code("again", shown(proof(CHAIN)), **form.FOLDED)
    with pytest.raises(Exception, match="two lines are called 'slope-1'"):
        built(tmp_path / "b", again)


def test_figures_in_tables_carry_a_minus_and_words_do_not(tmp_path):
    table = "| a | b |\n|---|---|\n| (-1.5, 2e-3) | `x-1`, two-term |\n\nNot -1 here."
    page = built(tmp_path, text(table))
    assert "(\N{MINUS SIGN}1.5, 2e-3)" in page
    assert "x-1" in page and "two-term" in page and "Not -1 here" in page


def test_minutes_count_words_rows_and_figures():
    words = nodes.paragraph("", "word " * 540)
    assert minutes(words) == 3
    table = nodes.tbody("", *(nodes.row() for _ in range(24)))
    assert minutes(words, table) == 5
    assert minutes(words, *(nodes.image() for _ in range(6))) == 5
    assert minutes(words, nodes.entry("", words.deepcopy())) == 3  # its row counts
    assert minutes(nodes.paragraph("", "short")) == 1


def test_a_page_without_the_heading_stays_as_it_is(tmp_path):
    notebook = chapter()
    form.drop("## That answers")(notebook)
    site = Site(tmp_path, PAGES, EXTENSIONS)
    site.write("07-topic.ipynb", notebook)
    site.build()
    page = site.page("chapters/07-topic")
    assert 'class="deeper"' not in page and 'class="legend"' not in page
