"""What a page is told of a gradient that a reader has typed."""

import json

import pytest
from derivations.gradients.on_page import answer

RIGHT = """
def f(x):
    return np.sum(x**3)

def gradient(x):
    return 3 * x**2

x = np.array([1.0, -2.0, 0.5])
"""


def test_a_right_gradient_agrees():
    found = answer(RIGHT)
    assert found["verdict"] == "agrees" and len(found["rows"]) == 3
    assert json.loads(json.dumps(found)) == found


def test_a_wrong_one_is_explained():
    found = answer(RIGHT.replace("3 * x**2", "x**2"))
    assert found["verdict"] == "differs"
    assert ["Instead", "3 * claim"] in found["told"]


@pytest.mark.parametrize(
    ("code", "message", "row"),
    [
        ("def f(", "this is no Python", 1),
        ("x = 1\ny = z\n", "NameError: name 'z' is not defined", 2),
        (RIGHT.replace("def f", "def g"), "f is missing: a function", None),
        (RIGHT.replace("x = np", "u = np"), "x is missing: the point", None),
        (RIGHT.replace("np.sum(x**3)", "np.sum(w)"), "NameError: name 'w'", 3),
        (RIGHT.replace("np.sum(x**3)", "x"), "ValueError: ", None),
    ],
)
def test_what_cannot_be_run_is_refused_at_its_line(code, message, row):
    refused = answer(code)["refused"]
    assert refused["message"].startswith(message) and refused["row"] == row


def test_one_question_leaves_nothing_for_the_next():
    answer(RIGHT)
    assert answer("x = 1")["refused"]["message"].startswith("f is missing")
