"""Figures are the same bytes twice, and their summaries see what a picture shows."""

import base64

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from derivations.book import plot_steps, plot_taylor, show, use_style
from derivations.book.notebooks.nbval_strict import changes
from derivations.book.notebooks.pictures import difference
from derivations.book.shown.figures import COLORS, HEIGHT, NOISE, WIDTH

x = np.array([0.3, -1.2, 0.8])


def f(v):
    return np.sum(np.log(1 + np.exp(v)))


def gradient(v):
    return 1 / (1 + np.exp(-v))


@pytest.fixture(autouse=True)
def style():
    with plt.rc_context():
        use_style()
        yield


def drawn(draw):
    figure, axes = plt.subplots()
    draw(axes)
    return show(figure)


def test_the_same_figure_is_the_same_bytes():
    one, two = (drawn(lambda a: a.plot([0, 1], [0, 1])) for _ in range(2))
    assert one.png == two.png
    assert b"Software" not in one.png


def test_a_figure_is_one_output_with_picture_text_and_record():
    data = drawn(lambda a: a.plot([0, 1], [0, 1]))._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert data["application/vnd.derivations+json"]["kind"] == "figure"
    assert set(data) == {"text/plain", "image/png", "application/vnd.derivations+json"}


def test_a_shown_figure_is_closed_so_that_it_is_not_shown_twice():
    drawn(lambda a: a.plot([0, 1], [0, 1]))
    assert plt.get_fignums() == []


def test_the_summary_names_axes_lines_and_ranges():
    def draw(axes):
        axes.plot([1, 2, 3], [-1e-18, 0.123456, 4], label="loss")
        axes.axhline(2)
        axes.fill_between([0, 1], [0, 1])
        axes.text(0, 0, "here")
        axes.set(title="valley", xlabel="z", ylabel="J")

    assert str(drawn(draw)).splitlines() == [
        "axes 1 'valley': J against z",
        "  loss: 3 points, z from 1 to 3, J from 0 to 4",
        "  unnamed: 2 points, z from 0 to 1, J from 2 to 2",
        "  1 filled regions, point clouds or contours",
        "  1 texts",
    ]


def test_the_summary_sees_another_curve_but_not_another_rounding():
    texts = [
        str(drawn(lambda a, y=y: a.plot([0, 1], [0, y])))
        for y in (1.0, 1.0 + 1e-12, 1.1)
    ]
    assert texts[0] == texts[1] != texts[2]


def test_rounding_noise_is_not_listed_and_gaps_are_survived():
    texts = [
        str(drawn(lambda a, y=y: a.plot([0, 1], [0, y], gid=NOISE))) for y in (1, 2)
    ]
    assert texts[0] == texts[1]
    assert NOISE in texts[0]
    gaps = drawn(lambda a: a.plot([0, 1], [np.nan, np.inf]) and a.plot([0], [1]))
    assert "no y" in str(gaps)


def noisy(seed, label="error", slope=1.0, word="here"):
    values = np.random.default_rng(seed).uniform(-0.8, -0.2, 30)

    def draw(axes):
        axes.plot(np.linspace(0.1, 0.9, 30), values, label=label, gid=NOISE)
        axes.plot([0, 1], [0, slope], label="curve")
        axes.set(xlim=(0, 1), ylim=(-1, 1), xlabel=f"step of the {label}")
        axes.text(0.1, 0.9, word)

    shown = drawn(draw)
    return base64.b64encode(shown.png).decode(), shown.record()


def test_another_noise_is_the_same_picture_and_another_curve_or_label_is_not():
    (first, record), (second, same) = noisy(1), noisy(2)
    assert record == same and first != second
    assert difference(first, second) is None
    assert difference(first, noisy(1, label="digit")[0]) is not None
    assert "differs" in difference(first, noisy(1, slope=0.8)[0])
    assert "differs" in difference(noisy(1, slope=0.8)[0], second)


