"""A reader who types: keys, and where the focus goes."""

from typing import NamedTuple

KEYS = {  # name of a key: its code, its number, and the text it writes
    "Tab": ("Tab", 9, ""),
    "Enter": ("Enter", 13, "\r"),
    " ": ("Space", 32, " "),
    "Escape": ("Escape", 27, ""),
    "k": ("KeyK", 75, ""),
}
CTRL = 2
MOST = 3_000  # stops of a page; more is a trap


class Stop(NamedTuple):
    """Where the focus is: the element, whether it is seen, and its ring with it."""

    element: str
    seen: bool
    ringed: bool


LOOK = """
const [again] = arguments, e = document.activeElement;
if (!e || e === document.body || (!again && e.dataset.stopped)) return null;
e.dataset.stopped = "yes";
for (const change of document.getAnimations()) change.finish();
const box = e.getBoundingClientRect(), style = getComputedStyle(e);
const shown = e.checkVisibility({opacityProperty: true, visibilityProperty: true});
return [e.outerHTML.slice(0, 150),
        shown && box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0
          && box.top < innerHeight && box.left < innerWidth,
        style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0];
"""
# A page that scrolls lays out what comes near, and then settles.
SETTLED = """
const done = arguments[0];
requestAnimationFrame(() => requestAnimationFrame(done));
"""
# What is open to a pointer; a fold that is shut hides what it holds.
PASSED_BY = """
const controls = "a[href], button, summary, input, select, textarea";
return [...document.querySelectorAll(controls)]
  .filter(e => !e.dataset.stopped && !e.disabled && e.type !== "hidden")
  .filter(e => e.checkVisibility({opacityProperty: true, visibilityProperty: true}))
  .map(e => e.outerHTML.slice(0, 150));
"""


def press(browser, key: str, modifiers: int = 0) -> None:
    """Press a key, and let it go where a control waits for that."""
    code, number, text = KEYS[key]
    event = {
        "key": key,
        "code": code,
        "windowsVirtualKeyCode": number,
        "modifiers": modifiers,
    }
    browser.execute_cdp_cmd(
        "Input.dispatchKeyEvent",
        {**event, "type": "keyDown", **({"text": text} if text else {})},
    )
    if text:
        browser.execute_cdp_cmd("Input.dispatchKeyEvent", {**event, "type": "keyUp"})


def write(browser, text: str) -> None:
    """Type a text into what has the focus."""
    browser.execute_cdp_cmd("Input.insertText", {"text": text})


def stops(browser) -> list[Stop]:
    """Go through a page with the tabulator, until it comes round."""
    found = []
    while len(found) < MOST:
        press(browser, "Tab")
        stop = browser.execute_script(LOOK, False)
        if stop is None:
            return found
        if not stop[1]:
            browser.execute_async_script(SETTLED)
            stop = browser.execute_script(LOOK, True)
        found.append(Stop(*stop))
    raise AssertionError(f"the focus does not leave the page after {MOST} stops")


def passed_by(browser) -> list[str]:
    """Controls that are shown and that the tabulator has not reached."""
    return browser.execute_script(PASSED_BY)
