"""What a picture of a network consists of, and how it is written: SVG, or drawn by matplotlib.

Lengths are in points, 1/72 inch, from the upper left corner.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any, NamedTuple
from xml.etree import ElementTree

from refnet.files.extras import extra

Point = tuple[float, float]

FONT = "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif"
_NARROW = frozenset(" !'(),./:;I[]fijlrt|")
_WIDE = frozenset("MW%@mw")
_HEAD = 7.0  # the length of an arrow's head
_LONGEST = 30_000  # pixels of a side, which the writer of PNG allows
_MOST_PIXELS = 1e8


class Rectangle(NamedTuple):
    """A rectangle; fill: None for an empty one."""

    x: float
    y: float
    width: float
    height: float
    fill: str | None
    is_dashed: bool = False


class Words(NamedTuple):
    """A line of text around a point."""

    x: float
    y: float
    text: str
    size: float
    colour: str = "black"
    is_bold: bool = False


class Arrow(NamedTuple):
    """A line from the first of its points to the last, where it has its head."""

    points: Sequence[Point]


Shape = Rectangle | Words | Arrow


def moved(shape: Shape, dx: float, dy: float) -> Shape:
    """Return the shape at another place."""
    if isinstance(shape, Arrow):
        return Arrow([(x + dx, y + dy) for x, y in shape.points])
    return shape._replace(x=shape.x + dx, y=shape.y + dy)


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is, rather too much, whatever the font."""
    return size * sum(map(_width, text))


def _width(character: str) -> float:
    if character in _NARROW:
        return 0.45
    if character in _WIDE or unicodedata.east_asian_width(character) in "WF":
        return 1.05
    return 0.78 if character.isupper() else 0.68


def svg(width: float, height: float, shapes: Iterable[Shape]) -> bytes:
    """Return the picture as an SVG file."""
    size = {"width": f"{_short(width)}pt", "height": f"{_short(height)}pt"}
    box = f"0 0 {_short(width)} {_short(height)}"
    root = ElementTree.Element(
        "svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": box} | size
    )
    ElementTree.SubElement(root, "rect", width="100%", height="100%", fill="white")
    for shape in shapes:
        _add_element(root, shape)
    ElementTree.indent(root)
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _add_element(root: ElementTree.Element, shape: Shape) -> None:
    if isinstance(shape, Rectangle):
        sizes = {name: _short(getattr(shape, name)) for name in ("x", "y", "width", "height")}
        lines = {"stroke": "black"} | ({"stroke-dasharray": "4 3"} if shape.is_dashed else {})
        ElementTree.SubElement(root, "rect", sizes | {"fill": shape.fill or "none"} | lines)
    elif isinstance(shape, Words):
        look = {"font-family": FONT, "font-size": _short(shape.size), "fill": shape.colour}
        weight = {"font-weight": "bold"} if shape.is_bold else {}
        place = {"x": _short(shape.x), "y": _short(shape.y + 0.35 * shape.size)}
        middle = {"text-anchor": "middle"}
        ElementTree.SubElement(root, "text", place | look | weight | middle).text = shape.text
    else:
        line = {"points": _joined(shape.points), "fill": "none", "stroke": "black"}
        ElementTree.SubElement(root, "polyline", line)
        ElementTree.SubElement(root, "polygon", points=_joined(_head(shape.points)))


def figure_of(width: float, height: float, shapes: Iterable[Shape], user: str) -> Any:
    """Return the picture as a matplotlib Figure; raises ImportError for this user without it."""
    figures = extra("matplotlib.figure", "matplotlib", "plots", user)
    figure = figures.Figure(figsize=(width / 72, height / 72))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    for shape in shapes:
        _draw(axes, shape)
    return figure


def _draw(axes: Any, shape: Shape) -> None:
    from matplotlib import patches

    if isinstance(shape, Rectangle):
        place, line = (shape.x, shape.y), "--" if shape.is_dashed else "-"
        look: dict[str, Any] = {"facecolor": shape.fill or "none", "edgecolor": "black"}
        area = patches.Rectangle(place, shape.width, shape.height, linestyle=line, **look)
        axes.add_patch(area)
    elif isinstance(shape, Words):
        middle = {"horizontalalignment": "center", "verticalalignment": "center_baseline"}
        look = {"color": shape.colour, "fontweight": "bold" if shape.is_bold else "normal"}
        more = {"fontsize": shape.size, "parse_math": False}
        axes.text(shape.x, shape.y, shape.text, **middle, **look, **more)
    else:
        columns = zip(*shape.points, strict=True)
        axes.plot(*columns, color="black", linewidth=1, solid_joinstyle="round")
        axes.add_patch(
            patches.Polygon(_head(shape.points), closed=True, color="black", linewidth=0)
        )


def bytes_of(figure: Any, ending: str, dpi: float) -> bytes:
    """Return a figure as a file; dpi: of a PNG, fewer if that would have too many pixels.

    ending: "png" or "pdf"
    """
    sides = figure.get_size_inches()
    most = min(_LONGEST / max(sides), (_MOST_PIXELS / (sides[0] * sides[1])) ** 0.5)
    content = BytesIO()
    figure.savefig(content, format=ending, dpi=min(dpi, most))
    return content.getvalue()


def _head(points: Sequence[Point]) -> list[Point]:
    """Return the corners of the head of an arrow."""
    (x, y), end = points[-2:]
    length = max(((end[0] - x) ** 2 + (end[1] - y) ** 2) ** 0.5, 1e-9)
    along = (end[0] - x) / length * _HEAD, (end[1] - y) / length * _HEAD
    back = end[0] - along[0], end[1] - along[1]
    aside = -0.4 * along[1], 0.4 * along[0]
    sides = [(back[0] + sign * aside[0], back[1] + sign * aside[1]) for sign in (1, -1)]
    return [end, *sides]


def _joined(points: Iterable[Point]) -> str:
    return " ".join(f"{_short(x)},{_short(y)}" for x, y in points)


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
