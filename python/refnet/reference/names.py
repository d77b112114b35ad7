"""Names that users type: a name that is not known is refused with the nearest one that is."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from refnet.errors import RefnetError
from refnet.keras_names.likeness import nearest


def check_known(
    argument: str,
    name: Any,
    known: Iterable[str],
    others: Iterable[str] = (),
    meant: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Return the name; raises RefnetError: wrong_type, unknown_name.

    others: names that mean something else elsewhere, for which the nearest one is no help, maybe
    with what to use instead; meant: the names that some others stand for, which no likeness shows
    """
    known = list(known)
    if not isinstance(name, str):
        raise RefnetError(
            "wrong_type",
            argument,
            f"{argument}: expected one of {', '.join(known)}, got {type(name).__name__}",
        )
    if name not in known:
        is_other = _plain(name) in map(_plain, others)
        near = None if is_other else nearest(name, known)
        near = meant.get(name.lower(), near)
        hint = "" if near is None else f'; did you mean "{near}"?'
        if is_other and isinstance(others, Mapping):
            hint = f"; {next(others[each] for each in others if _plain(each) == _plain(name))}"
        raise RefnetError(
            "unknown_name",
            argument,
            f'{argument}: there is no "{name}", only {", ".join(known)}{hint}',
        )
    return name


def _plain(name: str) -> str:
    return name.lower().replace("_", "")
