"""A place in a list of tokens, and what is said where the next one is not expected."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from .errors import NotUnderstood, Undeclared
from .names import Names
from .tokens import Token, tokens
from .values import Mismatch

DEEPEST = 40  # definitions within definitions
OPEN = {"(": ")", "[": "]", r"\{": r"\}", "{": "}", r"\lvert": r"\rvert"}
CLOSE = set(OPEN.values())


class Cursor:
    """Tokens of one source, read from left to right."""

    if TYPE_CHECKING:  # rules that one family of rules needs of another
        bars: int
        open_bars: tuple[str, ...]
        differentials: tuple[int, ...]

        def expression(self) -> Any: ...
        def term(self) -> Any: ...
        def rest(self, variables: tuple[Any, ...], what: str) -> Any: ...
        def factor(self) -> Any: ...
        def atom(self) -> Any: ...
        def operator(self) -> Any: ...
        def derivative(self) -> Any: ...
        def number(self, value: Any, at: int) -> Any: ...
        def matrix(self, value: Any, at: int | None = None) -> Any: ...
        def at_differential(self) -> bool: ...
        def named(self) -> tuple[str, Any, list[Any]]: ...
        def thing(self, name: str, what: Any, index: list[Any], at: int) -> Any: ...
        def defined(self, what: Any, at: int) -> Any: ...

    def __init__(
        self, source: str, names: Names, start: int = 0, end: int | None = None
    ) -> None:
        self.source, self.names = source, names
        self.tokens = tokens(source, start, end)
        self.end = len(source) if end is None else end
        self.at = 0
        self.depth = 0

    def peek(self, ahead: int = 0) -> str:
        """The text of a token to come, or an empty one behind the last."""
        place = self.at + ahead
        return self.tokens[place].text if 0 <= place < len(self.tokens) else ""

    def place(self, at: int | None = None) -> int:
        """The character of the source at which a token begins."""
        at = self.at if at is None else at
        return self.tokens[at].start if at < len(self.tokens) else self.end

    def fail(self, message: str, at: int | None = None) -> NoReturn:
        """Refuse what stands at a token."""
        raise NotUnderstood(message, self.place(at), self.source)

    def undeclared(self, name: str, at: int, called: bool = False) -> NoReturn:
        """Refuse a name that nothing is known of, with what could be declared."""
        kinds = ["function"] if called else ["real", "positive", "n", "m by n"]
        raise Undeclared(
            f"the name {name} is not declared",
            self.place(at),
            self.source,
            tuple(f"{name}: {kind}" for kind in kinds),
        )

    def take(self, *expected: str) -> Token:
        """The next token, which must be one of those expected, if any are named."""
        if not self.peek() or (expected and self.peek() not in expected):
            wanted = " or ".join(expected) or "something more"
            found = self.peek() or "the end"
            self.fail(f"{wanted} is expected here, found {found}")
        self.at += 1
        return self.tokens[self.at - 1]

    def skip(self, *texts: str) -> bool:
        """Take the next token if it is one of these, and say whether it was."""
        found = self.peek() in texts and bool(self.peek())
        self.at += found
        return found

    def group(self) -> tuple[int, int]:
        """Pass over ``{...}`` or one token; returns the tokens inside, as a range."""
        if self.peek() != "{":
            self.take()
            return self.at - 1, self.at
        first = self.at
        depth = 0
        while True:
            text = self.take().text
            depth += {"{": 1, "}": -1}.get(text, 0)
            if not depth:
                return first + 1, self.at - 1

    def raw(self, inside: tuple[int, int]) -> str:
        """The text of a range of tokens, without what has no meaning."""
        out, command = "", False
        for token in self.tokens[slice(*inside)]:  # \theta x, but \theta_j
            out += " " * (command and token.text[:1].isalpha()) + token.text
            command = token.text[:1] == "\\" and token.text[-1:].isalpha()
        return out

    @contextmanager
    def inside(self, part: tuple[int, int]) -> Iterator[None]:
        """Read a range of tokens only, all of it."""
        everything, at, end = self.tokens, self.at, self.end
        stop = self.tokens[part[1]].start if part[1] < len(self.tokens) else self.end
        self.tokens, self.at, self.end = self.tokens[: part[1]], part[0], stop
        try:
            yield
            if self.peek():
                self.fail(f"{self.peek()} is not expected here")
        finally:
            self.tokens, self.at, self.end = everything, at, end

    @contextmanager
    def bound(self, **_: Any) -> Iterator[None]:
        """Names bound in the block are forgotten after it."""
        names = self.names
        try:
            yield
        finally:
            self.names = names

    @contextmanager
    def matching(self, at: int) -> Iterator[None]:
        """Say of values that do not fit together where they stand."""
        try:
            yield
        except Mismatch as error:
            self.fail(str(error), at)
