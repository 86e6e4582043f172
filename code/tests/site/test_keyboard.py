"""The book without a mouse: every control is reached, is seen to be, and works."""

import looking
import pytest
from built import ANSWERING, SAMPLED, pages
from keyboard import CTRL, passed_by, press, stops, write
from selenium.webdriver.support.ui import WebDriverWait

CHAPTER = f"chapters/{ANSWERING[0]}.html"


TYPED_ON = ["chapters/index.html", CHAPTER, "chapters/check-your-own.html"]


@pytest.mark.parametrize("page", TYPED_ON if SAMPLED else pages())
def test_every_control_is_reached_and_seen_to_have_the_focus(browser, site, page):
    looking.visit(browser, site + page)
    found = stops(browser)
    assert [stop.element for stop in found if not stop.seen] == []
    assert [stop.element for stop in found if not stop.ringed] == []
    assert passed_by(browser) == []


def focus(browser, selector):
    browser.execute_script(
        "document.querySelector(arguments[0]).focus({focusVisible: true})", selector
    )


def test_the_first_stop_skips_what_is_on_every_page(browser, site):
    looking.visit(browser, site + CHAPTER)
    press(browser, "Tab")
    skip = "return document.activeElement.textContent.trim()"
    assert browser.execute_script(skip) == "Skip to main content"
    press(browser, "Enter")
    press(browser, "Tab")
    within = "return Boolean(document.activeElement.closest('main'))"
    assert browser.execute_script(within)


@pytest.mark.parametrize("fold", ["details.deeper", "details.hide", "details.cite"])
def test_enter_opens_a_fold_and_space_closes_it(browser, site, fold):
    looking.visit(browser, site + CHAPTER)
    is_open = f"return document.querySelector('{fold}').open"
    focus(browser, f"{fold} > summary")
    assert not browser.execute_script(is_open)
    press(browser, "Enter")
    assert browser.execute_script(is_open)
    press(browser, " ")
    assert not browser.execute_script(is_open)


def test_a_chain_is_copied_from_the_keyboard(browser, site):
    looking.visit(browser, site + CHAPTER)
    browser.execute_script(
        "navigator.clipboard.writeText = async (text) => { window.copied = text; }"
    )
    focus(browser, ".copy-chain")
    opacity = "return getComputedStyle(document.activeElement).opacity"
    assert browser.execute_script(opacity) == "1"
    press(browser, "Enter")
    assert browser.execute_script("return copied").startswith(r"\begin{align}")


@pytest.mark.parametrize("way", ["button", "shortcut"])
def test_a_search_is_begun_from_the_keyboard(browser, site, way):
    looking.visit(browser, site + CHAPTER)
    typing = "return document.activeElement.matches('input[type=search]')"
    for _ in range(2):  # once to leave it again
        if way == "button":
            focus(browser, ".search-button-field")
            press(browser, "Enter")
        else:
            press(browser, "k", CTRL)
        WebDriverWait(browser, 10).until(lambda b: b.execute_script(typing))
        press(browser, "Escape")
        WebDriverWait(browser, 10).until_not(lambda b: b.execute_script(typing))
    press(browser, "k", CTRL)
    WebDriverWait(browser, 10).until(lambda b: b.execute_script(typing))
    write(browser, "softmax gradient")
    press(browser, "Enter")
    WebDriverWait(browser, 10).until(
        lambda b: "search.html?q=softmax+gradient" in b.current_url
    )
