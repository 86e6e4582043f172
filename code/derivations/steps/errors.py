"""What can stop a line from being judged."""


class Undefined(ArithmeticError):
    """An expression has no finite value at a point."""


class Unsettled(Undefined):
    """Whether there is a value, or which, is not known: nothing follows from that."""


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
