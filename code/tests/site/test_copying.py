"""What is copied from a page carries its formulas: as TeX, a chain as `align`."""

import looking
import pytest
from built import SAMPLED
from derivations import check_latex
from selenium.webdriver.common.by import By

# Chains, the page they stand on, and what their letters are.
CHAINS = [
    (
        "04-cross-entropy-output.html",
        ".derivation:has(#line-1)",
        "K outputs; t: K; o: K in (0, 1)",
    ),
    ("index.html", ".pane.holds .derivation", "h: (0, 1); y: real"),
    (
        "10-matrix-function.html",
        ".derivation:has(#line-1)",
        "m rows, n columns; A: matrix m x n; B: matrix n x n; C: matrix m x m; "
        "H: matrix m x n",
    ),
]
TEXT = """
const part = document.querySelector(arguments[0]);
const range = document.createRange();
range.selectNodeContents(part);
getSelection().removeAllRanges();
getSelection().addRange(range);
let text = null;
part.addEventListener("copy", () => 0);
const data = new DataTransfer();
const event = new ClipboardEvent("copy", {clipboardData: data, bubbles: true});
part.dispatchEvent(event);
return data.getData("text/plain");
"""
KEPT = """
window.copied = [];
navigator.clipboard.writeText = async (text) => { window.copied.push(text); };
"""


def test_selected_text_holds_the_tex_of_its_formulas(browser, site):
    looking.visit(browser, f"{site}chapters/index.html")
    text = browser.execute_script(TEXT, ".pane.holds .derivation")
    assert r"\frac{y - h}{h(1 - h)}" in text and "cancel" in text
    assert "$yh$ above the line" in text
    assert "Copy as LaTeX" not in text


def test_a_click_on_a_formula_copies_its_tex(browser, site):
    looking.visit(browser, f"{site}chapters/01-logistic-cost.html")
    browser.execute_script(KEPT)
    browser.execute_script("document.querySelector('div.result div.math').click()")
    (text,) = browser.execute_script("return window.copied")
    assert text.startswith(r"\begin{aligned}") and r"X^{\top}" in text
    assert browser.find_element(By.CSS_SELECTOR, ".copied.shown")


@pytest.mark.parametrize(
    ("address", "chain", "names"),
    CHAINS[1:2] if SAMPLED else CHAINS,
    ids=["numbers"] if SAMPLED else ["entries", "numbers", "matrices"],
)
def test_a_copied_chain_is_read_and_judged_by_check_latex(
    browser, site, address, chain, names
):
    looking.visit(browser, f"{site}chapters/{address}")
    browser.execute_script(KEPT)
    browser.execute_script(
        "document.querySelector(`${arguments[0]} .copy-chain`).click()", chain
    )
    (text,) = browser.execute_script("return window.copied")
    lines = len(browser.find_elements(By.CSS_SELECTOR, f"{chain} .check"))
    assert text.startswith(r"\begin{align}") and text.count(r"\text{") == lines
    report = check_latex(text, names=names)
    assert report
    assert str(report).endswith(f"{lines} lines hold.")
    assert not check_latex(text.replace(" + ", " - ", 1), names=names)


APART = """
const shown = part => { const r = part.getBoundingClientRect(); return r.width && r; };
const clash = (a, b) => a && b && a.left < b.right && b.left < a.right
                        && a.top < b.bottom && b.top < a.bottom;
return [...document.querySelectorAll(".cell:has(.copy-chain)")].filter(cell =>
  [...cell.querySelectorAll(".copy-chain")].some(button =>
    [...cell.querySelectorAll("summary, .copy-chain + *, td a")].some(other =>
      clash(shown(button), shown(other))))).map(cell => cell.textContent.slice(0, 80));
"""


def test_where_nothing_can_point_the_button_hides_nothing(browser, site):
    looking.visit(browser, f"{site}chapters/17-inverse-mills.html", looking.PHONE)
    phone = {"width": looking.PHONE, "height": 844, "deviceScaleFactor": 1}
    metrics = "Emulation.setDeviceMetricsOverride"
    browser.execute_cdp_cmd(metrics, {**phone, "mobile": True})
    try:
        assert browser.execute_script("return matchMedia('(hover: none)').matches")
        assert browser.execute_script(APART) == []
    finally:
        browser.execute_cdp_cmd(metrics, {**phone, "mobile": False})
