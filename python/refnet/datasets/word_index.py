"""The number of each word: a JSON file."""

import json
from pathlib import Path

from refnet.errors import RefnetError


def read_word_index(path: Path) -> dict[str, int]:
    """Return the numbers of words by the words; raises RefnetError: bad_file; OSError."""
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        message = f"{path.name}: expected a JSON file ({reason})"
        raise RefnetError("bad_file", path.name, message) from error
    if not isinstance(found, dict) or not all(type(number) is int for number in found.values()):
        message = f"{path.name}: expected an object with a whole number for each word"
        raise RefnetError("bad_file", path.name, message)
    return found
