"""The built book, served locally, and a browser that looks at it."""

import os

import pytest
from browsing import programs, served, started
from built import BUILT, looked_at


@pytest.fixture(params=looked_at())
def page(request):
    """A page of the book, by its address within it."""
    return request.param


@pytest.fixture(scope="session")
def serve():
    """A context manager that serves a folder and gives its address."""
    return served


@pytest.fixture(scope="session")
def site():
    """The address of the book."""
    if not BUILT.is_dir():
        pytest.skip("no book in _build/html: run `make book` first")
    with served(BUILT) as address:
        yield address


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """Chrome without a network, which remembers requests and the console's messages."""
    found = programs()
    if found is None:
        reason = "no browser: Chrome or Chromium with its chromedriver is needed"
        if os.environ.get("BROWSER_REQUIRED"):
            pytest.fail(reason)
        pytest.skip(reason)
    with started(tmp_path_factory.mktemp("profile"), *found) as chrome:
        yield chrome
