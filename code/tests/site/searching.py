"""What a reader may look for, and the page that should come first."""

from collections.abc import Iterable
from urllib.parse import quote

from selenium.webdriver.support.ui import WebDriverWait

TERMS = {
    "softmax gradient": "07-softmax-backprop",
    "softmax derivative": "08-softmax-weights",
    "log-sum-exp": "08-softmax-weights",
    "chain rule": "reference/rules",
    "quotient rule": "reference/rules",
    "product rule": "reference/rules",
    "B-spline derivative": "23-bspline-second-derivative",
    "check_gradient": "check-your-own",
    "group lasso": "13-group-lasso",
    "numerator layout": "11-layouts",
    "denominator layout": "11-layouts",
    "weight decay": "06-quadratic-approximation",
    "IRLS": "12-multinomial-hessian",
    "Kronecker product": "12-multinomial-hessian",
    "logistic regression gradient": "01-logistic-cost",
    "cross-entropy derivative": "04-cross-entropy-output",
    "binary cross-entropy": "04-cross-entropy-output",
    "MAE derivative": "03-mae",
    "subgradient": "03-mae",
    "Taylor expansion": "06-quadratic-approximation",
    "backpropagation": "07-softmax-backprop",
    "trace derivative": "10-matrix-function",
    "energy-based model": "14-energy-based",
    "partition function": "14-energy-based",
    "Radon-Nikodym derivative": "15-radon-nikodym",
    "importance sampling": "15-radon-nikodym",
    "order statistic": "16-order-statistic",
    "inverse Mills ratio": "17-inverse-mills",
    "bivariate normal": "18-bivariate-normal-cdf",
    "Gaussian process gradient": "19-gp-gradient",
    "smoothing spline": "20-hermite-spline-fit",
    "errors in variables": "21-derivative-regression",
    "logistic growth": "02-logistic-origin",
    "sigmoid derivative": "01-logistic-cost",
    "output error": "09-softmax-activation",
    "second derivative of a spline": "22-spline-second-derivative",
    "notation": "reference/notation",
    "gradient checking": "check-your-own",
}


def results(browser, site: str, term: str) -> list[tuple[str, str]]:
    """Look for a term; the first pages found, in order, each with its excerpt.

    They are shown one by one, so that this does not wait for the last.
    """
    browser.get(f"{site}search.html?q={quote(term)}")
    script = """
      const list = [...document.querySelectorAll("#search-results ul.search > li")];
      return list[0]?.querySelector(".context")
        ? list.map(li => [li.querySelector("a").href,
                          li.querySelector(".context")?.textContent ?? ""])
        : null;
    """
    found = WebDriverWait(browser, 20).until(lambda b: b.execute_script(script))
    return [(page_of(site, url), excerpt) for url, excerpt in found]


def firsts(browser, site: str, terms: Iterable[str]) -> dict[str, str]:
    """The page found first for each term, "" for none: one after the other, on one page
    of results, which fetches no excerpts.
    """
    browser.get(f"{site}search.html")
    browser.execute_script("window.fetch = () => new Promise(() => {})")
    script = """
      document.getElementById("search-results").replaceChildren();
      Search.performSearch(arguments[0]);
      return document.querySelector("#search-results li a")?.href ?? "";
    """
    found = {term: browser.execute_script(script, term) for term in terms}
    return {term: page_of(site, url) for term, url in found.items()}


def page_of(site: str, url: str) -> str:
    """The page of the book that an address leads to."""
    return url.removeprefix(site).partition(".html")[0]
