"""The badge: readable, as wide as its text, and with a title for those who do not see it."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from support.results import KNOWN, NAMES, WRONG, result

from refnet.conformance.machines.badge import (
    COLOURS,
    GREY,
    LABEL,
    PADDING,
    SIZE,
    WIDTHS,
    as_badge,
    colour,
    text_length,
)
from refnet.conformance.machines.result import Result
from refnet.conformance.verdicts import Verdict

SVG = "{http://www.w3.org/2000/svg}"
CLOSE = Verdict("port", NAMES[0], close=3)


def above_a_level() -> Result:
    """Return the result of a port that fails a case above the level that it reaches."""
    [port] = result(WRONG).ports
    assert port.reached is not None
    port = replace(port, reached=replace(port.reached, exact=4, close=4))
    return replace(result(), ports=(port,))


RESULTS = {
    "bit-exact, level 1": (result(), COLOURS["bit-exact"]),
    "close, level 1": (result(CLOSE), COLOURS["close"]),
    "bit-exact, level 4, 1 failing": (above_a_level(), COLOURS["mixed"]),
    "1 failing": (result(WRONG), COLOURS["failing"]),
    "no level yet": (result(KNOWN), GREY),
    "some chapters pass": (result(whole=False), GREY),
}


@pytest.mark.parametrize("text", RESULTS)
def test_the_text_fits_and_can_be_read_aloud(text: str) -> None:
    shown, filled = RESULTS[text]
    picture = ElementTree.fromstring(as_badge(shown))
    assert picture.get("role") == "img"
    assert picture.get("aria-label") == picture.findtext(f"{SVG}title") == f"refnet: {text}"
    about = f"Fixtures 1.0.0 ({len(NAMES)} cases), contract 1.0.0."
    assert picture.findtext(f"{SVG}desc") == about
    label, said = picture.iter(f"{SVG}text")
    assert (label.text, said.text) == (LABEL, text)
    rectangle = picture.find(f"{SVG}rect")
    assert rectangle is not None
    assert rectangle.get("fill") == filled
    assert picture.get("width") == rectangle.get("width")
    width = int(picture.get("width", "0"))
    end = int(said.get("x", "0")) + int(said.get("textLength", "0"))
    assert width - end == PADDING
    side = picture.find(f"{SVG}path")
    assert side is not None
    [left] = re.findall(r"M3 0h(\d+)v", side.get("d", ""))
    assert int(label.get("textLength", "0")) + 2 * PADDING == int(left) + 3
    assert int(said.get("x", "0")) == int(left) + 3 + PADDING


def test_the_widths_are_those_of_the_font() -> None:
    ft2font = pytest.importorskip("matplotlib.ft2font")
    matplotlib = pytest.importorskip("matplotlib")
    font = ft2font.FT2Font(f"{matplotlib.get_data_path()}/fonts/ttf/DejaVuSans.ttf")
    flags = ft2font.LoadFlags.NO_SCALE
    for letter, width in WIDTHS.items():
        advance = font.load_char(ord(letter), flags=flags).horiAdvance
        assert abs(advance / font.units_per_EM * 1000 - width) < 1, letter
    assert text_length("refnet") == round((411 + 615 + 352 + 634 + 615 + 392) * SIZE / 1000)


def test_every_text_has_its_letters() -> None:
    assert set("".join(RESULTS) + LABEL + "0123456789") <= set(WIDTHS)


def luminance(shade: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2.1 defines it."""
    parts = [int(shade[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("shade", [*COLOURS.values(), GREY])
def test_white_text_is_readable(shade: str) -> None:
    assert 1.05 / (luminance(shade) + 0.05) >= 4.5


def test_colours_tell_results_apart() -> None:
    found = [colour(text) for text in RESULTS]
    assert len(set(found)) == len(COLOURS) + 1
