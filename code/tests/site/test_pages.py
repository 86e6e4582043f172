"""Every page of the built book, opened in a real browser."""

import looking
import pytest


@pytest.mark.parametrize("device", looking.WIDTHS)
def test_a_page_fits_and_asks_no_other_host(browser, site, page, device):
    hosts, console = looking.visit(browser, site + page, device)
    assert hosts == []
    assert console == []
    assert looking.overflowing(browser) == []


def test_a_page_shows_what_it_holds(browser, site, page):
    looking.visit(browser, site + page)
    assert looking.undrawn(browser) == []
    assert looking.raw_tex(browser) == []
    assert looking.silent_pictures(browser) == []
    assert looking.dead_links(browser) == []
