"""What can stop a line from being judged."""


class Undefined(ArithmeticError):
    """An expression has no finite value at a point."""


class Divergent(Undefined):
    """An integral, a sum or a limit has no finite value."""


class Unsettled(Undefined):
    """Whether there is a value, or which, is not known: nothing follows from that."""


class OutOfReach(Unsettled):
    """A number on the way is too large to be computed, as exp(-exp(10^9))."""


class Unsupported(TypeError):
    """An expression holds something that the checker has no meaning for."""


class NoValue(ValueError):
    """A name in an expression was given no value."""


# What SymPy and mpmath raise where they can do no more: nothing is said about a step
# then, neither that it holds nor that it fails.
NO_ANSWER = (
    *(Unsupported, Undefined, NoValue, TypeError, ValueError, ArithmeticError),
    *(LookupError, AttributeError, NotImplementedError, RecursionError, MemoryError),
)

# What Python, SymPy and mpmath say, as a sentence for the author of a line.
_FOREIGN = (
    ("insufficient indices", "an entry needs a row and a column: write entry(A, i, j)"),
    (
        "index out of range",
        "an entry lies outside its matrix: write entry(A, i, j), which counts from 1, "
        "or A[i, j], which counts from 0",
    ),
    (
        "Cannot convert",
        "a whole number is expected for a size or for the power of a matrix: give it "
        "in sizes=",
    ),
    ("gamma function pole", "the gamma function has a pole there"),
    ("NoConvergence", "it does not converge"),
)
_KINDS = (
    (ZeroDivisionError, "a division by zero"),
    (OverflowError, "a number that is too large"),
    (RecursionError, "the line is nested too deeply to be read"),
    (MemoryError, "the line is too large"),
)


def in_words(error):
    """What an error says, for the author of the line that raised it.

    >>> in_words(ZeroDivisionError())
    'a division by zero'
    >>> in_words(IndexError("matrix index out of range"))[:34]
    'an entry lies outside its matrix: '
    """
    text = str(error)
    if isinstance(error, (Unsupported, Undefined, NoValue)):
        return text
    for part, words in _FOREIGN:
        if part in text or part in type(error).__name__:
            return words
    for kind, words in _KINDS:
        if isinstance(error, kind):
            return words
    if not text:
        return "it cannot be computed here"
    return f"it cannot be computed here ({text})"
