r"""A display as chains: sides, the relation before each, and its reason.

``align``, ``aligned``, ``split``, ``gather``, ``$$``, ``\[``, lines that begin with a
relation; reasons by ``\underset``, ``\overset``, ``\stackrel``, or ``\text`` at the end
of a line.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from .errors import NotUnderstood, Undeclared
from .expressions import MARKED, RELATIONS, Expressions
from .names import Names
from .values import Entries, Value, entry_of, fresh_index, probe

_TRANSPARENT = {"$", r"\[", r"\]", r"\(", r"\)", ".", ",", ";"}
_ENVIRONMENTS = re.compile(
    r"(?:align|aligned|alignat|alignedat|split|gather|gathered|equation|eqnarray|"
    r"displaymath|math|multline|flalign)\*?"
)
#: The name alone, with scripts and arguments, a prime, or a derivative of it.
_ALONE = re.compile(
    r"(?:\\?[A-Za-z]+(?:_(?:\{[^{}]*\}|\\?[A-Za-z0-9]+))?'*(?:\([^()]*\))?)'*"
)
_INTRODUCED = re.compile(
    rf"(?:{_ALONE.pattern}|\\frac\{{(?:\\partial|d)(?:\^\{{?\d\}}?)?{_ALONE.pattern}\}}"
    r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\\nabla(?:_(?:\{[^{}]*\}|\\?[A-Za-z]+))?"
    rf"{_ALONE.pattern})"
)


@dataclass
class Side:
    """One side: the relation before it, its value, and where it stands."""

    relation: str
    value: Value
    start: int
    end: int
    reason: str = ""
    note: str = ""  # why it is not compared


@dataclass
class Chain:
    """Sides that follow from one another."""

    sides: list[Side] = field(default_factory=list)


class Chains(Expressions):
    """Reads a whole display."""

    def chains(self) -> list[Chain]:
        """Every chain of the source, in order.

        Raises
        ------
        NotUnderstood
            At the first place that has no meaning, or two.
        """
        done: list[Chain] = []
        chain, relation, reason, fresh = Chain(), "", "", False
        while self.peek():
            text = self.peek()
            if text in (r"\begin", r"\end") and not self._begins_cases():
                self._environment()
            elif text == "\\\\":
                self.take()
                fresh = not relation
            elif text in _TRANSPARENT:
                self.take()
            elif text == r"\text":
                self._words(chain, relation)
            elif text in MARKED or text in RELATIONS:
                if relation:
                    self.fail("two relations in a row")
                at = self.at
                relation, reason, fresh = *self._relation(), False
                if not chain.sides:
                    self.fail("the chain begins with a relation", at)
            else:
                if fresh and chain.sides and not relation:
                    done.append(chain)
                    chain = Chain()
                if chain.sides and not relation:
                    self.fail(f"{text} is not expected here")
                chain.sides.append(self._side(chain, relation, reason))
                relation, reason, fresh = "", "", False
        if relation:
            self.fail("nothing stands behind the last relation")
        return [*done, chain] if chain.sides else done

    def _begins_cases(self) -> bool:
        return self.tokens[self.at].content == "cases"

    def _environment(self) -> None:
        at = self.at
        token = self.take()
        if not _ENVIRONMENTS.fullmatch(token.content):
            self.fail(f"the environment {token.content} is not understood", at)
        if token.text == r"\begin" and token.content.startswith(
            ("alignat", "alignedat")
        ):
            self.group()

    def _words(self, chain: Chain, relation: str) -> None:
        """Words at the end of a line are the reason of its last side."""
        token = self.take()
        if not chain.sides or relation:
            self.fail("words are expected at the end of a line only", self.at - 1)
        last = chain.sides[-1]
        words = token.content.strip().strip("()").strip()
        last.reason = f"{last.reason} {words}".strip()
        while self.peek() and self.peek() not in (
            "\\\\",
            r"\end",
            r"\text",
            *RELATIONS,
        ):
            if self.peek() in MARKED:
                break
            last.reason += " " + self.raw(self.group())

    def _relation(self) -> tuple[str, str]:
        """A relation, with the reason written over or under it."""
        at = self.at
        token = self.take()
        if token.text in RELATIONS:
            return self._judged(RELATIONS[token.text], "", at)
        over = self.group()
        reason = self._as_text(over)
        sign = self.raw(self.group())
        if sign in MARKED:
            self.fail("a relation with two marks is not understood", at)
        if sign not in RELATIONS:
            self.fail(f"{sign} is no relation", at)
        if reason == "!":
            return "condition", ""
        return self._judged(RELATIONS[sign], reason, at)

    def _judged(self, relation: str, reason: str, at: int) -> tuple[str, str]:
        if relation == "propto":
            self.fail(
                "\\propto holds up to a factor that does not change with one name, and "
                "does not say with which: divide by that factor and write =",
                at,
            )
        if relation in ("ne", "sim", "in", "implies", "psd", "nsd"):
            self.fail(f"the relation {self.tokens[at].text} is not judged here", at)
        return relation, reason

    def _as_text(self, part: tuple[int, int]) -> str:
        texts = [t.content or t.text for t in self.tokens[slice(*part)]]
        if all(t.text == r"\text" for t in self.tokens[slice(*part)]):
            return " ".join(texts)
        first, last = self.tokens[part[0]], self.tokens[part[1] - 1]
        return f"${self.source[first.start : last.end]}$" if texts != ["!"] else "!"

    def _side(self, chain: Chain, relation: str, reason: str) -> Side:
        start = self.at
        note = ""
        value: Any = None
        try:
            value = self.expression()
        except Undeclared as error:
            if chain.sides or not self._is_introduced(start):
                raise
            note = f"not checked: {error.message}"
        except NotUnderstood:
            raise
        if relation == "approx":
            note = "an approximation is not judged"
        elif relation == "condition":
            note = "a condition, not judged"
        end = self.tokens[self.at - 1].end
        return Side(relation, value, self.place(start), end, reason, note)

    def _is_introduced(self, start: int) -> bool:
        """Whether the first side is a name that the chain itself introduces."""
        self.at = start
        while self.peek() and self.peek() not in (*RELATIONS, *MARKED, "\\\\"):
            self.group() if self.peek() == "{" else self.take()
        text = "".join(t.text for t in self.tokens[start : self.at])
        behind = (t.text for t in self.tokens[self.at :] if t.text != "\\\\")
        is_left = next(behind, "") in (*RELATIONS, *MARKED)
        return is_left and bool(_INTRODUCED.fullmatch(text))


def read(source: str, names: Names) -> list[Chain]:
    """The chains of a display, with its names as declared."""
    return Chains(source, names).chains()


def sides_alike(sides: list[Side]) -> list[Side]:
    """Sides that can be compared: where one is given by entries, all of them are."""
    values = [side.value for side in sides]
    if not any(isinstance(value, Entries) for value in values):
        return sides
    index = fresh_index(*(probe(v) for v in values if v is not None))
    return [
        replace(side, value=None if side.value is None else entry_of(side.value, index))
        for side in sides
    ]
