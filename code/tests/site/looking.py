"""What a browser finds wrong with the page it shows."""

import gzip
import json
import re
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

WIDTHS = {"desk": (1300, 900), "phone": (390, 844)}
NARROW = {"small": (360, 640), "tablet": (768, 1024), "laptop": (1280, 800)}


def visit(browser, address, device="desk", size=None):
    """Open a page on a screen of this size.

    Return the other hosts it asked, and what the console complained of.
    """
    width, height = size or WIDTHS[device]
    # The page itself gets this size: a window has a least width, a page has not.
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1}
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {**metrics, "mobile": False}
    )
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
    return hosts, [entry["message"] for entry in browser.get_log("browser")]


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
    return sum(_compressed(file) for file in files)


def _compressed(file: Path) -> int:
    content = file.read_bytes()
    packed = file.suffix in (".png", ".woff2")
    return len(content) if packed else len(gzip.compress(content, mtime=0))


def overflowing(browser) -> list[str]:
    """Elements that stick out of the screen and that no frame lets scroll."""
    return browser.execute_script(
        """
        const screen = document.documentElement.clientWidth;
        const scrolls = (e) => e && (
          ["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(e).overflowX)
          || scrolls(e.parentElement));
        const out = [...document.querySelectorAll(".bd-article-container *")]
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


def dead_links(folder: Path, page: str) -> list[str]:
    """Links within the book that lead nowhere, or to a place that is not there."""
    dead = []
    for link in sorted(set(_names(folder / page)[1])):
        url = urlsplit(link)
        if url.scheme or url.netloc:
            continue
        target = (
            (folder / page).parent / unquote(url.path) if url.path else folder / page
        )
        place = unquote(url.fragment)
        known = target.is_file() and (
            not place or target.suffix != ".html" or place in _names(target)[0]
        )
        if not known:
            dead.append(link)
    return dead


@cache
def _names(page: Path) -> tuple[frozenset[str], tuple[str, ...]]:
    """The names of the places of a page, and where its links lead."""
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    names = frozenset(map(unescape, re.findall(r'\sid="([^"]*)"', text)))
    links = re.findall(r'<a\s[^>]*?href="([^"]*)"', text)
    return names, tuple(map(unescape, links))
