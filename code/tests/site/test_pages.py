"""Every page of the built book, opened in a real browser."""

import looking
import pytest
from built import BUILT


@pytest.mark.parametrize("device", looking.WIDTHS)
def test_a_page_fits_and_asks_no_other_host(browser, site, page, device):
    hosts, console = looking.visit(browser, site + page, device)
    assert hosts == []
    assert console == []
    assert looking.overflowing(browser) == []


LIMITS = {"index.html": 250_000, "search.html": 350_000}
LARGEST = 600_000  # bytes of a page with all that it loads before anybody scrolls


@pytest.mark.parametrize("device", looking.NARROW)
def test_pages_fit_between_a_phone_and_a_desk(browser, site, device):
    wide = {}
    for name in ("index", "23-bspline-second-derivative", "reference/what-is-checked"):
        size = looking.NARROW[device]
        looking.visit(browser, f"{site}chapters/{name}.html", size=size)
        wide[name] = looking.overflowing(browser)
    assert not any(wide.values()), wide


def test_a_page_is_light(browser, site, page):
    looking.visit(browser, site + page)
    limit = LIMITS.get(page.rpartition("/")[2], LARGEST)
    assert looking.weight(browser, site, BUILT) <= limit


def test_a_page_shows_what_it_holds(browser, site, page):
    looking.visit(browser, site + page)
    assert looking.undrawn(browser) == []
    assert looking.raw_tex(browser) == []
    assert looking.silent_pictures(browser) == []
    assert looking.dead_links(BUILT, page) == []
