"""Every rule that a reason may name is stated in the book, under its own heading."""

import re
from pathlib import Path

import pytest
from derivations.steps.typesetting.rules import (
    HEADINGS,
    PAGE,
    RULES,
    link_rule,
    rule_anchor,
    slug,
)

CHAPTERS = Path(__file__).parents[3] / "chapters"
TEXT = (CHAPTERS / PAGE).read_text(encoding="utf-8")
STATED = [line[4:] for line in TEXT.splitlines() if line.startswith("### ")]


def test_rules_and_page_name_the_same_rules():
    assert sorted(STATED) == sorted(HEADINGS)


def test_every_anchor_exists_once():
    anchors = [slug(heading) for heading in STATED]
    assert len(set(anchors)) == len(anchors)
    assert set(RULES.values()) == set(anchors)


def test_no_name_calls_two_rules():
    names = [
        name.casefold() for head, more in HEADINGS.items() for name in (head, *more)
    ]
    assert len(set(names)) == len(names)


def test_every_rule_says_what_it_needs():
    parts = TEXT.split("\n### ")[1:]
    assert [part.splitlines()[0] for part in parts if "*Needs:*" not in part] == []


@pytest.mark.parametrize("name", RULES)
def test_a_reason_that_begins_with_the_name_is_linked(name):
    assert (
        link_rule(f"{name}, then sort") == f"[{name}]({PAGE}#{RULES[name]}), then sort"
    )


@pytest.mark.parametrize(
    ("reason", "anchor"),
    [
        ("Chain rule with the power rule", "chain-rule"),
        ("by the quotient rule", "quotient-rule"),
        ("apply Leibniz rule", "leibniz-rule"),
        ("definition of $h_i$", "definition"),
        ("linearity of the sum", "linearity-of-the-sum"),
        ("linearity", "linearity"),
        ("linearities", None),  # no part of a word
        ("chain-rule-like", None),
        ("the model", None),
        ("", None),
    ],
)
def test_the_longest_name_at_the_beginning_counts(reason, anchor):
    assert rule_anchor(reason) == anchor


@pytest.mark.parametrize(
    ("reason", "linked"),
    [
        ("derivative of the logarithm, twice", "derivative of the logarithm"),
        (
            "derivatives of $\\varphi$ and $\\Phi$",
            "derivatives of $\\varphi$ and $\\Phi$",
        ),
        ("derivative of $f(x, y)$: a line", "derivative of $f(x, y)$"),
        ("derivative of the sigmoid, and more", "derivative of the sigmoid"),
        ("derivative of the sine and the chain rule", "derivative of the sine"),
        ("derivative of the variable by itself is 1", "derivative of the variable"),
        ("derivative of an entry: one term", "derivative of an entry"),
    ],
)
def test_a_link_holds_what_it_is_the_derivative_of(reason, linked):
    shown = link_rule(reason)
    assert re.match(r"\[(.*?)\]\(", shown)[1] == linked
    assert re.sub(r"\[(.*?)\]\(.*?\)", r"\1", shown) == reason


def test_a_reason_without_a_rule_stays_as_it_is():
    assert link_rule("$h_i$ is positive") == "$h_i$ is positive"