def test_the_record_holds_what_is_written_in_the_figure():
    def draw(axes):
        axes.plot([0, 1], [0, 1], label="loss")
        axes.legend(loc="upper left")
        axes.set_xticks([0, 1], ["none", "all"])
        axes.text(0.5, 0.5, "here")
        axes.figure.suptitle("above")

    record = drawn(draw).record()
    words = dict(record["axes"][0]["words"])
    assert words.pop("y ticks").startswith("0.0; 0.2")
    assert words == {"x ticks": "none; all", "legend": "loss", "texts": "here"}
    assert record["around"] == "above"
    other = drawn(lambda axes: (draw(axes), axes.texts[0].set_text("there"))).record()
    assert changes(record, other) == [
        "figure, axes[1], words, texts: committed 'here', now 'there'"
    ]


def test_a_noisy_axis_leaves_its_ticks_out_where_noise_sets_the_limits():
    def draw(axes):
        axes.plot([0, 1], [0, 1e-17], gid=NOISE)

    assert set(drawn(draw).record()["axes"][0]["words"]) == {"x ticks"}


def test_the_style_is_opaque_and_wide_enough():
    picture = drawn(lambda a: a.plot([0, 1], [0, 1])).png
    width, height = (int.from_bytes(picture[k : k + 4], "big") for k in (16, 20))
    assert (width, height) == (WIDTH * 180, HEIGHT * 180)
    assert width >= 640  # a column of the page, without blur


@pytest.mark.parametrize("color", [c for c in COLORS.values() if c != "#000000"])
def test_colors_are_seen_on_white(color):
    channels = [int(color[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    luminance = np.dot([0.2126, 0.7152, 0.0722], linear)
    assert 1.05 / (luminance + 0.05) >= 2  # of lines 1.6 points wide


def test_plot_steps_shows_both_branches_and_the_bound():
    figure = plot_steps(f, gradient, x, complex_f=f)
    lines = {line.get_label(): line.get_data() for line in figure.axes[0].lines}
    steps, central = lines["central difference"]
    forward, exact = lines["forward difference"][1], lines["complex step"][1]
    assert slope(steps, forward) == pytest.approx(1, abs=0.1)
    assert slope(steps, central) == pytest.approx(2, abs=0.1)
    assert exact[steps < 1e-8].max() < 1e-14
    (bound, _) = lines["stated bound"][1]
    assert 1e-16 < bound < central.min()
    plt.close(figure)


def test_plot_taylor_tells_a_right_gradient_from_a_wrong_one():
    labels = [
        [line.get_label() for line in plot_taylor(f, claim, x).axes[0].lines]
        for claim in (gradient, lambda v: 1.1 * gradient(v))
    ]
    assert labels[0] == ["without gradient: slope 1.0", "with gradient: slope 2.0"]
    assert labels[1][1] == "with gradient: slope 1.0"
    plt.close("all")


@pytest.mark.parametrize("plot", [plot_steps, plot_taylor])
@pytest.mark.parametrize(
    ("claim", "direction", "says"),
    [
        (gradient, np.ones(2), r"direction has shape \(2,\)"),
        (lambda v: v[:2], None, r"the gradient has shape \(2,\)"),
        (np.zeros_like, None, "slope along the direction is 0"),
    ],
)
def test_plots_refuse_what_has_no_slope(plot, claim, direction, says):
    with pytest.raises(ValueError, match=says):
        plot(f, claim, x, direction=direction)


def slope(steps, errors):
    among = (steps < 1e-1) & (steps > 1e-3)
    return np.polyfit(np.log(steps[among]), np.log(errors[among]), 1)[0]


def test_a_figure_without_a_drawing_is_refused():
    for figure in (plt.figure(), plt.subplots()[0]):
        with pytest.raises(ValueError, match="nothing is drawn"):
            show(figure)
        plt.close(figure)


@pytest.mark.parametrize("end", [np.nextafter(1e-17, 0), 1e-17, np.nextafter(1e-17, 1)])
def test_a_tick_on_the_edge_is_there_whichever_way_it_is_rounded(end):
    def draw(axes):
        axes.semilogy([0, 1], [1e-16, 1e-15])
        axes.set_ylim(end, 2e-15)

    words = drawn(draw).record()["axes"][0]["words"]["y ticks"].split("; ")
    assert [label.split("{")[-1].rstrip("}$") for label in words] == [
        "-17",
        "-16",
        "-15",
    ]
