"""Names for the factors that derivations lose: 1/m, 2, ln 2, pi/180, ..."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, permutations

#: Two numbers closer than this are taken for the same constant. It separates 1/m from
#: 1/(m - 1) up to m = 1,000,000.
CLOSE = 1e-6

#: A number known to this relative accuracy is no constant by chance: so few constants
#: are tried that one in a hundred numbers would be taken for one.
CERTAIN = 1e-5


class Guess(float):
    """A size read off an array, which the user has not named: "x.size".

    With a few such sizes almost any short number can be written, so they come last.
    """


_EVERYDAY = {
    "-1": -1.0,
    "2": 2.0,
    "1/2": 0.5,
    "-2": -2.0,
    "-1/2": -0.5,
}

_LATER = {
    "3": 3.0,
    "1/3": 1 / 3,
    "4": 4.0,
    "1/4": 0.25,
    "3/2": 1.5,
    "2/3": 2 / 3,
    "ln 2": math.log(2),
    "1/ln 2": 1 / math.log(2),
    "ln 10": math.log(10),
    "1/ln 10": 1 / math.log(10),
    "pi/180": math.pi / 180,
    "180/pi": 180 / math.pi,
    "pi": math.pi,
    "1/pi": 1 / math.pi,
    "2 pi": 2 * math.pi,
    "1/(2 pi)": 1 / (2 * math.pi),
    "sqrt(2)": math.sqrt(2),
    "1/sqrt(2)": math.sqrt(0.5),
    "sqrt(2 pi)": math.sqrt(2 * math.pi),
    "1/sqrt(2 pi)": 1 / math.sqrt(2 * math.pi),
    "e": math.e,
    "1/e": 1 / math.e,
    "10": 10.0,
    "0.1": 0.1,
    "100": 100.0,
    "0.01": 0.01,
    "1000": 1000.0,
    "0.001": 0.001,
}


@dataclass(frozen=True)
class Factor:
    """A fitted factor and how to write it.

    Attributes
    ----------
    value
        the constant's exact value, or the fitted one if it has no name.
    name
        "1/m", "-2", or the digits that are certain, "0.31416".
    meaning
        what the letters stand for, " (m = 120)", or "".
    certain
        recognized, and known so well that this is evidence in itself.
    others
        further names that fit as well.
    formula
        the name as Python writes it, if it differs: "np.log(2)" for "ln 2".
    """

    value: float
    name: str
    meaning: str = ""
    certain: bool = False
    others: tuple[str, ...] = ()
    formula: str = ""

    def __str__(self) -> str:
        also = f", or {' or '.join(self.others)}," if self.others else ""
        return self.name + self.meaning + also

    @property
    def code(self) -> str:
        """The factor as it is written in Python with `import numpy as np`."""
        return self.formula or self.name

    @property
    def size(self) -> str:
        """The name without its sign."""
        return self.name.removeprefix("-")

    @property
    def size_code(self) -> str:
        """The factor in Python, without its sign."""
        return self.code.removeprefix("-")

    @property
    def sign(self) -> str:
        return "-" if self.value < 0 else "+"


def named_constants(sizes: Mapping[str, float]) -> dict[str, float]:
    """All names and values that a factor may have, the likeliest first.

    `sizes` are the user's own quantities: counts such as m, a penalty's lambda.

    >>> named_constants({"m": 20})["1/(m - 1)"] == 1 / 19
    True
    """
    found = dict(_EVERYDAY)
    for name, size in sizes.items():
        found |= _of_one(name, size)
    for a, b in permutations(sizes, 2):
        found[f"{a}/{b}"] = sizes[a] / sizes[b]
        found[f"2 {a}/{b}"] = 2 * sizes[a] / sizes[b]
        found[f"{a}/(2 {b})"] = sizes[a] / (2 * sizes[b])
    for a, b in combinations(sizes, 2):
        found[f"{a} {b}"] = sizes[a] * sizes[b]
        found[f"1/({a} {b})"] = 1 / (sizes[a] * sizes[b])
    for name, value in list(found.items()) + list(_LATER.items()):
        found.setdefault(name, value)
        if value > 0:
            found.setdefault(f"-({name})" if " " in name else f"-{name}", -value)
    return found


def _of_one(name: str, size: float) -> dict[str, float]:
    found = {
        f"1/{name}": 1 / size,
        name: size,
        f"2/{name}": 2 / size,
        f"{name}/2": size / 2,
        f"1/(2 {name})": 1 / (2 * size),
        f"2 {name}": 2 * size,
    }
    if float(size).is_integer() and size > 1:
        found |= {
            f"1/({name} - 1)": 1 / (size - 1),
            f"{name} - 1": size - 1,
            f"({name} - 1)/{name}": (size - 1) / size,
            f"{name}/({name} - 1)": size / (size - 1),
            f"2/({name} - 1)": 2 / (size - 1),
            f"1/({name} + 1)": 1 / (size + 1),
            f"{name} + 1": size + 1,
        }
    found |= {f"{name}^2": size**2, f"1/{name}^2": 1 / size**2}
    root = math.sqrt(abs(size))
    if isinstance(size, Guess) and root.is_integer():
        return found  # 1/6 is one over a number of rows, not over the root of 36
    return found | {f"sqrt({name})": root, f"1/sqrt({name})": 1 / root}


def recognize(
    number: float, uncertainty: float, sizes: Mapping[str, float]
) -> Factor | None:
    """The constant that a fitted number is, or None if it is none that has a name.

    A number known to worse than 5 % has no name: too many constants would fit.

    >>> str(recognize(0.05, 1e-12, {"m": 20}))
    '1/m (m = 20)'
    >>> recognize(1 / 19, 1e-12, {"m": 20}).name
    '1/(m - 1)'
    >>> recognize(0.1, 1e-12, {"x.size": Guess(20)}).name
    '0.1'
    """
    if not (math.isfinite(number) and 0 <= uncertainty <= 0.05 * abs(number)):
        return None
    named = {name: size for name, size in sizes.items() if not isinstance(size, Guess)}
    guessed = named_constants(sizes)
    if _is_short(number, uncertainty):  # no coincidence is needed to come by 0.05
        guessed = {form: v for form, v in guessed.items() if form in _plain(sizes)}
    constants = {"1": 1.0, **named_constants(named)}
    constants |= {name: v for name, v in guessed.items() if name not in constants}

    def within(allowed: float) -> list[tuple[str, float]]:
        return [(k, v) for k, v in constants.items() if abs(v - number) <= allowed]

    # The uncertainty is a bound, seldom reached: prefer what is close to the number.
    close = CLOSE * abs(number)
    fitting = within(max(close, uncertainty))
    if not fitting:
        return None
    name, value = (within(max(close, uncertainty / 30)) or fitting)[0]
    # Of further readings only a bare size is worth a word: 2 is also n when n = 2.
    plain = _plain(sizes)
    others = tuple(other for other, _ in fitting if other != name and other in plain)
    return Factor(
        value,
        name,
        _meaning(name, sizes),
        certain=uncertainty <= CERTAIN * abs(number),
        others=others[:2],
        formula=as_code(name, sizes),
    )


def _plain(sizes: Mapping[str, float]) -> set[str]:
    """The sizes as they are, and one over each."""
    return {form for size in sizes for form in (size, f"1/{size}")}


def _is_short(number: float, uncertainty: float) -> bool:
    """A decimal of at most two digits, as people choose a penalty's weight."""
    short = float(f"{number:.2g}")
    return abs(short - number) <= max(CLOSE * abs(number), uncertainty)


