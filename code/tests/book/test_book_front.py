"""The first page: its figures, rows and map come from records and from what is used."""

import json
import re

import pytest
from derivations.book.notebooks.committed import parse
from derivations.book.site import chapter_map, front
from derivations.book.site.listings import notebooks
from good_notebook import code, insert_ids, shows, text
from small_site import Site

BENCHMARKS = """
## Checkers

|  | plain | scaled | left open |
|---|---:|---:|---:|
| derivations | 0 of 10 | 1 of 10 | 3 |
| other | 2 of 10 | 3 of 10 | 0 |
| third | 4 of 10 | 5 of 10 | 0 |

## Errors

| other | 9 of 10 |

Of 2,400 planted mistakes this package refuses all, and explains 2,300 rightly.
"""


def test_false_alarms_are_read_from_the_table_of_checkers():
    assert front.false_alarms(BENCHMARKS) == ((1, 20), (5, 9))


@pytest.fixture(scope="module")
def book(pytestconfig):
    return notebooks(pytestconfig.rootpath / "chapters")


def test_every_chapter_has_a_question_and_a_result_in_its_row(book):
    for notebook in book:
        if notebook.number:
            assert front.question(notebook), notebook.name
            assert front.result(notebook), notebook.name


def small(name, title, *records, uses=()):
    """A chapter of little more than a few records."""
    asked = "*From [How to?](https://a.org), and more.*"
    links = ", ".join(f"[it]({other})" for other in uses)
    cells = [text(f"# {int(name[:2])}. {title}\n\n{asked}\n\n**Uses:** {links}.")]
    cells += [code("show()", shows(record)) for record in records]
    about = {"derivations": {"short_title": title}}
    return insert_ids({"cells": cells, "metadata": about, **FORMAT})


FORMAT = {"nbformat": 4, "nbformat_minor": 5}
LINES = [{"verdict": v} for v in ("proved", "proved", "agrees", "cited")]
LINES[0]["scope"] = "all sizes"
SCORE = {"killed": 1234, "total": 1240, "equivalent": ["line 1: i for j"]}
RECORDS = (
    {"kind": "derivation", "lines": LINES, "mutation": SCORE},
    {"kind": "mistakes", "rows": [{}, {}, {}]},
    {"kind": "result", "name": "r", "boxed": True, "latex": "y = x"},
)
PAGES = {
    "01-one.ipynb": small("01-one.ipynb", "One", *RECORDS),
    "02-two.ipynb": small("02-two.ipynb", "Two", *RECORDS, uses=["01-one.ipynb"]),
}


@pytest.fixture
def two():
    return [parse(notebook, name) for name, notebook in PAGES.items()]


def test_the_figures_are_sums_over_all_chapters(two):
    assert front.figures(two, BENCHMARKS).splitlines() == [
        '<div class="figures">',
        "",
        "- **4** lines proved; 2 more agree at sampled points",
        "- **2,468** wrong versions of lines refused, of 2,478 tried",
        "- **6** usual mistakes refused, each with what is wrong",
        "- **1** false alarms in 20 right gradients; other checkers 5 to 9",
        "",
        "</div>",
    ]


def test_the_headline_says_what_was_measured_and_nothing_else():
    assert front.headline(BENCHMARKS) == (
        "Of 20 right gradients it refuses 1; other checkers at their defaults refuse "
        "5 to 9. Of 2,400 planted mistakes it names 2,300."
    )
    with pytest.raises(ValueError, match="how many mistakes are explained"):
        front.headline(BENCHMARKS.replace("planted", "other"))


PARTS = [
    {"caption": "I", "chapters": [{"file": f"chapters/{n[:-6]}"} for n in PAGES]},
    {"caption": "Reference", "chapters": [{"file": "a/b"}, {"file": "a/c"}]},
]


def test_contents_have_a_row_for_each_chapter_and_links_to_the_rest(two):
    rows = front.contents(two, PARTS).splitlines()
    assert [row for row in rows if row.startswith(("###", "| 1", "| 2", "{doc}"))] == [
        "### I",
        "| 1 | [One](/chapters/01-one.ipynb) [“How to?”]{.asked} | $y = x$ |",
        "| 2 | [Two](/chapters/02-two.ipynb) [“How to?”]{.asked} | $y = x$ |",
        "### Reference",
        "{doc}`/a/b` · {doc}`/a/c`",
    ]


def test_questions_are_listed_with_the_chapter_that_answers(two):
    first = "- “How to?”\\\n  Chapter 1: [One](/chapters/01-one.ipynb) $y = x$"
    assert front.questions(two).startswith(f"{first}\n- “How to?”\\\n  Chapter 2: ")


def test_the_map_names_what_is_used_most(two):
    shown = front.map_of(two)
    assert "Used most: [1 One](/chapters/01-one.ipynb) by 1. As a table" in shown
    assert shown.count('href="02-two.html"') == 2  # boxes, and arcs
    assert shown.count("<path") == 2


