"""The live page in a browser whose network is cut: what it judges, and how it looks.

It needs `make live`; without it everything here is skipped, and says so.
"""

import json
import time

import looking
import pytest
from built import BUILT
from derivations.book.site import live_parts
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

PAGE = "chapters/check-your-own.html"
SECONDS = 120  # a busy machine starts Python slowly

pytestmark = pytest.mark.skipif(
    not (BUILT / "_static/live/python/derivations.zip").is_file(),
    reason="NOT TESTED, the live page: run `make live` (it needs Node.js)",
)


class Pane:
    """One of the panes of the page that is open."""

    def __init__(self, browser, kind):
        self.browser = browser
        self.root = browser.find_element(By.CSS_SELECTOR, f'[data-kind="{kind}"]')

    def one(self, selector):
        return self.root.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.root.find_elements(By.CSS_SELECTOR, selector)

    def choose(self, number):
        Select(self.one(".choice")).select_by_index(number)

    def write(self, *texts):
        for field, text in zip(self.all("textarea"), texts, strict=True):
            self.browser.execute_script(
                "arguments[0].value = arguments[1];"
                "arguments[0].dispatchEvent(new Event('input'))", field, text,
            )  # fmt: skip

    def press(self, name=".check"):
        self.browser.execute_script("arguments[0].click()", self.one(name))

    def status(self):
        return self.one(".status").text

    def judge(self):
        """Press the button and wait for the verdict; the seconds it took."""
        began = time.monotonic()
        self.press()
        WebDriverWait(self.browser, SECONDS, 0.05).until(
            lambda _: self.one(".check").is_enabled()
        )
        assert "did not work" not in self.status(), self.status()
        return time.monotonic() - began

    def headline(self):
        return self.one(".shown .headline").text


@pytest.fixture
def cut_off(browser, site):
    """The page, fresh, in a browser that reaches no other host than this one."""
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd(
        "Network.setBlockedURLs", {"urls": ["https://*", "wss://*"]}
    )
    browser.get("about:blank")
    browser.get(site + PAGE)
    browser.get_log("performance")
    yield browser
    hosts = {
        url.split("/")[2] for url in requests(browser) if url.startswith(("http", "ws"))
    }
    assert hosts <= {site.split("/")[2]}


def requests(browser):
    events = (
        json.loads(e["message"])["message"] for e in browser.get_log("performance")
    )
    return [
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    ]


def test_nothing_is_loaded_before_the_click(cut_off):
    time.sleep(1)
    assert not [url for url in requests(cut_off) if "/live/python/" in url]
    pane = Pane(cut_off, "derivation")
    assert "MB" in pane.one(".check").text and pane.headline() == "All 4 steps hold."


def test_a_right_and_a_wrong_derivation_are_judged(cut_off):
    pane = Pane(cut_off, "derivation")
    first = pane.judge()
    assert pane.headline() == "All 4 steps hold."
    assert len(pane.all(".shown .line.proved-all")) == 4
    pane.choose(1)
    later = pane.judge()
    assert pane.headline() == "Line 4 is wrong."
    assert pane.all(".shown .line.refuted .why") and pane.all(".shown .line.again")
    assert (
        pane.one(".behind mark").get_attribute("textContent").startswith(r"\frac{-1}")
    )
    print(f"\nfirst verdict after {first:.1f} s, a later one after {later:.1f} s")


def test_fresh_verdicts_are_the_recorded_ones(cut_off):
    pane = Pane(cut_off, "derivation")
    for number in range(6):
        pane.choose(number)
        recorded = [row.text.split("\n")[:2] for row in pane.all(".shown .line .said")]
        assert recorded
        pane.judge()
        fresh = [row.text.split("\n")[:2] for row in pane.all(".shown .line .said")]
        assert fresh == recorded


def test_ones_own_is_refused_with_its_place_and_a_button_settles_it(cut_off):
    pane = Pane(cut_off, "derivation")
    pane.write("x + \\beta = \\beta + x", "x: real")
    assert pane.all(".shown .headline") == []
    pane.judge()
    assert pane.headline() == "Not understood, so not checked"
    assert "\\beta" in pane.one(".place mark").text
    pane.press(".remedies button")
    WebDriverWait(cut_off, SECONDS).until(
        lambda _: pane.headline() == "The step holds."
    )
    assert pane.all("textarea")[1].get_property("value") == "x: real\n\\beta: real"


def test_a_link_brings_back_what_was_written(cut_off, site):
    pane = Pane(cut_off, "derivation")
    pane.write("α + x = x + α\n% ü", "x: real")
    WebDriverWait(cut_off, 10).until(lambda _: "#derivation." in cut_off.current_url)
    link = cut_off.current_url
    cut_off.get("about:blank")
    cut_off.get(link)
    pane = Pane(cut_off, "derivation")
    WebDriverWait(cut_off, 10).until(
        lambda _: pane.all("textarea")[0].get_property("value").startswith("α")
    )
    assert pane.all("textarea")[1].get_property("value") == "x: real"
    cut_off.get(link[:-9])  # a link that was cut on its way
    cut_off.refresh()
    assert Pane(cut_off, "derivation").headline() == "All 4 steps hold."


def test_the_page_stays_usable_and_can_be_stopped(cut_off):
    pane = Pane(cut_off, "derivation")
    cut_off.execute_script(
        "window.ticks = 0; setInterval(() => { window.ticks += 1; }, 10)"
    )
    pane.press()
    WebDriverWait(cut_off, SECONDS).until(lambda _: "judged" in pane.status())
    assert cut_off.execute_script("return ticks") > 100  # of some seconds of Python
    pane.press(".cancel")
    WebDriverWait(cut_off, 10).until(lambda _: pane.status() == "Stopped.")
    pane.judge()
    assert pane.headline() == "All 4 steps hold."


def test_a_gradient_is_judged(cut_off):
    if not live_parts.has_numpy():
        pytest.skip("NOT TESTED, gradients on the live page: no NumPy for the browser")
    pane = Pane(cut_off, "gradient")
    pane.judge()
    assert "differs" in pane.headline() and "Instead" in pane.one(".shown").text
    pane.write("f = 1 / 0")
    pane.judge()
    assert "In row 1: ZeroDivisionError: division by zero" in pane.one(".shown").text


@pytest.mark.parametrize("width", [looking.PHONE, looking.DESK])
def test_a_verdict_fits_the_screen(browser, site, width):
    looking.visit(browser, site + PAGE, width)
    pane = Pane(browser, "derivation")
    pane.choose(1)
    pane.judge()
    assert pane.headline() == "Line 4 is wrong."
    assert looking.overflowing(browser) == []


def test_without_a_script_every_example_is_shown(browser, site):
    with looking.scripts(browser, False):
        browser.get(site + PAGE)
        shown = [e.is_displayed() for e in Pane(browser, "derivation").all(".example")]
        fields = Pane(browser, "derivation").one(".fields").is_displayed()
    assert shown == [True] * 6 and not fields
