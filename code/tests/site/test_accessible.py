"""axe-core finds nothing, in light and in dark, with folds closed and open."""

import os

import looking
import pytest
from built import ROOT, SAMPLED

AXE = ROOT / "_build/tools/node_modules/axe-core/axe.min.js"
# The strokes of formulas are left out: they are hidden, and their number is large; so
# are the words of code, which the theme colors.
LEFT_OUT = """
for (const math of document.querySelectorAll(".math")) math.replaceChildren("x");
for (const code of document.querySelectorAll("pre")) code.replaceChildren();
"""
RUN = """
const [theme, done] = arguments;
while (document.documentElement.dataset.theme !== theme)
  await new Promise(requestAnimationFrame);
// A color that is still changing is none of the page's.
for (const change of document.getAnimations()) change.finish();
axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  rules: {"label-content-name-mismatch": {enabled: true}},
}).then(found => done(found.violations.map(
  v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 150)).join(" | ")}`)));
"""
WAYS = [
    ("light", "folded"),
    ("dark", "folded"),
    ("light", "unfolded"),
    ("dark", "unfolded"),
]
SOME = [WAYS[0], WAYS[3]] if SAMPLED else WAYS  # each theme, and each state
FAULTY = """
const main = document.querySelector("main");
main.append(document.createElement("img"));
const pale = main.appendChild(document.createElement("p"));
pale.textContent = "Hardly to be read in the dark.";
pale.style.color = "#555";
"""


@pytest.fixture(scope="module")
def axe():
    if not AXE.is_file():
        reason = "NOT TESTED: no axe-core; `make site-test` fetches it where npm is"
        if os.environ.get("BROWSER_REQUIRED"):
            pytest.fail(reason)
        pytest.skip(reason)
    return AXE.read_text(encoding="utf-8")


def violations(browser, axe, ways=WAYS) -> dict[str, list[str]]:
    """What axe finds in the page shown, for each way to look at it."""
    browser.set_script_timeout(300)
    browser.execute_script(LEFT_OUT + axe)
    found = {}
    for theme, state in ways:
        if state == "unfolded":
            looking.unfold(browser)
        with looking.media(browser, prefers_color_scheme=theme):
            found[f"{theme}, {state}"] = browser.execute_async_script(RUN, theme)
    return {way: faults for way, faults in found.items() if faults}


def test_nobody_is_left_out(browser, site, axe, page):
    looking.visit(browser, site + page)
    assert violations(browser, axe, SOME) == {}


def test_a_fault_is_found(browser, site, axe):
    looking.visit(browser, f"{site}chapters/reference/references.html")
    browser.execute_script(FAULTY)
    found = violations(browser, axe)
    rules = {way: [v.partition(":")[0] for v in those] for way, those in found.items()}
    assert rules == {
        "light, folded": ["image-alt"],
        "dark, folded": ["color-contrast", "image-alt"],
        "light, unfolded": ["image-alt"],
        "dark, unfolded": ["color-contrast", "image-alt"],
    }