def as_code(name: str, sizes: Mapping[str, float]) -> str:
    """The name of a constant as a Python expression; names of sizes stay as they are.

    >>> as_code("1/(2 pi)", {}), as_code("2 m^2", {"m": 20}), as_code("1/ln 2", {})
    ('1/(2 * np.pi)', '2 * m**2', '1/np.log(2)')
    """
    if name in sizes:
        return name
    words = {"pi": "np.pi", "e": "np.e", "sqrt": "np.sqrt"}
    code = re.sub(r"\bln (\d+)", r"np.log(\1)", name).replace("^", "**")
    code = re.sub(r"(?<=[\w)\]]) (?=[^\W\d]|\()", " * ", code)
    return re.sub(
        r"(?<![\w.])(pi|e|sqrt)\b",
        lambda found: found[0] if found[0] in sizes else words[found[0]],
        code,
    )


def describe_weight(
    number: float, uncertainty: float, sizes: Mapping[str, float]
) -> Factor:
    """The weight of a term; a short decimal is one, whatever sizes fit by chance.

    >>> describe_weight(0.05, 1e-12, {"x.size": Guess(20)}).name
    '0.05'
    """
    if _is_short(number, uncertainty):
        sizes = {name: v for name, v in sizes.items() if not isinstance(v, Guess)}
    return describe(number, uncertainty, sizes)


def describe(number: float, uncertainty: float, sizes: Mapping[str, float]) -> Factor:
    """The number by its name, or with the digits that are certain, at most six.

    >>> describe(0.7310585, 1e-9, {}).name, describe(1 / 6, 1e-9, {}).name
    ('0.731059', '1/6')
    """
    constant = recognize(number, uncertainty, sizes)
    return constant or Factor(float(number), digits(number, uncertainty))


def digits(number: float, uncertainty: float) -> str:
    """A number with the digits that its uncertainty leaves; 1/6 as that."""
    if not 0 < uncertainty < abs(number):
        return f"{number:.6g}" if uncertainty == 0 else f"{number:.1g}"
    below = 1 / number
    whole = round(below) if 4 < abs(below) < 1000 else 0
    off = max(abs(number * whole - 1), uncertainty / abs(number))
    if off <= CLOSE and not _is_short(number, uncertainty):
        return f"{'-' if number < 0 else ''}1/{abs(whole)}"
    sure = math.floor(math.log10(abs(number) / uncertainty))
    return f"{number:.{min(max(sure, 1), 6)}g}"


def _meaning(name: str, sizes: Mapping[str, float]) -> str:
    whole = {size: rf"(?<![\w.]){re.escape(size)}(?![\w.[])" for size in sizes}
    used = [f"{s} = {sizes[s]:g}" for s in sizes if re.search(whole[s], name)]
    return f" ({', '.join(used)})" if used else ""
