"""Numbers held exactly: the ends of a domain, and what is drawn from it."""

from fractions import Fraction

from sympy import Rational, S, SympifyError


def real_bound(bound, name):
    """A bound as an exact real number, or infinity."""
    try:
        number = exact(S(bound))
    except SympifyError:
        number = S.NaN
    if not (number.is_number and number.is_extended_real):
        raise TypeError(f"domain of {name}: a real number is expected, got {bound!r}")
    return number


def exact(number):
    """A floating-point number as the fraction that it prints as."""
    number = number.doit()  # -oo is a product where evaluation was off
    return Rational(str(number)) if number.is_Float else number


def fraction(number):
    """A SymPy number as a fraction; an irrational one to 20 digits."""
    if number.is_Rational:
        return Fraction(int(number.p), int(number.q))
    return Fraction(str(number.evalf(20)))
