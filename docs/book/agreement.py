"""Whether the ports have the same functions, as a page that shows them side by side needs."""

from collections.abc import Mapping

from book.left_out import NOT_IN_C
from book.listings import Functions


class PortsDiffer(Exception):
    """A function of a chapter is missing in a port, or is in one port only."""


def check_agreement(chapter: str, functions: Mapping[str, Functions]) -> None:
    """Raise PortsDiffer unless the ports have the functions of the reference in its order.

    functions: those of each language. C leaves out what NOT_IN_C lists, and may have more.
    """
    reference = list(functions["Python"])
    faults = []
    for language, found in functions.items():
        known = NOT_IN_C if language == "C" else set()
        missing = [name for name in reference if name not in found and name not in known]
        if missing:
            faults.append(f"{language} has no {', '.join(missing)}")
        more = [name for name in found if name not in reference]
        if more and language != "C":
            faults.append(f"only {language} has {', '.join(more)}")
        common = [name for name in reference if name in found and name not in known]
        if common != [name for name in found if name in common]:
            faults.append(f"{language} has the functions in another order")
    if faults:
        raise PortsDiffer(f"chapter {chapter}: {'; '.join(faults)}")
