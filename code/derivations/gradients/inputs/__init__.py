"""Parameters as people have them, brought to one array of free numbers and back.

Dictionaries and lists of arrays, frames, several arguments, sparse matrices, operators,
points on a set: what is measured further down is always f(x) for one float64 array x.
"""

from .arguments import Posed, pose
from .arrays import Refused
from .products import backward, forward

__all__ = ["Posed", "Refused", "backward", "forward", "pose"]
