"""Chapters that answer first: short, and open where somebody looks for something."""

import re
from dataclasses import replace
from math import nan

import keyboard
import looking
import pytest
from built import BUILT, LOOKED_AT
from measuring import LIMITS, beyond, measure


@pytest.fixture(params=LOOKED_AT)
def chapter(request):
    return f"chapters/{request.param}.html"


@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_chapter_answers_soon(browser, site, name):
    assert beyond(measure(browser, site, name)) == []


def test_what_is_late_or_missing_is_named():
    assert beyond(LIMITS) == []
    late = replace(LIMITS, proved=3.01, phone=9001, picture=nan)
    assert [line.partition(":")[0] for line in beyond(late)] == [
        "proved",
        "picture",
        "phone",
    ]


def opened(browser) -> list[str]:
    """The names of the folds that are open."""
    return browser.execute_script(
        """
        return [...document.querySelectorAll("details.deeper[open]")].map(
          d => d.querySelector(".inside").id);
        """
    )


@pytest.mark.parametrize("scripted", [True, False], ids=["scripts", "no scripts"])
def test_a_link_opens_the_fold_that_it_leads_into(browser, site, chapter, scripted):
    page = (BUILT / chapter).read_text(encoding="utf-8")
    name = re.findall(r'class="inside" id="([^"]+)"', page)[-1]
    with looking.scripts(browser, scripted):
        looking.visit(browser, f"{site}{chapter}#{name}")
    assert opened(browser) == [name]


@pytest.mark.parametrize("page", ["rules", "results", "gallery", "mistakes"])
def test_a_link_into_a_long_page_shows_what_it_leads_to(browser, site, page):
    address = f"{site}chapters/reference/{page}.html"
    looking.visit(browser, address)
    name = browser.execute_script(
        "return [...document.querySelectorAll('main section[id]')].at(-1).id"
    )
    looking.visit(browser, f"{address}#{name}")
    browser.execute_async_script(keyboard.SETTLED)
    top = browser.execute_script(
        "return document.getElementById(arguments[0]).getBoundingClientRect().top", name
    )
    assert 0 <= top < looking.SIZES[looking.DESK]


def test_a_search_for_words_opens_the_fold_that_holds_them(browser, site, chapter):
    # A browser finds a text fragment of an address as it finds what a reader types.
    looking.visit(browser, site + chapter)
    assert opened(browser) == []
    words = browser.execute_script(
        """
        const texts = [...document.querySelectorAll("details.deeper > p")]
          .flatMap(p => [...p.childNodes])
          .filter(n => n.nodeType === Node.TEXT_NODE)
          .flatMap(n => n.textContent.trim().split(/[.,:;-]/));
        return texts.sort((a, b) => b.length - a.length)[0].trim();
        """
    )
    looking.visit(browser, f"{site}{chapter}#:~:text={words.replace(' ', '%20')}")
    assert opened(browser)


def unprinted(browser) -> list[str]:
    """What the page folds and would not print, though no script opens it."""
    with looking.media(browser, "print"):
        return browser.execute_script(
            """
            return [...document.querySelectorAll("main details:not(.cite)")]
              .flatMap(d => [...d.children].slice(1))
              .filter(e => !e.matches(".inside") && !e.getBoundingClientRect().height)
              .map(e => e.outerHTML.slice(0, 100));
            """
        )


def test_a_printed_page_leaves_nothing_folded(browser, site, chapter):
    looking.visit(browser, site + chapter)
    assert unprinted(browser) == []
    browser.execute_script("document.querySelector('main details').append('x')")
    add_style(browser, "details.deeper::details-content { display: none }")
    assert unprinted(browser)


def add_style(browser, style: str) -> None:
    browser.execute_script(
        "document.head.appendChild(document.createElement('style'))"
        ".textContent = arguments[0]",
        style,
    )
