"""RefnetError."""

import pickle

from refnet import RefnetError


def test_errors_can_be_pickled() -> None:
    error = RefnetError("diverged", "loss", "loss: gone", 3, 4)
    other = pickle.loads(pickle.dumps(error))
    assert vars(other) == vars(error)
    assert str(other) == str(error)
