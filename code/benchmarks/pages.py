"""How heavy and how slow the site is, beside the default build of the same book.

    make bench-site

builds the book once more as Jupyter Book does by default (MathJax sets formulas in the
browser, from files beside the pages, so that no network decides), opens the same pages
of both in one Chrome, in turn, and writes `pages.md`: bytes, requests, nodes, the time
until a page is laid out, and how far it jumps while it loads; plain, with a processor
four times slower, and over a slow network.
"""

import gzip
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "code/tests/site"))

from browsing import programs, served, started  # noqa: E402

PAGES = ("index", "01-logistic-cost", "17-inverse-mills", "reference/rules")
CONDITIONS = {  # slowdown of the processor; latency in ms and bytes per second
    "plain": (1, None),
    "slow processor": (4, None),
    "slow network": (1, (150, 200_000)),
}
RUNS = 3
MEASURE = """
const done = arguments[0];
const start = performance.now();
let shift = 0;
new PerformanceObserver(list => {
  for (const e of list.getEntries()) shift += e.hadRecentInput ? 0 : e.value;
}).observe({type: "layout-shift", buffered: true});
// Laid out: the page is loaded, and its height and number of nodes stay for 300 ms.
let before = "", since = performance.now();
const look = () => {
  const now = [document.readyState, document.documentElement.scrollHeight,
               document.getElementsByTagName("*").length].join();
  if (now !== before) { before = now; since = performance.now(); }
  if (document.readyState === "complete" && performance.now() - since > 300)
    done([since, shift, document.getElementsByTagName("*").length,
          performance.getEntriesByType("resource").map(e => e.name)]);
  else setTimeout(look, 30);
};
look();
"""


def default_build(out: Path) -> Path:
    """Build the book without this package's extensions; its folder of pages."""
    config = (ROOT / "_config.yml").read_text(encoding="utf-8")
    config = re.sub(r"^ *- derivations\.book\.site\..*\n", "", config, flags=re.M)
    config = re.sub(
        r"^ *html_(math_renderer|js_files|css_files).*\n", "", config, flags=re.M
    )
    config = config.replace(
        "extra_extensions:", "extra_extensions:\n    - sphinx-mathjax-offline"
    )
    written = out / "_config.yml"
    written.write_text(config, encoding="utf-8")
    program = Path(sys.executable).with_name("jupyter-book")
    command = [program, "build", "--config", written, "--path-output", out, ROOT]
    told = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    folder = out / "_build/html"
    missing = [p for p in PAGES if not (folder / f"chapters/{p}.html").is_file()]
    if missing:
        raise SystemExit(f"the default build has no {missing}:\n{told.stdout[-3000:]}")
    return folder


def measure(browser, site: str, page: str, condition: str) -> dict[str, float]:
    """Open a page with an empty cache; what it cost."""
    slower, network = CONDITIONS[condition]
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.clearBrowserCache", {})
    browser.execute_cdp_cmd("Emulation.setCPUThrottlingRate", {"rate": slower})
    latency, speed = network or (0, -1)
    browser.execute_cdp_cmd(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": latency,
            "downloadThroughput": speed,
            "uploadThroughput": speed,
        },
    )
    browser.get(f"{site}chapters/{page}.html")
    laid_out, shift, nodes, urls = browser.execute_async_script(MEASURE)
    return {"seconds": laid_out / 1000, "shift": shift, "nodes": nodes, "urls": urls}


def weight(folder: Path, site: str, page: str, urls: list[str]) -> int:
    """Bytes of a page and of what it loads, compressed as servers do."""
    names = {
        f"chapters/{page}.html",
        *(u.removeprefix(site).split("?")[0] for u in urls),
    }
    total = 0
    for path in (folder / name for name in names):
        if path.is_file():
            content = path.read_bytes()
            packed = path.suffix in (".png", ".woff2")
            total += len(content) if packed else len(gzip.compress(content, mtime=0))
    return total


def compare(ours: Path, default: Path) -> list[tuple[str, ...]]:
    """Measure both builds in turn; a row for each page and condition."""
    found = programs()
    if found is None:
        raise SystemExit("Chrome or Chromium with its chromedriver is needed")
    rows = []
    with (
        served(ours) as here,
        served(default) as there,
        tempfile.TemporaryDirectory() as profile,
        started(Path(profile), *found) as browser,
    ):
        browser.set_script_timeout(110)
        for page in PAGES:
            for condition in CONDITIONS:
                runs = [
                    (
                        measure(browser, here, page, condition),
                        measure(browser, there, page, condition),
                    )
                    for _ in range(RUNS)
                ]
                rows.append(_row(page, condition, runs, (ours, here), (default, there)))
    return rows


def _row(page, condition, runs, ours, default) -> tuple[str, ...]:
    mine, other = zip(*runs, strict=True)

    def median(measured, what):
        return statistics.median(one[what] for one in measured)

    seconds = median(mine, "seconds"), median(other, "seconds")
    kilobytes = [
        weight(*place, page, measured[0]["urls"]) / 1000
        for place, measured in ((ours, mine), (default, other))
    ]
    return (
        page,
        condition,
        f"{kilobytes[0]:.0f} / {kilobytes[1]:.0f}",
        f"{len(mine[0]['urls']) + 1} / {len(other[0]['urls']) + 1}",
        f"{median(mine, 'nodes'):.0f} / {median(other, 'nodes'):.0f}",
        f"{median(mine, 'shift'):.3f} / {median(other, 'shift'):.3f}",
        f"{seconds[0]:.2f} / {seconds[1]:.2f}",
        f"{seconds[0] / seconds[1]:.2f}",
    )


HEADER = ("page", "condition", "kB", "requests", "nodes", "layout shift", "s", "ratio")
HEAD = """# The site beside the default build

Each figure is this book's / that of the default build of Jupyter Book of the same tree,
whose formulas MathJax sets in the browser. kB are compressed, without what loads on
scrolling; s is the time until the page is laid out and still, the median of {runs} runs
in turn; ratio is that of the times. `make bench-site` repeats it. The default
build cannot make what the first page is made of: its index lists the chapters alone.

"""


def main() -> int:
    """Write the table beside this file."""
    ours = ROOT / "_build/html"
    with tempfile.TemporaryDirectory() as folder:
        rows = compare(ours, default_build(Path(folder)))
    lines = [HEADER, tuple("---" for _ in HEADER), *rows]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    written = Path(__file__).with_name("pages.md")
    written.write_text(HEAD.format(runs=RUNS) + table + "\n", encoding="utf-8")
    print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
