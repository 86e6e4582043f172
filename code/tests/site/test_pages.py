"""Every page of the built book, opened in a real browser."""

import json
import re
from urllib.parse import urlsplit

import pytest

WIDTHS = {"desk": (1300, 900), "phone": (390, 844)}


def size(browser, device):
    """Give the page itself this size (a window has a least width, a page has not)."""
    width, height = WIDTHS[device]
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1}
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {**metrics, "mobile": False}
    )


def visit(browser, address, device="desk"):
    """Open a page; return the addresses it asked for and what the console said."""
    size(browser, device)
    browser.get_log("performance")
    browser.get_log("browser")
    browser.get(address)
    events = [
        json.loads(e["message"])["message"] for e in browser.get_log("performance")
    ]
    asked = [
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    ]
    return asked, [entry["message"] for entry in browser.get_log("browser")]


def test_asks_no_other_host_and_reports_no_error(browser, site, page):
    asked, console = visit(browser, site + page)
    hosts = {urlsplit(url).netloc for url in asked if url.startswith("http")}
    assert hosts == {urlsplit(site).netloc}
    assert console == []


@pytest.mark.parametrize("device", WIDTHS)
def test_fits_the_screen(browser, site, page, device):
    visit(browser, site + page, device)
    wide = browser.execute_script(
        """
        const screen = document.documentElement.clientWidth;
        const scrolls = (e) => e && (
          ["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(e).overflowX)
          || scrolls(e.parentElement));
        return [...document.querySelectorAll("main *")]
          .filter(e => e.getBoundingClientRect().right > screen + 1)
          .filter(e => !scrolls(e.parentElement))
          .map(e => e.outerHTML.slice(0, 120));
        """
    )
    assert wide == []
    assert browser.execute_script(
        "return document.documentElement.scrollWidth <= window.innerWidth"
    )


def test_shows_every_formula(browser, site, page):
    visit(browser, site + page)
    faults = browser.execute_script(
        """
        const faults = [];
        for (const math of document.querySelectorAll(".math")) {
          const box = math.querySelector("svg")?.getBoundingClientRect();
          if (!box || box.width < 1 || box.height < 1)
            faults.push("nothing drawn: " + math.textContent);
          if (!math.querySelector("math")) faults.push("nothing to read aloud");
        }
        for (const use of document.querySelectorAll(".math use"))
          if (!document.getElementById(use.getAttribute("href").slice(1)))
            faults.push("no drawing of " + use.getAttribute("href"));
        return faults;
        """
    )
    assert faults == []
    prose = browser.execute_script(
        """
        const copy = document.querySelector("main").cloneNode(true);
        copy.querySelectorAll("pre, code, .math").forEach(e => e.remove());
        return copy.textContent;
        """
    )
    assert re.findall(r"\$[^$\n]{1,80}\$|\\[a-zA-Z]{2,}", prose) == []


def test_pictures_say_what_they_show(browser, site, page):
    visit(browser, site + page)
    told = browser.execute_script(
        "return [...document.querySelectorAll('main img')].map(e => e.alt)"
    )
    assert [alt for alt in told if len(alt) < 20 or "/" in alt] == []
    broken = browser.execute_script(
        """
        return [...document.images].filter(e => e.complete && !e.naturalWidth)
          .map(e => e.src)
        """
    )
    assert broken == []


def test_links_within_the_book_lead_somewhere(browser, site, page):
    visit(browser, site + page)
    dead = browser.execute_async_script(
        """
        const done = arguments[0];
        const here = [...document.querySelectorAll("a[href]")].map(e => e.href)
          .filter(url => url.startsWith(location.origin));
        const check = async (url) => {
          const [address, anchor] = url.split("#");
          const answer = await fetch(address);
          if (!answer.ok) return url;
          if (!anchor || !address.endsWith(".html")) return null;
          const text = await answer.text();
          const page = new DOMParser().parseFromString(text, "text/html");
          return page.getElementById(decodeURIComponent(anchor)) ? null : url;
        };
        Promise.all([...new Set(here)].map(check)).then(r => done(r.filter(Boolean)));
        """
    )
    assert dead == []
