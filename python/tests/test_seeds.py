"""Seeds of models that were given none."""

import random
from collections.abc import Iterator

import numpy as np
import pytest

import refnet
from refnet import seeds
from refnet.layers import Dense, Input


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    """Keep generators of other tests as they are."""
    states = random.getstate(), np.random.get_state()
    yield
    seeds._chosen.clear()
    random.setstate(states[0])
    np.random.set_state(states[1])


def drawn() -> list[object]:
    digests = [refnet.Sequential([Input((3,)), Dense(4)]).weights_sha256() for _ in range(2)]
    kernel = refnet.initializers.HeNormal()((3, 2)).tolist()
    return [*digests, kernel, random.random(), np.random.rand()]


def test_models_get_seeds_in_order() -> None:
    refnet.utils.set_random_seed(7)
    first = drawn()
    refnet.utils.set_random_seed(7)
    assert drawn() == first
    assert first[0] != first[1]
    refnet.utils.set_random_seed(8)
    assert all(a != b for a, b in zip(first, drawn(), strict=True))


def test_a_seed_of_its_own_takes_none() -> None:
    refnet.utils.set_random_seed(7)
    expected = drawn()
    refnet.utils.set_random_seed(7)
    assert refnet.Sequential(seed=3).seed == 3
    assert drawn() == expected


@pytest.mark.parametrize("seed", [-1, 2**32, 1.5, None, "1"])
def test_invalid_seeds_are_refused(seed: object) -> None:
    with pytest.raises(refnet.RefnetError, match="seed: "):
        refnet.utils.set_random_seed(seed)  # type: ignore[arg-type]
    assert not seeds._chosen
