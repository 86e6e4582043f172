// What scrolls has a place in the tab order, so that the keyboard can scroll it.
const SCROLLERS = "pre, .nboutput > .output_area, .cell_output > .output, "
  + ".jp-RenderedHTMLCommon, .pst-scrollable-table-container";

function mark(parts) {
  const found = parts.map((part) =>
    [part, part.scrollWidth > part.clientWidth || part.scrollHeight > part.clientHeight]);
  found.forEach(([part, scrolls]) => {
    if (scrolls) part.tabIndex = 0;
    else part.removeAttribute("tabindex");
  });
}

// The browser tells of sizes after it has laid out the page, and of what a fold hides
// when it opens. To ask for them while the page loads would have it laid out each time.
const sizes = new ResizeObserver((entries) => mark(entries.map((entry) => entry.target)));
const watched = new WeakSet();

function watch() {
  document.querySelectorAll(SCROLLERS).forEach((part) => {
    if (watched.has(part) || part.hasAttribute("tabindex")) return;
    watched.add(part);
    sizes.observe(part);
  });
}

// What is far below is not laid out until it comes near: it is asked for once, at leisure.
let waiting = 0;
function later() {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const parts = [...document.querySelectorAll(SCROLLERS)];
    const folded = (part) => part.closest("details:not([open])");
    mark(parts.filter((part) => watched.has(part) && !folded(part)));
  }, 100);
}

addEventListener("load", later);
addEventListener("resize", later);
addEventListener("toggle", later, true);
addEventListener("DOMContentLoaded", () => {
  watch();
  const main = document.getElementById("main-content") ?? document.body;
  new MutationObserver(watch).observe(main, { subtree: true, childList: true });
});
