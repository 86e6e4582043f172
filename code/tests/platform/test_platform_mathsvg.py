"""Formulas are set while the book is built, or refused with a reason."""

import re
import subprocess
import sys

import pytest
from derivations.book.site.mathsvg import (
    TexError,
    flat,
    glyphs,
    is_wide,
    set_formula,
    typeset,
)
from docutils import nodes


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{1}{m} X^\top (\sigma(X\theta) - y)",
        r"\mathbb{R}^{m \times n} \ni x^{(i)}_j, \quad \mathbf 1, \operatorname{diag}",
        r"\begin{aligned} a &= b \\ &\overset{?}{=} c \end{aligned}",
        r"\begin{align} a &= b \\ c &= d \end{align}",
        r"f(x) = \begin{cases} 0 & x < 0 \\ x & \text{otherwise} \end{cases}",
        r"\underbrace{a + b}_{\text{sum}} \succeq 0, \ \lVert x \rVert_2, \ \otimes",
        r"\begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}",
        r"\cancel{h_i}\, \boldsymbol{\theta} \coloneqq {\color{red} x}",
    ],
)
def test_what_chapters_write(tex):
    html = typeset(tex, display=True)
    assert html.startswith("<svg aria-hidden")
    assert "<math" in html and "merror" not in html
    assert "http" not in html.replace("http://www.w3.org", "")


@pytest.mark.parametrize(
    ("tex", "reason"),
    [
        (r"\bad{x}", r"Undefined control sequence \bad"),
        (r"\frac{1}{", "Missing close brace"),
        (r"\begin{aligned} a", r"Missing \end{aligned}"),
        (r"\left( x", r"Extra \left or missing \right"),
        (r"x_1_2", "Double subscripts: use braces to clarify"),
        (r"\newcommand{\x}{y}", r"Undefined control sequence \newcommand"),
    ],
)
def test_a_fault_is_named(tex, reason):
    with pytest.raises(TexError, match=re.escape(reason)):
        typeset(tex)


def test_what_cannot_be_set_is_a_warning_and_shows_its_source(caplog):
    node = nodes.math("", "", nodes.Text("x"))
    assert set_formula(node, "x^2", True) == typeset("x^2", True)
    assert caplog.text == ""
    shown = set_formula(node, r"\bad < 1", False)
    assert shown == r'<code class="tex-error">\bad &lt; 1</code>'
    assert r"Undefined control sequence \bad" in caplog.text


@pytest.mark.parametrize(
    ("picture", "flatter"),
    {
        "empty groups go": ("<svg><g><g></g></g></svg>", "<svg></svg>"),
        "a plain group goes": (
            '<svg><g data-mjx-texclass="ORD"><use></use><rect></rect></g></svg>',
            "<svg><use></use><rect></rect></svg>",
        ),
        "the outer move is made last": (
            '<svg><g transform="a"><use transform="b"></use></g></svg>',
            '<svg><use transform="a b"></use></svg>',
        ),
        "what moves several stays": (
            '<svg><g transform="a"><use></use><use></use></g></svg>',
            '<svg><g transform="a"><use></use><use></use></g></svg>',
        ),
        "what colors stays": (
            '<svg><g fill="red"><use></use></g></svg>',
            '<svg><g fill="red"><use></use></g></svg>',
        ),
        "a drawing within is not moved": (
            '<svg><g transform="a"><svg x="1"><use></use></svg></g></svg>',
            '<svg><g transform="a"><svg x="1"><use></use></svg></g></svg>',
        ),
        "text stays": ("<svg><text>a</text></svg>", "<svg><text>a</text></svg>"),
    }.values(),
)
def test_groups_that_change_nothing_are_left_out(picture, flatter):
    assert flat(picture) == flatter


def test_every_glyph_of_a_page_is_drawn_once():
    page = typeset("x + x + y") + typeset("x^2")
    drawn = glyphs(page)
    wanted = set(re.findall(r'href="#([^"]+)"', page))
    assert wanted == set(re.findall(r'id="([^"]+)"', drawn))
    assert len(wanted) == drawn.count("<path")
    assert glyphs("<p>no formula</p>") == ""


def test_python_ends_when_the_book_is_built():
    source = "from derivations.book.site.mathsvg import typeset; typeset('x')"
    subprocess.run([sys.executable, "-c", source], timeout=60, check=True)


def test_wide_formulas_are_known():
    assert not is_wide(typeset("x", True))
    assert is_wide(typeset("+".join("abcdefghijklmnopqrstuvwxyz"), True))
