"""How the C core uses the machine: its instruction set and its threads.

By default it uses the fastest instruction set of the machine, and one thread for each core that the
process may use. The environment variables REFNET_ISA and REFNET_THREADS choose others when refnet
is imported. The results are the same bits with all of them.
"""

import os
import sys
from math import ceil
from pathlib import Path
from typing import Final

from refnet._core import lib
from refnet.errors import RefnetError
from refnet.reference.checks import check_range
from refnet.reference.names import check_known
from refnet.reference.readers import as_count

MOST_THREADS: Final = lib.REFNET_MOST_THREADS
PROCESSOR_TIME = Path("/sys/fs/cgroup/cpu.max")  # how much a container may use, on Linux
# in the order of refnet_isa; each but "plain" contains the one before
ISAS: Final = ("plain", "baseline", "avx2", "avx512", "zen4")


def best_isa() -> str:
    """Return the fastest instruction set of this machine."""
    return ISAS[lib.refnet_best_isa()]


def isa() -> str:
    """Return the instruction set in use."""
    return ISAS[lib.refnet_isa_in_use()]


def set_isa(name: str) -> None:
    """Use another instruction set from now on, in the whole process.

    name: "plain", the chapters' own text on one thread; "baseline", "avx2", "avx512", or "zen4",
    which is AVX-512 tuned for Zen 4. The results are the same bits with each.
    Raises RefnetError: wrong_type, unknown_name, and out_of_range for one that this machine does
    not have.
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
    """Calculate on n threads from now on, in the whole process.

    n: 1 to 64, the calling thread included. Only work of three million multiplications and more is
    shared. Threads of the program that train at the same time share the n threads, but each of
    them always has itself.
    Raises RefnetError: wrong_type, out_of_range.
    """
    n = as_count("n", n)
    check_range("n", n, 1, MOST_THREADS)
    lib.refnet_use_threads(n)


def usable_cores() -> int:
    """Return how many cores this process may use, rounded up if it may use part of one."""
    if not hasattr(os, "sched_getaffinity"):
        return os.cpu_count() or 1
    cores = len(os.sched_getaffinity(0))
    if PROCESSOR_TIME.exists():
        granted, period = PROCESSOR_TIME.read_text(encoding="ascii").split()
        if granted != "max":
            return min(cores, ceil(int(granted) / int(period)))
    return cores


def _chosen_threads(text: str) -> int:
    """Return the number that REFNET_THREADS gives; raises RefnetError: out_of_range."""
    if text not in map(str, range(1, MOST_THREADS + 1)):
        raise RefnetError(
            "out_of_range",
            "REFNET_THREADS",
            f'REFNET_THREADS: expected a number from 1 to {MOST_THREADS}, got "{text}"',
        )
    return int(text)


def _use_environment() -> None:
    """Use what the environment variables give; raises RefnetError, which names the variable."""
    if os.environ.get("REFNET_ISA"):
        _use("REFNET_ISA", os.environ["REFNET_ISA"])
    if os.environ.get("REFNET_THREADS"):
        set_threads(_chosen_threads(os.environ["REFNET_THREADS"]))
    else:
        set_threads(min(usable_cores(), MOST_THREADS))


def _is_command() -> bool:
    """Return whether this process runs ``refnet``, or a module of it with ``python -m``."""
    if sys.argv[:1] != ["-m"]:  # Python replaces it as soon as the module is imported
        return Path("".join(sys.argv[:1])).stem == "refnet"
    module = sys.orig_argv[sys.orig_argv.index("-m") + 1] if "-m" in sys.orig_argv else ""
    return module.split(".")[0] == "refnet"


# A command is not running yet when its package is imported, so it cannot report the fault itself.
try:
    _use_environment()
except RefnetError as error:
    if not _is_command():
        raise
    print(f"refnet: {' '.join(str(error).splitlines())}", file=sys.stderr)
    sys.exit(2)
