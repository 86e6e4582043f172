"""Do two pictures show the same?

The same figure drawn on another machine may differ by a shade along its edges; another
figure differs by whole lines. So shades are forgiven and lines are not: the mean
difference may be small overall, and must stay small in every little square. Where lines
of rounding noise are drawn every machine draws its own: such boxes are left out.
"""

import base64
import io

import numpy as np

# Shades of 255. The first is generous to anti-aliasing, the second finds one thin curve
# or one word that changed in an otherwise equal picture.
OVERALL = 2
IN_A_SQUARE = 16
SQUARE = 16


def decode(picture: str) -> np.ndarray:
    """Return the pixels of a base64 PNG as an array (height, width, 4) of floats."""
    from PIL import Image

    with Image.open(io.BytesIO(base64.b64decode(picture))) as image:
        return np.asarray(image.convert("RGBA"), dtype=float)


def difference(committed: str, fresh: str, left_out=()) -> str | None:
    """Say how two base64 PNGs differ, or return None where they show the same.

    `left_out` lists boxes [left, top, right, bottom], in pixels, that do not count.
    """
    if committed == fresh:
        return None
    old, new = decode(committed), decode(fresh)
    if old.shape != new.shape:
        (h, w), (hh, ww) = old.shape[:2], new.shape[:2]
        return f"the picture was {w} x {h} pixels and is {ww} x {hh}"
    gap = np.abs(old - new).max(axis=2)
    for left, top, right, bottom in left_out:
        gap[top:bottom, left:right] = 0
    if gap.mean() > OVERALL:
        return (
            f"the picture differs by {gap.mean():.1f} of 255 shades on average "
            f"(at most {OVERALL} are forgiven)"
        )
    high, wide = (-(-size // SQUARE) * SQUARE for size in gap.shape)
    padded = np.zeros((high, wide))
    padded[: gap.shape[0], : gap.shape[1]] = gap
    squares = padded.reshape(high // SQUARE, SQUARE, -1, SQUARE).mean(axis=(1, 3))
    if squares.max() > IN_A_SQUARE:
        row, column = np.unravel_index(squares.argmax(), squares.shape)
        return (
            f"the picture differs near x = {column * SQUARE}, y = {row * SQUARE} by "
            f"{squares.max():.0f} of 255 shades (at most {IN_A_SQUARE} are forgiven)"
        )
    return None
