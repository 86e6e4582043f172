"""A drawn map of which chapter rests on which, from the paragraphs "Uses:".

On a wide page it is boxes in columns: what rests on nothing stands left, and every
chapter stands right of all that it uses. A line that follows from others (a uses b,
b uses c, so a rests on c) is only drawn while its chapter is pointed at. On a phone it
is a list of names with arcs beside it. Both come from the same edges.
"""

from collections.abc import Iterable, Mapping
from html import escape

Uses = Mapping[int, Iterable[int]]

WIDTH, HEIGHT, ACROSS, DOWN = 208, 46, 276, 62  # of a box; from one box to the next
LETTERS = 24  # in a line of a box
LINE, INDENT = 42, 96  # of the list on a phone


def columns(uses: Uses) -> dict[int, int]:
    """Return the column of each chapter: right of all that it uses.

    Of chapters that use each other the later one stands right.

    >>> columns({1: [], 2: [1], 3: [2, 1], 4: []})
    {1: 0, 2: 1, 3: 2, 4: 0}
    """
    found: dict[int, int] = {}

    def column(chapter: int, path: tuple[int, ...]) -> int:
        if chapter not in found:
            below = [u for u in uses[chapter] if u in uses and u not in path]
            deepest = max((column(u, (*path, chapter)) for u in below), default=-1)
            if path and any(u in path for u in uses[chapter]):
                return deepest + 1  # within a circle: not the last word on it
            found[chapter] = deepest + 1
        return found[chapter]

    for chapter in sorted(uses):
        column(chapter, ())
    return found


def direct(uses: Uses) -> set[tuple[int, int]]:
    """Return the pairs (chapter, what it uses) that follow from no others.

    >>> sorted(direct({1: [], 2: [1], 3: [2, 1]}))
    [(2, 1), (3, 2)]
    """
    place = columns(uses)
    edges = {(a, b) for a in uses for b in uses[a] if b in uses}

    def below(chapter: int) -> set[int]:
        near = {b for a, b in edges if a == chapter and place[b] < place[chapter]}
        return near.union(*map(below, near))

    return {
        (a, b)
        for a, b in edges
        if not any(b in below(c) for a_, c in edges if a_ == a and c != b)
    }


def rows(uses: Uses) -> list[list[int]]:
    """Return the chapters column by column, in an order in which few lines cross.

    Each stands near the middle of those it is joined to; what is joined to none is
    left out.
    """
    place, edges = columns(uses), direct(uses)
    joined = {chapter for edge in edges for chapter in edge}
    order = [
        [c for c in sorted(joined) if place[c] == k]
        for k in range(max(place.values(), default=0) + 1)
    ]
    for _ in range(8):
        for column in order:
            at = {c: k / len(col) for col in order for k, c in enumerate(col)}

            def middle(chapter: int, at=at) -> tuple[float, int]:
                near = [at[b] for a, b in edges if a == chapter]
                near += [at[a] for a, b in edges if b == chapter]
                return (sum(near) / len(near), chapter)

            column.sort(key=middle)
    return [column for column in order if column]


def drawn(uses: Uses, titles: Mapping[int, str], links: Mapping[int, str]) -> str:
    """Return the map as HTML: boxes for a wide page, a list with arcs for a phone."""
    return (
        f'<div class="chapter-map">{_boxes(uses, titles, links)}'
        f"{_arcs(uses, titles, links)}</div>"
    )


def _boxes(uses: Uses, titles: Mapping[int, str], links: Mapping[int, str]) -> str:
    order = rows(uses)
    most = max(map(len, order), default=0)
    alone = sorted(set(uses) - {c for column in order for c in column})
    place = {
        chapter: (k * ACROSS, (n + (most - len(column)) / 2) * DOWN)
        for k, column in enumerate(order)
        for n, chapter in enumerate(column)
    }
    place |= {c: (k * ACROSS, most * DOWN + 24) for k, c in enumerate(alone)}
    edges = direct(uses)
    parts = []
    for chapter in sorted(place):
        x, y = place[chapter]
        lines = "".join(
            _curve(place[used], place[chapter], (chapter, used) in edges)
            for used in uses[chapter]
            if used in place
        )
        name = _in_lines(f"{chapter} {titles[chapter]}", x + 12, y)
        corner = f'x="{x + 1}" y="{y + 1:g}" rx="6"'
        box = f'<rect {corner} width="{WIDTH}" height="{HEIGHT}"/>'
        parts.append(f'<g>{lines}<a href="{links[chapter]}">{box}{name}</a></g>')
    width = max((x for x, _ in place.values()), default=0) + WIDTH + 2
    height = max((y for _, y in place.values()), default=0) + HEIGHT + 2
    return _picture("boxes", width, height, parts)


def _curve(
    start: tuple[float, float], end: tuple[float, float], is_direct: bool
) -> str:
    """A line from the right of a box to the left of another."""
    x, y = start[0] + WIDTH + 1, start[1] + HEIGHT / 2
    u, v = end[0] - 4, end[1] + HEIGHT / 2
    kind = "" if is_direct else ' class="indirect"'
    middle = (x + u) / 2
    return (
        f'<path{kind} d="M{x:g} {y:g}C{middle:g} {y:g} {middle:g} {v:g} {u:g} {v:g}"/>'
    )


def _in_lines(text: str, x: float, y: float) -> str:
    """A text in at most two lines within a box."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= LETTERS and len(lines) < 2:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    top = y + (28 if len(lines) == 1 else 20)
    spans = "".join(
        f'<tspan x="{x:g}" y="{top + 17 * k:g}">{escape(line)}</tspan>'
        for k, line in enumerate(lines)
    )
    return f"<text>{spans}</text>"


def _arcs(uses: Uses, titles: Mapping[int, str], links: Mapping[int, str]) -> str:
    at = {chapter: 22 + LINE * k for k, chapter in enumerate(sorted(uses))}
    furthest = max((abs(at[a] - at[b]) for a in uses for b in uses[a]), default=1)
    parts = []
    for chapter, y in at.items():
        lines = "".join(
            _arc(at[used], y, furthest) for used in uses[chapter] if used in at
        )
        text = _in_lines(f"{chapter} {titles[chapter]}", INDENT + 10, y - HEIGHT / 2)
        dot = f'<circle cx="{INDENT}" cy="{y}" r="3.5"/>'
        parts.append(f'<g>{lines}<a href="{links[chapter]}">{dot}{text}</a></g>')
    return _picture("arcs", 358, 12 + LINE * len(at), parts)


def _arc(start: float, end: float, furthest: float) -> str:
    """An arc to the left of two names, the further out the further they are apart."""
    out = INDENT - 14 - (INDENT - 20) * (abs(end - start) / furthest) ** 0.6
    x = INDENT - 5
    return f'<path d="M{x} {start}C{out:.0f} {start} {out:.0f} {end} {x} {end}"/>'


def _picture(kind: str, width: float, height: float, parts: list[str]) -> str:
    about = "Each chapter, joined to those whose results it uses"
    return (
        f'<svg class="{kind}" viewBox="0 0 {width:g} {height:g}" role="group" '
        f'aria-label="{about}">{"".join(parts)}</svg>'
    )
