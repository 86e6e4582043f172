"""Chapters that answer first: short, and open where somebody looks for something."""

import base64
import contextlib

import looking
import pytest
from built import ANSWERING

PART_ONE, CHAIN, FOLDED = 4500, 900, {"desk": 6000, "phone": 9000}  # pixels
SCREENS = {"desk": (1400, 1000), "phone": (390, 844)}


@pytest.fixture(params=ANSWERING)
def chapter(request, site):
    return f"{site}chapters/{request.param}.html"


def visit(browser, address, device="desk"):
    looking.visit(browser, address, size=SCREENS[device])


def top(browser, script):
    """How far down the page an element begins."""
    return browser.execute_script(
        f"const e = {script}; return e.getBoundingClientRect().top + scrollY;"
    )


ANSWERED = (
    "[...document.querySelectorAll('h2')]"
    ".find(h => h.textContent.startsWith('That answers'))"
)


def test_the_first_part_is_short(browser, chapter):
    visit(browser, chapter)
    assert top(browser, ANSWERED) <= PART_ONE
    chain = browser.execute_script(
        "return document.querySelector('.derivation').getBoundingClientRect().height"
    )
    assert chain <= CHAIN


@pytest.mark.parametrize("device", SCREENS)
def test_a_folded_page_is_short_and_never_scrolls_sideways(browser, chapter, device):
    visit(browser, chapter, device)
    height, width, screen = browser.execute_script(
        "const e = document.documentElement;"
        "return [e.scrollHeight, e.scrollWidth, e.clientWidth]"
    )
    assert height <= FOLDED[device]
    assert width <= screen
    assert looking.overflowing(browser) == []


def test_an_open_page_never_scrolls_sideways(browser, chapter):
    visit(browser, chapter, "phone")
    browser.execute_script(
        "document.querySelectorAll('details').forEach(d => d.open = true)"
    )
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
    folded = printed(browser, "details.deeper { display: none }", scripts)
    assert printed(browser, "", scripts) > 2 * folded


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
