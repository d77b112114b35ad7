"""A mistake: the rule that it breaks, its name, and the answer of a port that makes it.

Mistakes are written down in tables, such as this one of two mistakes::

    SUM-1 adds the products from the last to the first
      weighted_sum: in range(len(inputs)) => in reversed(range(len(inputs)))
    PRESS-2 takes output - desired as the error
      output_error: desired - output => output - desired

A line for the rule and the description, and one for each edit of the reference: the function, a
piece of its text, and the new text. A line that is indented further continues the one before.

The same mistake may be made in several ways, which differ in their bits. Each way is an entry of
its own with the same rule and description, and tells itself apart behind a bar::

    PRESS-4 squares the learning rate | rate * rate * error
      widrow_hoff_rule: learning_rate * error => learning_rate * learning_rate * error
    PRESS-4 squares the learning rate | rate * (rate * error)
      widrow_hoff_rule: learning_rate * error => learning_rate * (learning_rate * error)
"""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from textwrap import dedent
from typing import Any

from refnet import reference
from refnet.conformance.mistakes.variant import Edits, Real, variant
from refnet.errors import RefnetError
from refnet.port.experiments import experiments
from refnet.port.protocol import Experiment, read_fields, write_error, write_value

Request = dict[str, Any]  # as the protocol reads it
Answer = dict[str, Any]


@dataclass(frozen=True)
class Mistake:
    """``answer`` gives a wrong port's answer to a request; its ``description`` names the mistake.

    The description continues the sentence "a port gives exactly these numbers if it".
    version: tells mistakes of the same rule and description apart, "" if there is one only.
    writes, reads: for a mistake in how numbers are written or read, which acts in all experiments:
    what becomes of the right answer, and of a request; None for other mistakes.
    edits, real: what differs from the reference; None for a mistake that is no edit of it.
    """

    rule: str
    description: str
    answer: Callable[[Request], Answer]
    version: str = ""
    writes: Callable[[Answer], Answer] | None = None
    reads: Callable[[Request], Request] | None = None
    edits: Edits | None = field(default=None, compare=False, repr=False)
    real: Real | None = field(default=None, compare=False, repr=False)


def table(text: str) -> list[Mistake]:
    """Return the mistakes of a table."""
    return [mistake(rule, description, edits) for rule, description, edits in read_table(text)]


def mistake(
    rule: str, description: str, edits: Edits | None = None, real: Real | None = None
) -> Mistake:
    """Return the mistake of a port that is the reference with these edits or these numbers.

    description: what the port does, and the version behind a bar if there are several
    """
    description, _, version = description.partition(" | ")

    @cache
    def wrong_experiments() -> dict[str, Experiment]:
        return experiments(variant(edits or {}, real))

    def answer(request: Request) -> Answer:
        return carry_out(wrong_experiments(), request)

    return Mistake(rule, description, answer, version, edits=edits or {}, real=real)


def both(first: Mistake, second: Mistake) -> Mistake | None:
    """Return the mistake of a port that makes two, or None if they cannot be made together.

    Where both edit the same function, the second edits what the first has left of its text.
    """
    if first.edits is None or second.edits is None or (first.real and second.real):
        return None
    edits = {
        name: [*first.edits.get(name, ()), *second.edits.get(name, ())]
        for name in {**first.edits, **second.edits}
    }
    made = mistake(first.rule, first.description, edits, first.real or second.real)
    try:
        made.answer({"experiment": ""})
    except KeyError:  # which the variant has been made for
        return made
    except (ValueError, SyntaxError):  # text that is not there any more
        return None
    return made


def read_table(text: str) -> list[tuple[str, str, Edits]]:
    """Return the rule, the description and the edits of each mistake in a table."""
    mistakes: list[tuple[str, str, Any]] = []
    for line in re.sub(r"\n   +", " ", dedent(text)).strip().splitlines():
        if line.startswith(" "):
            function, _, change = line.strip().partition(": ")
            old, _, new = change.partition(" => ")
            mistakes[-1][2][function].append((old, new))
        else:
            rule, _, description = line.partition(" ")
            mistakes.append((rule, description, defaultdict(list)))
    return mistakes


def right_answer(request: Request) -> Answer:
    """Return the reference's answer to a request."""
    return carry_out(experiments(reference), request)


def carry_out(table: dict[str, Experiment], request: Request) -> Answer:
    """Return the answer to a request."""
    name = request["experiment"]
    given = {field: value for field, value in request.items() if field not in ("id", "experiment")}
    try:
        fields = read_fields(name, table[name].fields, given)
        answer: Answer = write_value(table[name].run(**fields))
    except RefnetError as error:
        return {"error": write_error(error)}
    except (ValueError, ArithmeticError, LookupError) as error:
        # Python's own: others have an infinity, or read what is beyond an array
        return {"error": {"message": str(error)}}
    return answer
