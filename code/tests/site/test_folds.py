"""Chapters that answer first: short, and open where somebody looks for something."""

import base64
import contextlib
from dataclasses import replace
from math import nan

import looking
import pytest
from built import LOOKED_AT
from measuring import LIMITS, SCREENS, beyond, measure, unfold


@pytest.fixture(params=LOOKED_AT)
def chapter(request, site):
    return f"{site}chapters/{request.param}.html"


def visit(browser, address, device="desk"):
    looking.visit(browser, address, size=SCREENS[device])


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


@pytest.mark.parametrize("device", SCREENS)
def test_a_folded_page_never_scrolls_sideways(browser, chapter, device):
    visit(browser, chapter, device)
    width, screen = browser.execute_script(
        "const e = document.documentElement; return [e.scrollWidth, e.clientWidth]"
    )
    assert width <= screen
    assert looking.overflowing(browser) == []


def test_an_open_page_never_scrolls_sideways(browser, chapter):
    visit(browser, chapter, "phone")
    unfold(browser)
    assert looking.overflowing(browser) == []
    assert looking.undrawn(browser) == []


@contextlib.contextmanager
def allowed(browser, scripts):
    """A browser that runs the page's scripts, or does not."""
    disable = "Emulation.setScriptExecutionDisabled"
    browser.execute_cdp_cmd(disable, {"value": not scripts})
    try:
        yield
    finally:
        browser.execute_cdp_cmd(disable, {"value": False})


def folds(browser):
    """The folds of a page: whether each is open, and a name that stands in it."""
    return browser.execute_script(
        """
        return [...document.querySelectorAll("details.deeper")].map(
          d => [d.open, d.querySelector(".inside").id]);
        """
    )


def test_every_name_on_a_page_is_there_once(browser, chapter):
    visit(browser, chapter)
    assert looking.doubled_names(browser) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
def test_a_link_opens_the_fold_that_it_leads_into(browser, chapter, scripts):
    visit(browser, chapter)
    found = folds(browser)
    assert found and not any(is_open for is_open, _ in found)
    name = found[-1][1]
    browser.execute_cdp_cmd(
        "Emulation.setScriptExecutionDisabled", {"value": not scripts}
    )
    try:
        browser.get("about:blank")
        visit(browser, f"{chapter}#{name}")
    finally:
        browser.execute_cdp_cmd(
            "Emulation.setScriptExecutionDisabled", {"value": False}
        )
    assert [n for is_open, n in folds(browser) if is_open] == [name]


def test_a_search_for_words_opens_the_fold_that_holds_them(browser, chapter):
    # A browser finds a text fragment of an address as it finds what a reader types.
    visit(browser, chapter)
    words = browser.execute_script(
        """
        const texts = [...document.querySelectorAll("details.deeper > p")]
          .flatMap(p => [...p.childNodes])
          .filter(n => n.nodeType === Node.TEXT_NODE)
          .flatMap(n => n.textContent.trim().split(/[.,:;-]/));
        return texts.sort((a, b) => b.length - a.length)[0].trim();
        """
    )
    browser.get("about:blank")
    visit(browser, f"{chapter}#:~:text={words.replace(' ', '%20')}")
    assert any(is_open for is_open, _ in folds(browser))


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
def test_a_printed_page_holds_everything(browser, chapter, scripts):
    visit(browser, chapter)
    whole = printed(browser, "", scripts)
    assert whole > 2 * printed(browser, "details.deeper { display: none }", scripts)
    assert whole > printed(browser, "details.hide { display: none }", scripts)  # code
    solutions = printed(browser, "details.solution { display: none }", scripts)
    assert whole > solutions


def printed(browser, style, scripts):
    """The number of printed pages, with a style added."""
    browser.execute_script(
        """
        const style = document.head.appendChild(document.createElement("style"));
        style.id = "tried"; style.textContent = arguments[0];
        """,
        style,
    )
    with allowed(browser, scripts):
        pdf = browser.execute_cdp_cmd("Page.printToPDF", {})["data"]
    browser.execute_script("document.getElementById('tried').remove()")
    return base64.b64decode(pdf).count(b"/Type /Page\n")
