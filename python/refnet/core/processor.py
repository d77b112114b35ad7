"""How the C core uses the machine: its instruction set and its threads.

That is the greatest instruction set that the machine has, and a thread for each of its cores that
the process may use. When refnet is imported, the environment variables REFNET_ISA and
REFNET_THREADS choose others. The results are the same with each.
"""

import os
from math import ceil
from pathlib import Path
from typing import Final

from refnet._core import lib
from refnet.errors import RefnetError
from refnet.reference.checks import check_range
from refnet.reference.names import check_known
from refnet.reference.readers import as_count

MOST_THREADS: Final = 64  # as csrc/threads.c has it
PROCESSOR_TIME = Path("/sys/fs/cgroup/cpu.max")  # what a container may use, in Linux
# as refnet_isa counts them, each with all of the one before
ISAS: Final = ("baseline", "avx2", "avx512", "zen4")


def best_isa() -> str:
    """Return the greatest instruction set that this machine has."""
    return ISAS[lib.refnet_best_isa()]


def isa() -> str:
    """Return the instruction set that is used."""
    return ISAS[lib.refnet_isa_in_use()]


def set_isa(name: str) -> None:
    """Use another instruction set from now on, in the whole process.

    name: "baseline", "avx2", "avx512", or "zen4", which is AVX-512 in the way that suits Zen 4.
    Raises RefnetError: wrong_type, unknown_name, out_of_range for one that this machine has not
    got.
    """
    _use("isa", name)


def _use(argument: str, name: str) -> None:
    if not lib.refnet_use_isa(ISAS.index(check_known(argument, name, ISAS))):
        raise RefnetError("out_of_range", argument, f"{argument}: this machine has no {name}")


def threads() -> int:
    """Return how many threads may calculate at once."""
    count: int = lib.refnet_threads_in_use()
    return count


def set_threads(n: int) -> None:
    """Calculate on so many threads from now on, in the whole process.

    n: 1 to 64; the thread that calls is one of them. Only work that is worth it is shared out:
    three million multiplications and more. Where several threads of the program train at once, they
    have so many together, but each has at least itself.
    Raises RefnetError: wrong_type, out_of_range.
    """
    n = as_count("n", n)
    check_range("n", n, 1, MOST_THREADS)
    lib.refnet_use_threads(n)


def usable_cores() -> int:
    """Return how many cores this process may use, all of their time or some."""
    if not hasattr(os, "sched_getaffinity"):
        return os.cpu_count() or 1
    cores = len(os.sched_getaffinity(0))
    if PROCESSOR_TIME.exists():
        granted, period = PROCESSOR_TIME.read_text(encoding="ascii").split()
        if granted != "max":
            return min(cores, ceil(int(granted) / int(period)))
    return cores


def _chosen_threads(text: str) -> int:
    """Return the number that REFNET_THREADS has; raises RefnetError: out_of_range."""
    if text not in map(str, range(1, MOST_THREADS + 1)):
        raise RefnetError(
            "out_of_range",
            "REFNET_THREADS",
            f'REFNET_THREADS: expected a number from 1 to {MOST_THREADS}, got "{text}"',
        )
    return int(text)


if os.environ.get("REFNET_ISA"):
    _use("REFNET_ISA", os.environ["REFNET_ISA"])
if os.environ.get("REFNET_THREADS"):
    set_threads(_chosen_threads(os.environ["REFNET_THREADS"]))
else:
    set_threads(min(usable_cores(), MOST_THREADS))
