"""The built book, served locally, and a browser that looks at it."""

import contextlib
import functools
import http.server
import os
import shutil
import threading

import pytest
from built import BUILT, pages

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
DRIVERS = ("chromedriver", "chromium-driver")
# A fresh profile, and none of the requests that Chrome makes on its own.
QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def pytest_generate_tests(metafunc):
    if "page" in metafunc.fixturenames:
        metafunc.parametrize("page", pages())


def found(names) -> str | None:
    return next(filter(None, map(shutil.which, names)), None)


class Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        """Say nothing: the tests say what matters."""


@pytest.fixture(scope="session")
def serve():
    """A context manager that serves a folder and gives its address."""

    @contextlib.contextmanager
    def serving(folder):
        handler = functools.partial(Handler, directory=str(folder))
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}/"
            server.shutdown()

    return serving


@pytest.fixture(scope="session")
def site(serve):
    """The address of the book."""
    if not BUILT.is_dir():
        pytest.skip("no book in _build/html: run `make book` first")
    with serve(BUILT) as address:
        yield address


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """Chrome, which remembers every request and every message of the console."""
    chrome, driver = found(BROWSERS), found(DRIVERS)
    if not (chrome and driver):
        reason = "no browser: Chrome or Chromium with its chromedriver is needed"
        if os.environ.get("BROWSER_REQUIRED"):
            pytest.fail(reason)
        pytest.skip(reason)
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = chrome
    profile = tmp_path_factory.mktemp("profile")
    for flag in (*QUIET, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    service = webdriver.ChromeService(executable_path=driver)
    chrome = webdriver.Chrome(options=options, service=service)
    yield chrome
    chrome.quit()
