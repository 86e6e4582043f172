"""What a reader may look for, and the page that should come first."""

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


def results(
    browser, site: str, term: str, timeout: float = 20
) -> list[tuple[str, str]]:
    """Look for a term; the first pages found, in order, each with its excerpt.

    They are shown one by one, so that this does not wait for the last.
    """
    browser.get(f"{site}search.html?q={quote(term)}")
    script = """
      const list = [...document.querySelectorAll("#search-results ul.search > li")];
      const told = document.querySelector("#search-results .search-summary");
      const none = told && /did not/.test(told.textContent);
      const first = list[0]?.querySelector(".context");
      return none || first
        ? list.map(li => [li.querySelector("a").href,
                          li.querySelector(".context")?.textContent ?? ""])
        : null;
    """
    WebDriverWait(browser, timeout).until(
        lambda b: b.execute_script(script) is not None
    )
    found = browser.execute_script(script)
    return [(url[len(site) :].partition(".html")[0], said) for url, said in found]
