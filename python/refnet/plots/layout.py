"""Where the boxes of a picture of a network stand, and how its arrows run.

A box stands one rank below the lowest of those that it sees. An arrow that passes ranks has a bend
in each, which takes a place like a box, so that no arrow runs through a box. The boxes of a rank
are ordered by the places of those that they see (Sugiyama, Tagawa and Toda, 1981), and then moved
as near to their neighbours as those beside them allow.

A group, the layers of a model that is a layer of another, is placed by itself, and then takes a
place like a box. Lengths are in points.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from refnet.plots.shapes import Arrow, Point, Rectangle, Shape, Words, moved, text_width

DIRECTIONS = ("TB", "LR", "BT", "RL")
TITLE_SIZE = 11.0
TEXT_SIZE = 10.0
MOST_CHARACTERS = 44  # in a line
DARK = "#263238"
_PAD = 6.0  # between a text and the border of its cell
_BESIDE = 24.0  # between the boxes of a rank
_BETWEEN = 32.0  # between two ranks
_MARGIN = 12.0  # around the picture, and inside the frame of a group
_SWEEPS = 8


class Cell(NamedTuple):
    """A text on a ground of one colour."""

    text: str
    ground: str = "white"
    colour: str = "black"


class Box(NamedTuple):
    """A layer: a title, and rows of cells below it."""

    title: str
    rows: Sequence[Sequence[Cell]] = ()


class Group(NamedTuple):
    """Boxes in such an order that arrows lead to later ones; title: that of its frame, or ""."""

    title: str
    members: Sequence["Box | Group"]
    arrows: Sequence[tuple[int, int]]


class Placed(NamedTuple):
    """Shapes in an area of this size; entry, exit: where arrows end and begin."""

    width: float
    height: float
    shapes: list[Shape]
    entry: Point
    exit: Point


@dataclass
class _Place:
    """A member, or a bend of an arrow, in its rank; all lengths across the direction or along it.

    across: of its middle; along: of its beginning; member: its number, None for a bend
    """

    member: int | None
    rank: int
    width: float
    length: float
    across: float = 0.0
    along: float = 0.0


def placed(group: Group, rankdir: str) -> Placed:
    """Return the shapes of a whole picture; rankdir: one of DIRECTIONS."""
    parts = [
        _of_group(each, rankdir) if isinstance(each, Group) else _of_box(each, rankdir)
        for each in group.members
    ]
    places, links = _ranked(parts, group.arrows, rankdir in ("TB", "BT"))
    near = _neighbours(links, len(places))
    ranks = _ordered(places, near)
    _spread(places, ranks, near)
    _stack(places, ranks, backwards=rankdir in ("BT", "RL"))
    return _drawn(parts, places, links, rankdir)


def lines_of(text: str, most: int = MOST_CHARACTERS) -> list[str]:
    """Return a text in lines of limited length, without characters that cannot be seen."""
    shown = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
    lines = [""]
    for word in shown.split(" "):
        while len(word) > most:
            lines[-1:] = [*filter(None, lines[-1:]), word[:most], ""]
            word = word[most:]
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) > most:
            lines.append(word)
        else:
            lines[-1] = joined
    return [line for line in lines if line] or [""]


def _of_box(box: Box, rankdir: str) -> Placed:
    """Return the shapes of a box: its title above, and each row with cells of the same height."""
    rows = [[Cell(box.title, DARK, "white")], *box.rows]
    sizes = [TITLE_SIZE, *(TEXT_SIZE for _ in box.rows)]
    widths = [[width_of(cell, size) for cell in row] for row, size in zip(rows, sizes, strict=True)]
    width = max(map(sum, widths))
    shapes: list[Shape] = []
    y = 0.0
    for row, own, size in zip(rows, widths, sizes, strict=True):
        height = max(len(lines_of(cell.text)) for cell in row) * size * 1.3 + 2 * _PAD
        x, more = 0.0, (width - sum(own)) / len(row)
        for cell, cell_width in zip(row, own, strict=True):
            area = Rectangle(x, y, cell_width + more, height, cell.ground)
            shapes += [area, *_texts(cell, area, size, size == TITLE_SIZE)]
            x += cell_width + more
        y += height
    return Placed(width, y, shapes, *_ends(width, y, rankdir))


def width_of(cell: Cell, size: float) -> float:
    """Return how wide a cell with letters of this size is."""
    return max(text_width(line, size) for line in lines_of(cell.text)) + 2 * _PAD


def _texts(cell: Cell, area: Rectangle, size: float, is_bold: bool) -> list[Shape]:
    lines = lines_of(cell.text)
    middle = area.y + area.height / 2 - (len(lines) - 1) / 2 * size * 1.3
    x = area.x + area.width / 2
    places = [middle + i * size * 1.3 for i in range(len(lines))]
    return [
        Words(x, y, line, size, cell.colour, is_bold) for y, line in zip(places, lines, strict=True)
    ]


def _ends(width: float, height: float, rankdir: str) -> tuple[Point, Point]:
    """Return where arrows reach and leave an area: the middles of two opposite sides."""
    if rankdir in ("TB", "BT"):
        ends = (width / 2, 0.0), (width / 2, height)
    else:
        ends = (0.0, height / 2), (width, height / 2)
    return ends if rankdir in ("TB", "LR") else (ends[1], ends[0])


def _of_group(group: Group, rankdir: str) -> Placed:
    """Return the shapes of a group inside its frame."""
    inside = placed(group, rankdir)
    head = len(lines_of(group.title)) * TEXT_SIZE * 1.3
    widest = max(text_width(line, TEXT_SIZE) for line in lines_of(group.title))
    width = max(inside.width, widest + 2 * _PAD)
    dx, dy = (width - inside.width) / 2, head
    frame = Rectangle(_PAD, _PAD, width - 2 * _PAD, inside.height + head - 2 * _PAD, None, True)
    area = Rectangle(_MARGIN, _PAD, widest, head + _PAD, None)  # on the left, where no arrow ends
    title = _texts(Cell(group.title), area, TEXT_SIZE, False)
    shapes = [frame, *title, *(moved(each, dx, dy) for each in inside.shapes)]
    ends = [(x + dx, y + dy) for x, y in (inside.entry, inside.exit)]
    return Placed(width, inside.height + head, shapes, ends[0], ends[1])


def _ranked(
    parts: Sequence[Placed], arrows: Sequence[tuple[int, int]], upright: bool
) -> tuple[list[_Place], list[list[int]]]:
    """Return the places of the members and then of all bends, and for each arrow those it joins."""
    ranks = [0] * len(parts)
    for start, end in sorted(arrows, key=lambda arrow: arrow[1]):
        ranks[end] = max(ranks[end], ranks[start] + 1)
    sizes = [(each.width, each.height) if upright else (each.height, each.width) for each in parts]
    places = [
        _Place(i, rank, *size) for i, (rank, size) in enumerate(zip(ranks, sizes, strict=True))
    ]
    links = []
    for start, end in arrows:
        between = range(ranks[start] + 1, ranks[end])
        first = len(places)
        places += [_Place(None, rank, 0.0, 0.0) for rank in between]
        links.append([start, *range(first, first + len(between)), end])
    return places, links


class _Near(NamedTuple):
    """The places above each place, in the direction of the arrows, and those below it."""

    above: list[list[int]]
    below: list[list[int]]


def _neighbours(links: Sequence[Sequence[int]], count: int) -> _Near:
    near = _Near([[] for _ in range(count)], [[] for _ in range(count)])
    for link in links:
        for i, j in pairwise(link):
            near.above[j].append(i)
            near.below[i].append(j)
    return near


def _sweeps(ranks: list[list[int]], near: _Near) -> Iterator[tuple[list[int], list[list[int]]]]:
    """Yield each rank with the neighbours to look at: downwards, then upwards, several times."""
    for _ in range(_SWEEPS):
        yield from ((rank, near.above) for rank in ranks)
        yield from ((rank, near.below) for rank in reversed(ranks))
    yield from ((rank, near.above) for rank in ranks)


def _ordered(places: Sequence[_Place], near: _Near) -> list[list[int]]:
    """Return the places of each rank in order, so that arrows seldom cross."""
    ranks: list[list[int]] = [[] for _ in range(max(place.rank for place in places) + 1)]
    for i, place in enumerate(places):
        ranks[place.rank].append(i)
    order = [
        ranks[place.rank].index(i) - len(ranks[place.rank]) / 2 for i, place in enumerate(places)
    ]
    for rank, seen in _sweeps(ranks, near):
        means = {i: _mean([order[j] for j in seen[i]], order[i]) for i in rank}
        rank.sort(key=means.__getitem__)
        for number, i in enumerate(rank):
            order[i] = number - len(rank) / 2
    return ranks


def _spread(places: Sequence[_Place], ranks: list[list[int]], near: _Near) -> None:
    """Set where each place is across the direction: near its neighbours, and beside the others."""
    for rank, seen in _sweeps(ranks, near):
        wanted = [_mean([places[j].across for j in seen[i]], places[i].across) for i in rank]
        widths = [places[i].width for i in rank]
        for i, across in zip(rank, _apart(wanted, widths), strict=True):
            places[i].across = across
    left = min(place.across - place.width / 2 for place in places)
    for place in places:
        place.across -= left


def _apart(wanted: Sequence[float], widths: Sequence[float]) -> list[float]:
    """Return the middles in order that are nearest to those wanted, without overlapping.

    Less the room that all before them take, they must not become smaller: such a sequence is found
    by joining neighbours that do into one of their mean (isotonic regression).
    """
    room = [0.0]
    for before, width in pairwise(widths):
        room.append(room[-1] + (before + width) / 2 + _BESIDE)
    blocks: list[list[float]] = []
    for each, taken in zip(wanted, room, strict=True):
        blocks.append([each - taken])
        while len(blocks) > 1 and _mean(blocks[-2], 0.0) > _mean(blocks[-1], 0.0):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    means = [_mean(block, 0.0) for block in blocks for _ in block]
    return [mean + taken for mean, taken in zip(means, room, strict=True)]


def _mean(values: Sequence[float], default: float) -> float:
    return sum(values) / len(values) if values else default


def _stack(places: Sequence[_Place], ranks: list[list[int]], backwards: bool) -> None:
    """Set where each place begins along the direction, and its length: that of its rank for a bend.

    backwards: whether the arrows run upwards, or to the left
    """
    along = 0.0
    for rank in reversed(ranks) if backwards else ranks:
        longest = max(places[i].length for i in rank)
        for i in rank:
            place = places[i]
            place.length = longest if place.member is None else place.length
            place.along = along + (longest - place.length) / 2
        along += longest + _BETWEEN


def _drawn(
    parts: Sequence[Placed],
    places: Sequence[_Place],
    links: Sequence[Sequence[int]],
    rankdir: str,
) -> Placed:
    """Return the shapes of all members at their places, and of the arrows."""
    upright, backwards = rankdir in ("TB", "BT"), rankdir in ("BT", "RL")
    corners = [
        (place.across - place.width / 2 + _MARGIN, place.along + _MARGIN) for place in places
    ]
    corners = corners if upright else [(y, x) for x, y in corners]
    members = list(zip(parts, corners, strict=False))
    shapes = [moved(each, x, y) for part, (x, y) in members for each in part.shapes]
    for link in links:
        start, end = link[0], link[-1]
        points = [_at(parts[start].exit, corners[start])]
        for i in link[1:-1]:
            x, y = corners[i]
            length = places[i].length
            bend = [(x, y), (x, y + length) if upright else (x + length, y)]
            points += reversed(bend) if backwards else bend
        shapes.append(Arrow([*points, _at(parts[end].entry, corners[end])]))
    extents = [(place.width, place.length) for place in places]
    extents = extents if upright else [(y, x) for x, y in extents]
    ends = [(x + w, y + h) for (x, y), (w, h) in zip(corners, extents, strict=True)]
    width, height = (max(each[axis] for each in ends) + _MARGIN for axis in (0, 1))
    first, last = members[0], members[-1]
    return Placed(width, height, shapes, _at(first[0].entry, first[1]), _at(last[0].exit, last[1]))


def _at(point: Point, corner: Point) -> Point:
    return point[0] + corner[0], point[1] + corner[1]
