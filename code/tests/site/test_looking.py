"""A page with every fault that the other tests look for: they must find each."""

import keyboard
import looking
import pytest
from built import dead_links

PAGE = """<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<main class="bd-article-container">
  <p>A forgotten $x^2$, and \\top.</p>
  <p style="width: 500px">A paragraph wider than a phone.</p>
  <div style="overflow: auto"><p style="width: 900px">This one may scroll.</p></div>
  <span class="math">x</span>
  <span class="math"><svg width="9" height="9"><use href="#MJX-none"></use></svg>
    <math></math></span>
  <i id="twice"></i><i id="twice"></i>
  <img src="missing.png" alt="a/file/name.png">
  <a href="nowhere.html">one</a> <a href="page.html#nothing">two</a>
  <a href="page.html#twice">three</a> <a href="#twice">four</a>
  <script>console.error("an error"); fetch("http://other.invalid/x").catch(() => 0);
  </script>
</main>"""


@pytest.fixture(scope="module")
def broken(tmp_path_factory, serve):
    folder = tmp_path_factory.mktemp("broken")
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    with serve(folder) as address:
        yield f"{address}page.html"


def test_other_hosts_and_errors_are_found(browser, broken):
    hosts, console = looking.visit(browser, broken)
    assert hosts == ["other.invalid"]
    assert any("an error" in message for message in console)


def test_what_is_too_wide_is_found_and_what_scrolls_is_not(browser, broken):
    looking.visit(browser, broken, looking.PHONE)
    found = looking.overflowing(browser)
    assert [f for f in found if "wider than a phone" in f] and "the page" in found
    assert not [f for f in found if "may scroll" in f]


def test_what_a_page_loads_is_weighed(browser, broken, tmp_path):
    site = broken.removesuffix("page.html")
    looking.visit(browser, broken)
    assert looking.weight(browser, site, tmp_path) == 0  # none of it is there
    (tmp_path / "page.html").write_bytes(b"x" * 100_000)
    assert 0 < looking.weight(browser, site, tmp_path) < 1_000


def test_faults_of_what_it_holds_are_found(browser, broken):
    looking.visit(browser, broken)
    assert looking.undrawn(browser) == [
        "nothing drawn: x",
        "nothing to read aloud: x",
        "no drawing of #MJX-none",
    ]
    assert looking.raw_tex(browser) == ["$x^2$", "\\top"]
    assert len(looking.silent_pictures(browser)) == 1
    assert looking.doubled_names(browser) == ["twice"]


def test_links_that_lead_nowhere_are_found(tmp_path):
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    dead = dead_links(tmp_path, "page.html")
    assert dead == ["nowhere.html", "page.html#nothing"]


TRAPS = """<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<style>.bare:focus { outline: none } .late { opacity: 0 }</style>
<a href="#a">seen</a> <a href="#b" class="bare">no ring</a>
<button class="late">invisible</button> <button tabindex="-1">passed by</button>
<a href="#c" style="position: absolute; left: -99px">outside</a>"""


def test_what_the_keyboard_cannot_use_is_found(browser, tmp_path):
    (tmp_path / "page.html").write_text(TRAPS, encoding="utf-8")
    looking.visit(browser, (tmp_path / "page.html").as_uri())
    found = keyboard.stops(browser)
    assert len(found) == 4
    unseen = [stop.element for stop in found if not stop.seen]
    assert ["invisible" in unseen[0], "outside" in unseen[1], len(unseen)] == [1, 1, 2]
    assert ["no ring" in stop.element for stop in found if not stop.ringed] == [True]
    assert len(keyboard.passed_by(browser)) == 1


def test_the_browser_reaches_no_other_host(browser, broken):
    looking.visit(browser, broken)
    asked = (
        "const done = arguments[1]; fetch(arguments[0], {mode: 'no-cors'})"
        ".then(() => done('reached'), () => done('cut'))"
    )
    here = browser.execute_async_script(asked, broken)
    other = browser.execute_async_script(
        asked, broken.replace("127.0.0.1", "localhost")
    )
    assert [here, other] == ["reached", "cut"]
