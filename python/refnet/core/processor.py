"""The instruction set that the C core uses: the greatest that the machine has, or a chosen one.

The environment variable REFNET_ISA chooses one when refnet is imported. The results
are the same with each.
"""

import os

from refnet._core import lib
from refnet.errors import RefnetError
from refnet.names import check_known

ISAS = ("baseline", "avx2", "avx512")  # as refnet_isa counts them, each with all of the one before


def best_isa() -> str:
    """Return the greatest instruction set that this machine has."""
    return ISAS[lib.refnet_best_isa()]


def isa() -> str:
    """Return the instruction set that is used."""
    return ISAS[lib.refnet_isa_in_use()]


def set_isa(name: str) -> None:
    """Use another instruction set from now on, in the whole process.

    name: "baseline", "avx2" or "avx512". Raises RefnetError: wrong_type, unknown_name,
    out_of_range for one that this machine has not got.
    """
    _use("isa", name)


def _use(argument: str, name: str) -> None:
    if not lib.refnet_use_isa(ISAS.index(check_known(argument, name, ISAS))):
        raise RefnetError("out_of_range", argument, f"{argument}: this machine has no {name}")


if os.environ.get("REFNET_ISA"):
    _use("REFNET_ISA", os.environ["REFNET_ISA"])
