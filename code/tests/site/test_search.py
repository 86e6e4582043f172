"""A search finds the right page first, and shows prose of it."""

import pytest
from searching import TERMS, firsts, results


def test_the_right_page_comes_first(browser, site):
    right = {term: f"chapters/{page}" for term, page in TERMS.items()}
    assert firsts(browser, site, TERMS) == right


def test_what_stands_nowhere_is_not_found(browser, site):
    assert firsts(browser, site, ["zymurgy"]) == {"zymurgy": ""}


@pytest.mark.parametrize("term", list(TERMS)[::8])
def test_an_excerpt_is_prose(browser, site, term):
    page, excerpt = results(browser, site, term)[0]
    assert page == f"chapters/{TERMS[term]}" and len(excerpt) > 40
    assert not any(tex in excerpt for tex in ("\\frac", "$", "import numpy"))
