"""Names that users type: a name that is not known is refused with the nearest one that is."""

import difflib
from collections.abc import Iterable
from typing import Any

from refnet.errors import RefnetError


def check_known(argument: str, name: Any, known: Iterable[str]) -> str:
    """Return the name; raises RefnetError: wrong_type, unknown_name."""
    known = list(known)
    if not isinstance(name, str):
        raise RefnetError(
            "wrong_type",
            argument,
            f"{argument}: expected one of {', '.join(known)}, got {type(name).__name__}",
        )
    if name not in known:
        near = difflib.get_close_matches(name.lower(), known, 1)
        hint = f'; did you mean "{near[0]}"?' if near else ""
        raise RefnetError(
            "unknown_name",
            argument,
            f'{argument}: there is no "{name}", only {", ".join(known)}{hint}',
        )
    return name
