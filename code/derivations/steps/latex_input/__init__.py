"""LaTeX read into the vocabulary: what is not understood is refused with its place."""

from .assumptions import assume
from .chains import Chain, Side, read, sides_alike
from .declarations import declared, define
from .errors import NotUnderstood
from .names import Both, Definition, Names, key
from .values import Entries, entry_of, fresh_index, is_matrix

__all__ = [
    "Both",
    "Chain",
    "Definition",
    "Entries",
    "Names",
    "NotUnderstood",
    "Side",
    "assume",
    "declared",
    "define",
    "entry_of",
    "fresh_index",
    "is_matrix",
    "key",
    "read",
    "sides_alike",
]
