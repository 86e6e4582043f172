"""Every page of the built book, opened in a real browser."""

import looking
from built import BUILT, dead_links, pages

LIMITS = {"index.html": 250_000, "search.html": 350_000}
LARGEST = 600_000  # bytes of a page with all that it loads before anybody scrolls
PHONE = [looking.PHONE]


def test_a_page_is_whole(browser, site, page):
    limit = LIMITS.get(page.rpartition("/")[2], LARGEST)
    assert looking.faults(browser, site, page, limit=limit) == {}


def test_a_page_is_whole_without_scripts(browser, site, page):
    assert looking.faults(browser, site, page, scripted=False, widths=PHONE) == {}


def test_a_page_is_whole_from_a_file(browser, page):
    folder = f"{BUILT.as_uri()}/"
    assert looking.faults(browser, folder, page, widths=PHONE) == {}


def test_no_link_leads_nowhere():
    dead = {page: dead_links(BUILT, page) for page in pages()}
    assert {page: links for page, links in dead.items() if links} == {}
