"""What the book as a whole offers: a dark mode, notebooks to take away."""

import re

import looking
import pytest
from built import BUILT, CHAPTERS, ROOT
from derivations.book.site.card import PICTURE, SIZE
from derivations.book.site.downloads import archive, data_files
from derivations.book.site.lighter import size
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait


def luminance(browser, element):
    """From 0 (black) to 255 (white)."""
    color = browser.find_element(By.CSS_SELECTOR, element).value_of_css_property(
        "background-color"
    )
    red, green, blue = map(int, color[color.index("(") + 1 : -1].split(",")[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_light_and_dark_follow_the_reader(browser, site):
    looking.visit(browser, f"{site}chapters/index.html")
    wait = WebDriverWait(browser, 10)
    with looking.media(browser, prefers_color_scheme="dark"):
        wait.until(lambda b: luminance(b, "body") < 60)
    with looking.media(browser, prefers_color_scheme="light"):
        wait.until(lambda b: luminance(b, "body") > 200)


def test_without_scripts_a_page_has_the_colors_of_the_light_theme(browser, site):
    address = f"{site}chapters/{CHAPTERS[0]}.html"
    look = """
      const style = getComputedStyle(document.querySelector("div.result"));
      return [style.borderTopWidth, style.borderTopColor];
    """
    found = []
    for scripted in (True, False):
        with looking.scripts(browser, scripted):
            looking.visit(browser, address)
        found.append(browser.execute_script(look))
    assert found[0] == found[1] and found[0][0] == "2px"
    assert luminance(browser, "body") > 200


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_not_marked_in_code_has_the_color_of_all_code(theme):
    style = (BUILT / "_static/pygments.css").read_text(encoding="utf-8")
    color = rf'^html\[data-theme="{theme}"\] \.highlight{{}} {{{{.*?color: (#\w+)'
    found = {
        kind: re.findall(color.format(kind), style, re.MULTILINE)
        for kind in ("", r" \.n", r" \.p", r" \.w", r" \.k")
    }
    names = found.pop(r" \.k")
    assert len({tuple(one) for one in found.values()}) == 1
    assert len(names) == 1 and names != found[""]


def test_the_picture_of_a_link_is_there():
    assert size((BUILT / PICTURE).read_bytes()) == SIZE


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_can_be_taken_away_and_its_data_with_it(chapter):
    page = (BUILT / f"chapters/{chapter}.html").read_text(encoding="utf-8")
    taken = BUILT / "_sources/chapters"
    assert f'href="../_sources/chapters/{chapter}.ipynb"' in page
    assert (taken / f"{chapter}.ipynb").is_file()
    notebook = ROOT / f"chapters/{chapter}.ipynb"
    reads_data = bool(data_files(notebook))
    assert (f'href="../_sources/chapters/{chapter}.zip"' in page) == reads_data
    if reads_data:
        assert (taken / f"{chapter}.zip").read_bytes() == archive(notebook)


LAID_OUT = 40  # times at most, while a page loads; it was 128 when listings were asked


def test_a_long_page_is_laid_out_a_few_times_while_it_loads(browser, site):
    browser.execute_cdp_cmd("Performance.enable", {})
    longest = max(CHAPTERS, key=lambda c: (BUILT / f"chapters/{c}.html").stat().st_size)
    looking.visit(browser, "about:blank")
    looking.visit(browser, f"{site}chapters/{longest}.html")
    found = browser.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    (count,) = (one["value"] for one in found if one["name"] == "LayoutCount")
    assert 0 < count <= LAID_OUT


SCROLLING = """
const parts = [...document.querySelectorAll("main pre")];
const scrolls = p => p.scrollWidth > p.clientWidth;
return parts.filter(p => p.checkVisibility()).map(p => [scrolls(p), p.tabIndex === 0]);
"""


def test_what_scrolls_is_in_the_tab_order_also_when_its_fold_opens(browser, site):
    looking.visit(browser, f"{site}chapters/17-inverse-mills.html", looking.PHONE)
    before = browser.execute_script(SCROLLING)
    looking.unfold(browser)
    browser.execute_script("dispatchEvent(new KeyboardEvent('keydown', {key: 'Tab'}))")

    def settled(b):
        found = b.execute_script(SCROLLING)
        return len(found) > len(before) and all(a == t for a, t in found) and found

    found = WebDriverWait(browser, 10).until(settled)
    assert any(scrolls for scrolls, _ in found)


FAR = """
const tables = [...document.querySelectorAll(".pst-scrollable-table-container")];
const wide = tables.filter(t => t.scrollWidth > t.clientWidth);
const tops = wide.map(t => t.getBoundingClientRect().top);
return [wide.map(t => t.tabIndex === 0), Math.max(...tops)];
"""


def test_so_is_what_has_not_come_near_yet(browser, site):
    page = f"{site}chapters/reference/how-good-is-the-checker.html"
    looking.visit(browser, page, looking.PHONE)
    wait = WebDriverWait(browser, 10)
    marked, lowest = wait.until(
        lambda b: (found := b.execute_script(FAR)) and all(found[0]) and found
    )
    assert marked and lowest > 3 * looking.SIZES[looking.PHONE]
