"""RefnetError, the one exception that refnet raises for bad input (rules ERR-*).

A fault has a code, the field at fault and a message. The code and the field are part of the
contract and the same in every port. The words are the same in all ports of this project, except
those of bad_file, which depend on how a port reads model files.
"""

from typing import Any


class RefnetError(ValueError):
    """Bad input, or a training run whose numbers became infinite or NaN.

    Attributes: ``code`` (one of those in the specification, such as "shape_mismatch"), ``field``
    (the argument at fault, or None), ``message``, and for the code "diverged" the 1-based
    ``trial`` and, where a trial has batches, ``batch``.
    """

    def __init__(
        self,
        code: str,
        field: str | None,
        message: str,
        trial: int | None = None,
        batch: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.field = field
        self.message = message
        self.trial = trial
        self.batch = batch

    def __reduce__(self) -> tuple[Any, ...]:
        """Return the arguments from which another process rebuilds the error."""
        return type(self), (self.code, self.field, self.message, self.trial, self.batch)


def diverged(field: str, trial: int, batch: int | None = None) -> RefnetError:
    """Return the error for a quantity that became infinite or NaN (ARITH-4, ERR-11).

    trial and batch count from 1; batch is None where a trial has no batches.
    """
    place = f"trial {trial}" if batch is None else f"trial {trial}, batch {batch}"
    message = f"{field}: left the finite numbers in {place}"
    return RefnetError("diverged", field, message, trial, batch)
