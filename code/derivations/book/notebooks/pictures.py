"""Do two pictures show the same?

The same figure drawn on another machine may differ by a shade along its edges; another
figure differs by whole lines. So shades are forgiven and lines are not: the mean
difference may be small overall, and must stay small in every little square. Where lines
of rounding noise are drawn every machine draws its own: the squares that they touch, in
the one picture or in the other, are left out.
"""

import base64
import io

import numpy as np

from derivations.book.shown.noise import KEY, SQUARE, squares, touched_squares

# Shades of 255. The first is generous to anti-aliasing, the second finds one thin curve
# or one word that changed in an otherwise equal picture.
OVERALL = 2
IN_A_SQUARE = 16
MOST_NOISE = 2  # times the squares that the noise of the fresh picture touches


def decode(picture: str) -> tuple[np.ndarray, str]:
    """Return the pixels of a base64 PNG, (height, width, 4) floats, and its noise."""
    from PIL import Image

    with Image.open(io.BytesIO(base64.b64decode(picture))) as image:
        return np.asarray(image.convert("RGBA"), dtype=float), image.info.get(KEY, "")


def difference(committed: str, fresh: str) -> str | None:
    """Say how two base64 PNGs differ, or return None where they show the same."""
    if committed == fresh:
        return None
    (old, old_noise), (new, new_noise) = decode(committed), decode(fresh)
    if old.shape != new.shape:
        (h, w), (hh, ww) = old.shape[:2], new.shape[:2]
        return f"the picture was {w} x {h} pixels and is {ww} x {hh}"
    gap = np.abs(old - new).max(axis=2)
    found = squares(gap)
    noisy, drawn = (touched_squares(n, found.shape) for n in (old_noise, new_noise))
    if noisy.sum() > MOST_NOISE * drawn.sum():
        return (
            f"the picture leaves {noisy.sum()} squares to noise, and its noise touches "
            f"{drawn.sum()} (at most {MOST_NOISE} times as many are left out)"
        )
    found[noisy | drawn] = 0
    overall = found.sum() * SQUARE**2 / gap.size  # the last squares are filled up
    if overall > OVERALL:
        return (
            f"the picture differs by {overall:.1f} of 255 shades on average "
            f"(at most {OVERALL} are forgiven)"
        )
    if found.max() > IN_A_SQUARE:
        row, column = np.unravel_index(found.argmax(), found.shape)
        return (
            f"the picture differs near x = {column * SQUARE}, y = {row * SQUARE} by "
            f"{found.max():.0f} of 255 shades (at most {IN_A_SQUARE} are forgiven)"
        )
    return None
