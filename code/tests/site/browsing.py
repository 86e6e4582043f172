"""A folder served on this machine, and a browser to look at it with.

    python code/tests/site/browsing.py

ends with 1 where there is no browser.
"""

import contextlib
import functools
import http.server
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
DRIVERS = ("chromedriver", "chromium-driver")
# A fresh profile, none of the requests that Chrome makes on its own, and no network:
# a page that needs another host than this machine's shows it.
QUIET = (
    "--force-prefers-reduced-motion",  # nothing is still on its way when it is measured
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
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


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files of a folder."""

    def log_message(self, *args):
        """Say nothing: the tests say what matters."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder; its address."""
    handler = functools.partial(Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def programs() -> tuple[str, str] | None:
    """The paths of Chrome and of its driver, where both are there."""
    chrome, driver = (_found(names) for names in (BROWSERS, DRIVERS))
    return (chrome, driver) if chrome and driver else None


def _found(names) -> str | None:
    return next(filter(None, map(shutil.which, names)), None)


@contextlib.contextmanager
def started(profile: Path, chrome: str, driver: str):
    """Chrome, which remembers every request and every message of the console."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = chrome
    for flag in (*QUIET, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    service = webdriver.ChromeService(executable_path=driver)
    browser = webdriver.Chrome(options=options, service=service)
    try:
        yield browser
    finally:
        browser.quit()


if __name__ == "__main__":
    sys.exit(programs() is None)
