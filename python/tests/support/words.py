"""How much of a function's text in the reference is found again in a port's function."""

import builtins
import keyword
import re

from book.listings import snake_case

# Docstrings, comments and strings are not code.
NO_CODE = re.compile(r'""".*?"""|/\*.*?\*/|//[^\n]*|#[^\n]*|"(?:[^"\\]|\\.)*"|`[^`]*`', re.DOTALL)
# Names that are Python's own, and not the chapter's.
PYTHON = {name.lower() for name in [*keyword.kwlist, *dir(builtins)]}
PYTHON |= {"append", "extend", "isfinite", "math", "start", "strict"}


def words(source: str) -> set[str]:
    """Return the names in a function, in snake_case; names of types have capitals."""
    names = re.findall(r"\b[A-Za-z]\w*", NO_CODE.sub(" ", source))
    return {snake_case(re.sub(r"^refnet_", "", name)) for name in names}


def share(reference: str, port: str) -> float:
    """Return the share of the names in the reference's function that the port's function has."""
    types = {snake_case(name) for name in re.findall(r"\b[A-Z]\w*[a-z]\w*", reference)}
    own = words(reference) - types - PYTHON
    return len(own & words(port)) / len(own) if own else 1.0
