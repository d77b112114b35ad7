"""The number of each word: a JSON file."""

import json
from pathlib import Path

from refnet.datasets.downloads import bad_file


def read_word_index(path: Path) -> dict[str, int]:
    """Return the numbers of words by the words; raises RefnetError: bad_file; OSError."""
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise bad_file(path.name, f"expected a JSON file ({reason})") from error
    if not isinstance(found, dict) or not all(type(number) is int for number in found.values()):
        raise bad_file(path.name, "expected an object with a whole number for each word")
    return found
