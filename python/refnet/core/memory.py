"""Memory for what C fills: a request that does not fit is refused before anything is calculated.

Linux promises more memory than there is, and ends a process that uses it. So what a large request
needs is compared with what is available first.
"""

import math
import os
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np

ALWAYS_FITS: Final = 2**26  # bytes; below this nobody asks the system
MEMORY = Path("/proc/meminfo")  # on Linux
# how much a container may use, on Linux; the second one where control groups have version 1
LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


def available_memory() -> int:
    """Return how many bytes the system can still give; where it does not say, all that it has."""
    limits = [sys.maxsize]
    if MEMORY.exists():
        lines = (line.split() for line in MEMORY.read_text(encoding="ascii").splitlines())
        kilobytes = {name: int(number) for name, number, *_ in lines}
        limits.append(1024 * (kilobytes["MemAvailable:"] + kilobytes["SwapFree:"]))
    elif "SC_PHYS_PAGES" in getattr(os, "sysconf_names", {}):
        limits.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    for path in LIMITS:
        if path.exists():
            granted = path.read_text(encoding="ascii").strip()
            limits.append(sys.maxsize if granted == "max" else int(granted))
    return min(limits)


def fits(size: int) -> bool:
    """Return whether there is memory for an array of ``size`` bytes, as far as anyone can tell."""
    return size <= ALWAYS_FITS or size <= available_memory()


def check_memory(field: str, size: int) -> None:
    """Raise MemoryError if ``size`` bytes do not fit in memory."""
    if not fits(size):
        raise MemoryError(f"{field}: {size} bytes do not fit in this machine's memory")


def result_buffer(field: str, shape: tuple[int, ...], dtype: Any = np.float64) -> Any:
    """Return an array that C fills; raises MemoryError if it does not fit in memory."""
    try:
        if fits(math.prod(shape) * np.dtype(dtype).itemsize):
            return np.empty(shape, dtype)
    except (MemoryError, ValueError):  # ValueError: more than an array can ever have
        pass
    message = f"{field}: an array of shape {shape} does not fit in this machine's memory"
    raise MemoryError(message)


def result_buffers(rows: int, *shapes: tuple[int, ...]) -> tuple[int, list[Any]]:
    """Return ``rows``, or a number that fits in memory, and an array [rows][shape] for each shape.

    A run of more trials than fit may still diverge early, and the core must find that.
    """
    row = sum(map(math.prod, shapes)) * np.dtype(np.float64).itemsize
    if not fits(rows * row):
        rows = ALWAYS_FITS // row
    while True:
        try:
            return rows, [np.empty((rows, *shape)) for shape in shapes]
        except (MemoryError, ValueError):
            rows //= 2


def record_buffers(count: int, record: Any, *shapes: tuple[int, ...]) -> tuple[int, list[Any]]:
    """Return what result_buffers does, for the trials in ``record`` or, if it is None, for all.

    count: of all trials. Raises MemoryError if there are more in ``record`` than fit.
    """
    wanted = max(count, 0) if record is None else len(record)
    records, buffers = result_buffers(wanted, *shapes)
    if record is not None:
        check_fits("record", wanted, records)
    return records, buffers


def check_fits(field: str, count: int, rows: int) -> None:
    """Raise MemoryError if there was memory for fewer rows than the count that was asked for."""
    if rows < count:
        raise MemoryError(f"{field}: {count} do not fit in this machine's memory")
