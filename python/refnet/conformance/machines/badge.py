"""The result as a badge: a small SVG picture that can be read aloud too."""

from html import escape

from refnet.conformance.machines.result import Result, provenance, standing

LABEL = "refnet"
SIZE = 11  # of the text, in pixels
PADDING = 6  # beside each text, in pixels
# White text is readable on each of them: a contrast of at least 4.5 (WCAG 2.1, level AA).
COLOURS = {"bit-exact": "#2b7a34", "close": "#1a66b8", "mixed": "#a85a00", "failing": "#b83227"}
GREY = "#555555"
# Widths of the letters of DejaVu Sans, in thousandths of the size of the text. Verdana, which most
# systems have, is as wide; with any other font, textLength fits the text in.
WIDTHS = {
    **dict.fromkeys("ijl", 278),
    **dict.fromkeys(" ,", 318),
    **dict.fromkeys("0123456789", 636),
    **{"-": 361, "a": 613, "b": 635, "c": 550, "d": 635, "e": 615, "f": 352, "g": 635, "h": 634},
    **{"k": 579, "m": 974, "n": 634, "o": 612, "p": 635, "q": 635, "r": 411, "s": 521, "t": 392},
    **{"u": 634, "v": 592, "w": 818, "x": 592, "y": 592, "z": 525},
}

PICTURE = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" \
aria-label="{label}: {text}">
  <title>{label}: {text}</title>
  <desc>{about}</desc>
  <rect width="{width}" height="20" rx="3" fill="{colour}"/>
  <path d="M3 0h{side}v20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="{grey}"/>
  <g fill="#ffffff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="{size}">
    <text x="{padding}" y="14" textLength="{label_width}">{label}</text>
    <text x="{start}" y="14" textLength="{text_width}">{text}</text>
  </g>
</svg>
"""


def as_badge(result: Result) -> str:
    """Return the result as an SVG picture of 20 pixels' height: "refnet: bit-exact, level 4"."""
    text = standing(result)
    label_width, text_width = text_length(LABEL), text_length(text)
    left = label_width + 2 * PADDING
    return PICTURE.format(
        width=left + text_width + 2 * PADDING,
        side=left - 3,
        start=left + PADDING,
        padding=PADDING,
        size=SIZE,
        label=LABEL,
        label_width=label_width,
        text=escape(text),
        text_width=text_width,
        about=escape(provenance(result)),
        colour=colour(text),
        grey=GREY,
    )


def text_length(text: str) -> int:
    """Return the length of a text in pixels."""
    return round(sum(WIDTHS[letter] for letter in text) * SIZE / 1000)


def colour(text: str) -> str:
    """Return the colour of a result, by its words."""
    if text.endswith("failing"):
        return COLOURS["mixed" if "level" in text else "failing"]
    return COLOURS.get(text.partition(",")[0], GREY)
