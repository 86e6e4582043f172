"""Where a picture holds rounding noise, which every machine draws anew.

A picture says itself which of its squares its noisy lines touch, so that a comparison
leaves out these and no others.
"""

import base64
import io
import zlib

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

KEY = "Noise"  # of the text in a PNG that names the squares
SQUARE = 16  # pixels


def squares(shades: np.ndarray) -> np.ndarray:
    """Return the mean of every square of an array of pixels, the last ones filled up.

    >>> squares(np.ones((20, 33))).shape
    (2, 3)
    """
    high, wide = (-(-size // SQUARE) for size in shades.shape)
    padded = np.zeros((high * SQUARE, wide * SQUARE))
    padded[: shades.shape[0], : shades.shape[1]] = shades
    return padded.reshape(high, SQUARE, wide, SQUARE).mean(axis=(1, 3))


def noisy_squares(figure: Figure, artists: list, picture: bytes) -> str:
    """Return as text which squares the artists touch: without them these differ.

    `picture` is the figure as a PNG, with them.
    """
    figure.set_layout_engine("none")  # all else stays where it is
    for artist in artists:
        artist.set_visible(False)
    without = io.BytesIO()
    figure.savefig(without, format="png")
    one, other = (plt.imread(io.BytesIO(b)) for b in (picture, without.getvalue()))
    touched = squares(np.abs(one - other).max(axis=2)) > 0
    packed = zlib.compress(np.packbits(touched).tobytes(), 9)
    return base64.b64encode(packed).decode("ascii")


def touched_squares(text: str, shape: tuple[int, int]) -> np.ndarray:
    """Return the squares that `noisy_squares` has named, as an array of that shape."""
    if not text:
        return np.zeros(shape, dtype=bool)
    bits = np.frombuffer(zlib.decompress(base64.b64decode(text)), dtype=np.uint8)
    count = shape[0] * shape[1]
    return np.unpackbits(bits, count=count).reshape(shape).astype(bool)
