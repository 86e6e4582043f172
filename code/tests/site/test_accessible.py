"""axe-core finds nothing, in light and in dark, with folds closed and open."""

import json
import os

import looking
import pytest
from built import ROOT, SAMPLE
from measuring import unfold

AXE = ROOT / "_build/tools/node_modules/axe-core/axe.min.js"
REFERENCE = ("what-is-checked", "questions", "corrections", "how-good-is-the-checker")
PAGES = [
    "chapters/index.html",
    *(f"chapters/{name}.html" for name in SAMPLE[:2]),
    *(f"chapters/reference/{name}.html" for name in REFERENCE),
]
# The strokes of formulas are left out: they are hidden, and their number is large; so
# are the words of code, which the theme colors.
RUN = """
const done = arguments[0];
for (const math of document.querySelectorAll(".math")) math.replaceChildren("x");
for (const code of document.querySelectorAll("pre")) code.replaceChildren();
// A color that is still changing is none of the page's.
for (const change of document.getAnimations()) change.finish();
axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  rules: {"label-content-name-mismatch": {enabled: true}},
}).then(found => done(found.violations.map(
  v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 150)).join(" | ")}`)));
"""
FAULTY = "document.querySelector('main').append(document.createElement('img'));"


@pytest.fixture(scope="module")
def axe():
    if not AXE.is_file():
        reason = "no axe-core: `make site-test` fetches it where npm is there"
        if os.environ.get("BROWSER_REQUIRED"):
            pytest.fail(reason)
        pytest.skip(reason)
    return AXE.read_text(encoding="utf-8")


def violations(browser, axe) -> list[str]:
    browser.set_script_timeout(100)
    browser.execute_script(axe)
    return browser.execute_async_script(RUN)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_nobody_is_left_out(browser, site, axe, address, theme):
    feature = {"name": "prefers-color-scheme", "value": theme}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    looking.visit(browser, site + address, size=(1280, 900))
    assert violations(browser, axe) == []
    unfold(browser)
    assert violations(browser, axe) == []
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_a_fault_is_found(browser, site, axe):
    looking.visit(browser, f"{site}chapters/index.html")
    browser.execute_script(FAULTY)
    assert [v for v in violations(browser, axe) if v.startswith("image-alt")]


def test_every_control_can_be_reached_and_is_seen_to_have_the_focus(browser, site):
    looking.visit(browser, f"{site}chapters/index.html", size=(1280, 900))
    unseen = browser.execute_script(
        """
        const unseen = [];
        for (const e of document.querySelectorAll("main a[href], main button")) {
          if (!e.checkVisibility({visibilityProperty: true})) continue;
          e.focus({focusVisible: true});
          const style = getComputedStyle(e);
          if (document.activeElement !== e || style.outlineStyle === "none")
            unseen.push(e.outerHTML.slice(0, 100));
        }
        return unseen;
        """
    )
    assert json.dumps(unseen) == "[]"
