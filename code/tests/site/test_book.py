"""What the book as a whole offers: search, a dark mode, notebooks to take away."""

import pytest
from built import BUILT, CHAPTERS, ROOT
from derivations.book.site.downloads import archive, data_files
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait


def test_search_finds_a_word_of_the_book(browser, site):
    browser.get(f"{site}search.html?q=gradient")
    results = WebDriverWait(browser, 10).until(
        lambda b: b.find_elements(By.CSS_SELECTOR, "#search-results ul.search li a")
    )
    assert all(urls.get_attribute("href").startswith(site) for urls in results)


def luminance(browser, element):
    """From 0 (black) to 255 (white)."""
    color = browser.find_element(By.CSS_SELECTOR, element).value_of_css_property(
        "background-color"
    )
    red, green, blue = map(int, color[color.index("(") + 1 : -1].split(",")[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("mode", "dark"), [("light", False), ("dark", True)])
def test_light_and_dark_follow_the_reader(browser, site, mode, dark):
    feature = {"name": "prefers-color-scheme", "value": mode}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    browser.get(f"{site}chapters/index.html")
    shade = luminance(browser, "body")
    assert shade < 60 if dark else shade > 200
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_can_be_taken_away(browser, site, chapter):
    browser.get(f"{site}chapters/{chapter}.html")
    links = browser.find_elements(By.CSS_SELECTOR, "a[href$='.ipynb']")
    assert [a.get_attribute("href").rpartition("/")[2] for a in links]
    assert (BUILT / "_sources" / "chapters" / f"{chapter}.ipynb").is_file()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_data_travel_with_the_notebook_that_reads_them(browser, site, chapter):
    notebook = ROOT / "chapters" / f"{chapter}.ipynb"
    browser.get(f"{site}chapters/{chapter}.html")
    offered = browser.find_elements(By.CSS_SELECTOR, f"a[href$='{chapter}.zip']")
    assert len(offered) == bool(data_files(notebook))
    if offered:
        packed = BUILT / "_sources" / "chapters" / f"{chapter}.zip"
        assert packed.read_bytes() == archive(notebook)