INDEX = "# Book\n\n```{toctree}\n:glob:\nchapters/**\n```\n\n## Parts\n"
TOLD = {
    "figures": "lines proved",
    "headline": "it refuses 1;",
    "contents": 'class="asked"',
    "questions": "Chapter 1: ",
    "map": 'class="chapter-map"',
}


def test_the_parts_of_the_first_page_stand_on_it(tmp_path):
    asked = "\n\n".join(f"```{{front-page}} {part}\n```" for part in TOLD)
    measured = "code/benchmarks/results.md"
    pages = {
        "index.md": f"{INDEX}\n{asked}\n",
        "chapters/reference/results.md": "# Results\n",
        "_toc.yml": json.dumps({"parts": PARTS[:1]}),
        measured: BENCHMARKS,
    }
    site = Site(tmp_path, pages, ("pages", "front"))
    for name, notebook in PAGES.items():
        site.write(name, notebook)
    settings = {
        "exclude_patterns": ["code"],
        "myst_enable_extensions": ["attrs_inline"],
    }
    site.build(**settings)
    assert [part for part, told in TOLD.items() if told not in site.page("index")] == []
    again = BENCHMARKS.replace("1 of 10", "7 of 10")
    (site.folder / "source" / measured).write_text(again)
    assert site.build(**settings) == ["index"]
    assert "it refuses 7;" in site.page("index")


def test_a_result_that_is_too_wide_loses_its_left_side():
    def told(latex):
        return front.result(boxed(latex))

    assert told("y = x") == "y = x"
    long = r"\frac{d}{dx} [a \log b + c \log d + e \log f + g \log h + k \log l]"
    assert told(rf"{long} = c") == "c"
    aligned = "\\begin{aligned}\n& " + long + " \\cr\n& \\quad = c\n\\end{aligned}"
    assert told(aligned) == "c"


def boxed(latex):
    """A notebook with one boxed result."""
    record = {"kind": "result", "boxed": True, "latex": latex, "name": "r"}
    data = {front.RECORD: record}
    cell = {
        "cell_type": "code",
        "source": "",
        "metadata": {},
        "execution_count": 1,
        "outputs": [{"output_type": "display_data", "data": data, "metadata": {}}],
    }
    return parse({"cells": [cell]}, "01-a.ipynb")


def test_the_other_sign_is_refused_and_the_right_one_would_not_be(book):
    first = next(b for b in book if b.name == front.CHAPTER)
    shown = front.chain(first, front.CHAIN)
    refused, sentence = front.with_other_sign(shown)
    assert 'class="refuted"' in refused and "REFUTED (1)" in refused
    assert sentence.startswith("Line 1 ")
    page = front.panes(book)
    assert re.findall('<div class="(.*?)">', page) == [
        *("panes", "pane holds", "derivation", "pane fails", "derivation", "refusal"),
    ]
    assert front._unnamed(shown) in page and sentence.split("$")[0] in page
    place = f"/chapters/{front.CHAPTER}#outer-factor-1"
    assert place in page and 'id="outer-factor-1"' in shown and "id=" not in page
    with pytest.raises(ValueError, match="holds, and should not"):
        front.with_other_sign(shown.replace(" - ", " + "))  # no minus is left to change
    with pytest.raises(LookupError, match="no chain 'none'"):
        front.chain(first, "none")


# the map ------------------------------------------------------------------------------

USES = {1: [], 2: [1], 3: [2, 1], 4: [], 5: [6], 6: [5]}


def test_a_chapter_stands_right_of_all_it_uses():
    place = chapter_map.columns(USES)
    assert all(place[a] > place[b] for a in (1, 2, 3) for b in USES[a])
    assert chapter_map.columns({5: [6], 6: [5]})  # a circle ends


def test_a_line_that_follows_from_others_is_left_out_until_it_is_asked_for():
    assert "<svg" not in (drawn := chapter_map.drawn({}, {}, {})).replace("<svg", "", 2)
    assert 'class="boxes"' in drawn and 'class="arcs"' in drawn
    drawn = chapter_map.drawn(
        {1: [], 2: [1], 3: [2, 1]},
        {1: "a < b", 2: "b", 3: "c"},
        dict.fromkeys(USES, "#"),
    )
    assert drawn.count('class="indirect"') == 1
    assert "1 a &lt; b" in drawn
    assert drawn.count("<path") == 6  # three lines, on the wide map and on the narrow


@pytest.mark.parametrize(
    "pairs", [{3: 2, 4: 1}, {4: 3, 5: 2, 6: 1}, {4: 2, 5: 3, 6: 1}]
)
def test_where_lines_need_not_cross_none_does(pairs):
    uses = {below: [] for below in pairs.values()} | {a: [b] for a, b in pairs.items()}
    left, right = chapter_map.rows(uses)
    assert [pairs[chapter] for chapter in right] == left


