"""How reports print: plain lines, with nothing in them that a terminal or markup obeys."""

from rich.console import Console
from rich.text import Text

NUMBERED = 3  # names that are listed before the rest is counted


def visible(text: str) -> str:
    """Return a text in which what cannot be printed is escaped, except line feeds."""
    return "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in text)


def say(console: Console, text: str = "", style: str = "", indent: int = 0) -> None:
    """Print a text, each of its lines indented and none of them wrapped."""
    for line in visible(text).split("\n"):
        console.print(Text(" " * indent + line if line else "", style), soft_wrap=True)


def heading(console: Console, text: str) -> None:
    """Print a heading after an empty line."""
    say(console)
    say(console, text, "bold")


def counted(number: int, one: str, several: str = "") -> str:
    """Return "1 case" or "7 cases"; several: the plural, if it is not made with an s."""
    return f"{number} {one if number == 1 else several or one + 's'}"


def listed(names: list[str], shown: int = NUMBERED) -> str:
    """Return the first names, and how many others there are."""
    text = ", ".join(names[:shown])
    return text if len(names) <= shown else f"{text} and {len(names) - shown} more"


def joined(names: list[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
