"""A search finds the right page first, and shows prose of it."""

import pytest
from searching import TERMS, results


@pytest.mark.parametrize("term", TERMS)
def test_the_right_page_comes_first(browser, site, term):
    found = results(browser, site, term)
    assert found and found[0][0] == f"chapters/{TERMS[term]}"
    excerpt = found[0][1]
    assert not any(tex in excerpt for tex in ("\\frac", "$", "import numpy"))


def test_what_stands_nowhere_is_not_found(browser, site):
    assert results(browser, site, "zymurgy") == []
