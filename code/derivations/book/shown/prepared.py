r"""The prepared examples of the page on which readers check their own work."""

from typing import NamedTuple

KIND = "prepared"  # of the record that holds the verdicts on them


class Derivation(NamedTuple):
    """A derivation as a reader would paste it, and what its letters are."""

    title: str
    source: str
    names: str


class Gradient(NamedTuple):
    """A function and its gradient as a reader would type them."""

    title: str
    code: str


SAMPLES = r"""m samples, n features
x: m by n, superscript (i) is the sample
y: m, superscript (i) is the sample, between 0 and 1
theta: n
h_\theta(x) = \sigma(\theta^\top x)"""

LOGISTIC = r"""\frac{\partial}{\partial\theta_j} \frac{-1}{m} \sum_{i=1}^m \left[
  y^{(i)} \log h_\theta(x^{(i)}) + (1-y^{(i)}) \log(1-h_\theta(x^{(i)})) \right] \\
= \frac{-1}{m} \sum_{i=1}^m \left[ \frac{y^{(i)}}{h_\theta(x^{(i)})}
  - \frac{1-y^{(i)}}{1-h_\theta(x^{(i)})} \right]
  \frac{\partial}{\partial\theta_j} h_\theta(x^{(i)}) \\
= \frac{-1}{m} \sum_{i=1}^m \left[ \frac{y^{(i)}}{h_\theta(x^{(i)})}
  - \frac{1-y^{(i)}}{1-h_\theta(x^{(i)})} \right]
  h_\theta(x^{(i)}) (1-h_\theta(x^{(i)})) x_j^{(i)} \\
= \frac{-1}{m} \sum_{i=1}^m \left[
  y^{(i)} (1-h_\theta(x^{(i)})) - (1-y^{(i)}) h_\theta(x^{(i)}) \right] x_j^{(i)} \\
= \frac{1}{m} \sum_{i=1}^m \left[ h_\theta(x^{(i)}) - y^{(i)} \right] x_j^{(i)}"""

DERIVATIONS = (
    Derivation("Logistic cost: its gradient", LOGISTIC, SAMPLES),
    Derivation(
        "Logistic cost: a sign lost",
        LOGISTIC.replace(
            r"- (1-y^{(i)}) h_\theta(x^{(i)}) \right]",
            r"+ (1-y^{(i)}) h_\theta(x^{(i)}) \right]",
        ),
        SAMPLES,
    ),
    Derivation(
        "Normal likelihood: a factor lost",
        r"""\frac{\partial}{\partial\sigma} \left( -\frac m2 \log(2\pi\sigma^2)
  - \frac{1}{2\sigma^2} \sum_{i=1}^m (x_i-\mu)^2 \right) \\
= -\frac m2 \frac{\partial}{\partial\sigma} \log(2\pi\sigma^2)
  - \frac12 \sum_{i=1}^m (x_i-\mu)^2
  \frac{\partial}{\partial\sigma} \frac{1}{\sigma^2} \\
= -\frac m\sigma + \frac{1}{2\sigma^3} \sum_{i=1}^m (x_i-\mu)^2 \\
= \frac{m}{\sigma^3} \left( \frac{1}{2m} \sum_{i=1}^m (x_i-\mu)^2 - \sigma^2 \right)""",
        "m observations\nx: m\nmu: real\nsigma: positive",
    ),
    Derivation(
        "Softmax: its derivative",
        r"""\frac{\partial a_i}{\partial z_j}
= \frac{\delta_{ij} e^{z_i} \sum_l e^{z_l} - e^{z_i} e^{z_j}}
  {\left(\sum_l e^{z_l}\right)^2} \\
= \delta_{ij} a_i - a_i a_j \\
= a_i (\delta_{ij} - a_j)""",
        "K classes\nz: K\na_i = \\frac{e^{z_i}}{\\sum_l e^{z_l}}",
    ),
    Derivation(
        "Inverse Mills ratio: the quotient rule",
        r"""\frac{d}{dx} \frac{\varphi(x)}{\Phi(x)} \\
= \frac{\Phi(x) \frac{d}{dx} \varphi(x) - \varphi(x) \frac{d}{dx} \Phi(x)}{\Phi(x)} \\
= -x \frac{\varphi(x)}{\Phi(x)} - \left( \frac{\varphi(x)}{\Phi(x)} \right)^2""",
        "x: real",
    ),
    Derivation(
        "Poisson regression: the score",
        r"""\frac{\partial}{\partial\beta_j} \sum_{i=1}^n \left(
  y_i \beta^\top x^{(i)} - e^{\beta^\top x^{(i)}} - \log (y_i!) \right) \\
= \sum_{i=1}^n \left( y_i x_j^{(i)} - e^{\beta^\top x^{(i)}} x_j^{(i)} \right) \\
= \sum_{i=1}^n (y_i - \mu_i) x_j^{(i)}""",
        "n observations, p covariates\nx: n by p, by sample\ny: n\nbeta: p\n"
        r"\mu_i = e^{\beta^\top x^{(i)}}",
    ),
)

GRADIENTS = (
    Gradient(
        "Ridge regression: a 2 lost",
        """rng = np.random.default_rng(0)
A, b = rng.normal(size=(30, 4)), rng.normal(size=30)

def f(w):
    return np.mean((A @ w - b) ** 2) + 0.1 * np.sum(w[1:] ** 2)

def gradient(w):
    g = 2 / 30 * A.T @ (A @ w - b)
    g[1:] += 0.1 * w[1:]
    return g

x = rng.normal(size=4)""",
    ),
    Gradient(
        "Softmax and cross-entropy",
        """rng = np.random.default_rng(1)
target = np.eye(5)[2]

def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()

def f(z):
    return -np.sum(target * np.log(softmax(z)))

def gradient(z):
    return softmax(z) - target

x = rng.normal(size=5)""",
    ),
    Gradient(
        "Weights of a layer: transposed",
        """rng = np.random.default_rng(2)
X, Y = rng.normal(size=(20, 3)), rng.normal(size=(20, 3))

def f(W):
    return 0.5 * np.sum((X @ W - Y) ** 2)

def gradient(W):
    return (X @ W - Y).T @ X

x = rng.normal(size=(3, 3))""",
    ),
)
