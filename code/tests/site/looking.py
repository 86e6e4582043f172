"""What a browser finds wrong with the page it shows."""

import contextlib
import json
import math
import re
from pathlib import Path
from urllib.parse import urlsplit

from built import BUILT, compressed

SIZES = {360: 640, 390: 844, 768: 1024, 1280: 800}  # phones, a tablet, a desk
DESK, PHONE = 1280, 390
# What is far below is laid out at once, too; before it comes near, its size is a guess.
ALL_NOW = """
document.head.appendChild(document.createElement("style")).textContent =
  "section { content-visibility: visible !important }";
"""


def faults(
    browser, site: str, page: str, *, scripted=True, widths=SIZES, limit=math.inf
) -> dict[str, list]:
    """All that is wrong with a page: opened once, seen at all widths, then unfolded."""
    with scripts(browser, scripted):
        hosts, console = visit(browser, site + page)
    browser.execute_script(ALL_NOW)
    loaded = weight(browser, site, BUILT) if limit < math.inf else 0
    found = {
        "other hosts": hosts,
        "bytes": [loaded] if loaded > limit else [],
        "names twice": doubled_names(browser),
        "TeX": raw_tex(browser),
        "pictures": silent_pictures(browser),
    }
    for state in ("folded", "unfolded"):
        if state == "unfolded":
            unfold(browser)
        for width in widths:
            resize(browser, width)
            found[f"wider than {width} pixels, {state}"] = overflowing(browser)
        found[f"formulas, {state}"] = undrawn(browser)
    found["console"] = console + complaints(browser)
    return {kind: those for kind, those in found.items() if those}


def resize(browser, width: int, height: int = 0) -> None:
    """Give the page itself this size: a window has a least width, a page has not."""
    metrics = {"width": width, "height": height or SIZES[width]}
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {**metrics, "deviceScaleFactor": 1, "mobile": False},
    )


def unfold(browser) -> None:
    """Open every fold of the page."""
    browser.execute_script(
        "document.querySelectorAll('details').forEach(d => d.open = true)"
    )


@contextlib.contextmanager
def media(browser, kind: str = "", **features: str):
    """A page as it is printed, say, or as those see it who ask for a dark one."""
    asked = [
        {"name": name.replace("_", "-"), "value": value}
        for name, value in features.items()
    ]
    emulate = "Emulation.setEmulatedMedia"
    browser.execute_cdp_cmd(emulate, {"media": kind, "features": asked})
    try:
        yield
    finally:
        browser.execute_cdp_cmd(emulate, {"media": "", "features": []})


@contextlib.contextmanager
def scripts(browser, allowed: bool):
    """A browser that runs the scripts of pages, or does not."""
    disable = "Emulation.setScriptExecutionDisabled"
    browser.execute_cdp_cmd(disable, {"value": not allowed})
    try:
        yield
    finally:
        browser.execute_cdp_cmd(disable, {"value": False})


def visit(browser, address: str, width: int = DESK, height: int = 0):
    """Open a page on a screen of this size.

    Return the other hosts it asked, and what the console complained of.
    """
    browser.get("about:blank")  # what the page before still asks for is not this one's
    resize(browser, width, height)
    browser.get_log("performance")
    browser.get_log("browser")
    browser.get(address)
    logged = browser.get_log("performance")
    events = [json.loads(entry["message"])["message"] for entry in logged]
    asked = {
        urlsplit(event["params"]["request"]["url"]).netloc
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    }
    hosts = sorted(asked - {"", urlsplit(address).netloc})
    return hosts, complaints(browser)


def complaints(browser) -> list[str]:
    """What the console said since it was last asked."""
    return [entry["message"] for entry in browser.get_log("browser")]


def weight(browser, site: str, folder: Path) -> int:
    """Bytes of the page shown and of all that it loaded, compressed as servers do."""
    loaded = browser.execute_script(
        """
        return [location.href,
                ...performance.getEntriesByType("resource").map(e => e.name)];
        """
    )
    names = {
        url.removeprefix(site).partition("?")[0].partition("#")[0] for url in loaded
    }
    files = (folder / name for name in names if (folder / name).is_file())
    return sum(map(compressed, files))


def overflowing(browser) -> list[str]:
    """Elements that stick out of the screen and that no frame lets scroll."""
    return browser.execute_script(
        """
        const screen = document.documentElement.clientWidth;
        const scrolls = (e) => e && (
          ["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(e).overflowX)
          || scrolls(e.parentElement));
        const out = [...document.querySelectorAll(".bd-article-container :not(svg *)")]
          .filter(e => e.getBoundingClientRect().right > screen + 1)
          .filter(e => !scrolls(e.parentElement))
          .map(e => e.outerHTML.slice(0, 120));
        if (document.documentElement.scrollWidth > innerWidth) out.push("the page");
        return out;
        """
    )


def undrawn(browser) -> list[str]:
    """Formulas that show nothing, lack a glyph or say nothing to a screen reader."""
    return browser.execute_script(
        """
        const faults = [];
        for (const math of document.querySelectorAll(".math")) {
          if (math.closest(".onlyprint") || !math.parentElement.checkVisibility())
            continue;
          const box = math.querySelector("svg")?.getBoundingClientRect();
          if (!box || box.width < 1 || box.height < 1)
            faults.push("nothing drawn: " + math.textContent);
          if (!math.querySelector("math"))
            faults.push("nothing to read aloud: " + math.textContent);
        }
        for (const use of document.querySelectorAll(".math use"))
          if (!document.getElementById(use.getAttribute("href").slice(1)))
            faults.push("no drawing of " + use.getAttribute("href"));
        return faults;
        """
    )


def raw_tex(browser) -> list[str]:
    """TeX that stands in the text instead of a formula."""
    prose = browser.execute_script(
        """
        const copy = document.querySelector("main").cloneNode(true);
        copy.querySelectorAll("pre, code, .math, .onlyprint").forEach(e => e.remove());
        return copy.textContent;
        """
    )
    return re.findall(r"\$[^$\n]{1,80}\$|\\[a-zA-Z]{2,}", prose)


def doubled_names(browser) -> list[str]:
    """Names of places that stand on the page more than once."""
    return browser.execute_script(
        """
        const names = [...document.querySelectorAll("[id]")].map(e => e.id);
        return names.filter((name, k) => names.indexOf(name) < k);
        """
    )


def silent_pictures(browser) -> list[str]:
    """Pictures that did not load, or whose alt text is a file's name or too short."""
    return browser.execute_script(
        """
        return [...document.querySelectorAll("main img")]
          .filter(e => e.alt.length < 20 || e.alt.includes("/")
                  || (e.complete && !e.naturalWidth))
          .map(e => e.outerHTML.slice(0, 120));
        """
    )