def test_what_is_joined_to_none_stands_apart():
    assert 4 not in [chapter for column in chapter_map.rows(USES) for chapter in column]
    everything = chapter_map.drawn(
        USES, dict.fromkeys(USES, "x"), dict.fromkeys(USES, "#")
    )
    assert everything.count("4 x") == 2


MAP = {1: [], 2: [1], 3: [1, 2], 4: [1], 5: [3], 6: []}
TITLES = {n: f"{'A title of several words ' * (n % 3)}and {n}" for n in MAP}


def numbers(pattern, drawn):
    """The numbers that a pattern finds in a drawing, each match as a tuple."""
    number = pattern.replace("#", r"(-?[\d.]+)")
    return [tuple(map(float, found.groups())) for found in re.finditer(number, drawn)]


@pytest.fixture
def pictures():
    """The two drawings of the map: boxes, and arcs."""
    drawn = chapter_map.drawn(MAP, TITLES, {n: f"{n}.html" for n in MAP})
    return re.findall("<svg.*?</svg>", drawn)


def chapters_of(picture):
    """Each chapter's part of a drawing, by its number."""
    return {int(re.search(r'href="(\d)', g)[1]): g for g in picture.split("<g>")[1:]}


def test_lines_lead_from_the_right_of_a_box_to_the_left_of_another(pictures):
    parts = chapters_of(pictures[0])
    box = '<rect x="#" y="#" rx="6" width="#" height="#"/>'
    boxes = {n: numbers(box, part)[0] for n, part in parts.items()}
    for n, part in parts.items():
        paths = numbers(' d="M# #C# # # # # #"', part)
        for used, (x, y, a, b, c, d, u, v) in zip(MAP[n], paths, strict=True):
            (left, top, wide, high), (to, at, _, tall) = boxes[used], boxes[n]
            assert (x, y) == (left + wide, top + high / 2 - 1)
            assert 0 <= to - u <= 6 and v == at + tall / 2 - 1
            assert a == c == (x + u) / 2 and (b, d) == (y, v)
        assert ('class="indirect"' in part) == (n == 3)  # 3 uses 1 by way of 2
    ((width, height),) = numbers('viewBox="0 0 # #"', pictures[0])
    assert width - 2 <= max(x + w for x, _, w, _ in boxes.values()) < width
    assert height - 2 <= max(y + h for _, y, _, h in boxes.values()) < height
    apart = sorted(boxes.values())
    for k, (x, y, w, h) in enumerate(apart):
        assert all(
            u >= x + w or v >= y + h or y >= v + h for u, v, *_ in apart[k + 1 :]
        )
    lowest = max(y for n, (_, y, *_) in boxes.items() if n != 6)
    assert boxes[6][1] > lowest  # what is joined to none


def test_the_words_of_a_chapter_stand_within_its_box_in_two_lines(pictures):
    for n, part in chapters_of(pictures[0]).items():
        lines = re.findall("<tspan.*?>(.*?)</tspan>", part)
        assert " ".join(lines) == f"{n} {TITLES[n]}"
        assert len(lines) == (1 if n % 3 == 0 else 2)
        assert len(lines[0]) <= chapter_map.LETTERS
        ((x, y, w, h),) = numbers('<rect x="#" y="#" rx="6" width="#" height="#"', part)
        places = numbers('<tspan x="#" y="#"', part)
        assert all(x < u < x + w / 4 and y + h / 4 < v < y + h for u, v in places)
        middle = sum(v for _, v in places) / len(places)
        assert abs(middle - 5 - (y + h / 2)) < 2  # 5: half of a letter's height


def test_arcs_join_names_and_lean_out_the_more_the_further_they_are_apart(pictures):
    parts = chapters_of(pictures[1])
    circle = '<circle cx="#" cy="#"'
    dots = {n: numbers(circle, part)[0] for n, part in parts.items()}
    assert [dots[n][1] for n in MAP] == sorted(dots[n][1] for n in MAP)
    leaning = {}
    for n, part in parts.items():
        paths = numbers('d="M# #C# # # # # #"', part)
        for used, (x, y, a, b, c, d, u, v) in zip(MAP[n], paths, strict=True):
            assert (y, v) == (b, d) == (dots[used][1], dots[n][1])
            assert x == u == dots[n][0] - 5 and 0 < a == c < x
            leaning.setdefault(n - used, set()).add(a)
        assert min(numbers('<tspan x="#"', part))[0] > dots[n][0]
    assert all(len(same) == 1 for same in leaning.values())
    ordered = [leaning[apart].pop() for apart in sorted(leaning)]
    assert ordered == sorted(ordered, reverse=True) and len(set(ordered)) == 3
    ((_, height),) = numbers('viewBox="0 0 # #"', pictures[1])
    assert 20 <= height - max(y for _, y in dots.values()) <= 40
