"""Pictures: shades along edges are forgiven, another figure is not."""

import base64
import io
import zlib

import numpy as np
import pytest
from derivations.book.notebooks.pictures import difference
from derivations.book.shown.noise import KEY
from PIL import Image
from PIL.PngImagePlugin import PngInfo


def png(pixels, noisy=None):
    buffer, texts = io.BytesIO(), PngInfo()
    if noisy is not None:
        packed = zlib.compress(np.packbits(noisy).tobytes())
        texts.add_text(KEY, base64.b64encode(packed).decode())
    image = Image.fromarray(pixels.astype(np.uint8))
    image.save(buffer, format="png", pnginfo=texts)
    return base64.b64encode(buffer.getvalue()).decode()


@pytest.fixture
def figure():
    """White paper, 120 x 200, with a black curve of two pixels."""
    pixels = np.full((120, 200, 3), 255.0)
    for x in range(200):
        y = int(60 + 40 * np.sin(x / 30))
        pixels[y : y + 2, x] = 0
    return pixels


def test_the_same_picture(figure):
    assert difference(png(figure), png(figure)) is None


def test_shades_are_forgiven(figure):
    faint = figure + np.random.default_rng(0).uniform(-3, 3, figure.shape)
    assert difference(png(figure), png(faint.clip(0, 255))) is None


def test_another_size(figure):
    told = difference(png(figure), png(figure[:, :-1]))
    assert told == "the picture was 200 x 120 pixels and is 199 x 120"


def test_another_ground(figure):
    assert "on average" in difference(png(figure), png(figure * 0.9))


def test_a_ground_that_is_a_little_darker(figure):
    assert "by 4.9 of 255 shades on average" in difference(
        png(figure), png((figure - 5).clip(0))
    )


@pytest.mark.parametrize("corner", [(slice(112, 120), 0), (0, slice(192, 200))])
def test_what_is_smaller_than_a_square_at_the_last_edges(figure, corner):
    rows, columns = corner
    other = figure.copy()
    other[rows or slice(0, 16), columns or slice(0, 16)] = 0
    assert "differs near x = " in difference(png(figure), png(other))


def test_a_curve_upside_down_in_a_large_picture(figure):
    large = np.full((1200, 2000, 3), 255.0)
    other = large.copy()
    large[:120, :200] = figure
    other[:120, :200] = figure[::-1]
    assert "differs near x = " in difference(png(large), png(other))


def test_one_word_in_a_large_picture(figure):
    large = np.full((1200, 2000, 3), 255.0)
    other = large.copy()
    other[700:710, 900:930:2] = 0
    assert "near x = 912, y = 704" in difference(png(large), png(other))


def test_squares_of_noise_are_left_out_and_nothing_else(figure):
    other = figure[::-1].copy()
    other[:, 100:] = figure[:, 100:]
    touched = {"left": np.zeros((8, 13), dtype=bool), "right": np.zeros((8, 13), bool)}
    touched["left"][:, :7], touched["right"][:, 7:] = True, True
    mine, yours = (png(figure, touched[side]) for side in ("left", "right"))
    assert difference(png(figure, touched["left"]), png(other)) is not None
    assert difference(mine, png(other, touched["left"])) is None
    assert difference(yours, png(figure[::-1], touched["right"])) is not None
    everything = touched["left"] | touched["right"]
    few = np.zeros((8, 13), dtype=bool)
    few[0, 0] = True
    assert "leaves 104 squares" in difference(png(figure, everything), png(other, few))
