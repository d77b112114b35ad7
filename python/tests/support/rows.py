"""Which rows of a table are tested with, written down a second time."""

import hashlib
import struct
from collections.abc import Sequence


def is_tested(numbers: Sequence[float], target: str | float, split: int = 0) -> bool:
    """Return whether a row belongs to the tested fifth.

    target: the name of its class, or its measurement; split: the one that the model notes
    """
    label = target.encode() if isinstance(target, str) else struct.pack("<d", target)
    content = struct.pack(f"<{len(numbers)}d", *numbers) + label
    digest = hashlib.blake2b(content, digest_size=64, person=b"refnet split").digest()
    low, high = digest[2 * split : 2 * split + 2]
    return low + 256 * high < 13107
