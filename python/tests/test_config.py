"""The settings of Keras's config and backend."""

from collections.abc import Iterator

import pytest

import refnet
from refnet import backend, config
from refnet.errors import RefnetError
from refnet.layers import Dense


@pytest.fixture(autouse=True)
def _float64() -> Iterator[None]:
    yield
    config.set_floatx("float64")


def test_the_dtype_of_new_models() -> None:
    assert backend.floatx() == refnet.Sequential().dtype == "float64"
    backend.set_floatx("float32")
    assert config.floatx() == refnet.Sequential().dtype == "float32"
    assert refnet.Sequential(dtype="float64").dtype == "float64"
    x = refnet.Input((2,))
    assert refnet.Model(x, Dense(1)(x)).dtype == "float32"
    for bad in ("float16", "double"):
        with pytest.raises(RefnetError, match=f'value: there is no "{bad}", only float64, float32'):
            config.set_floatx(bad)
    assert config.floatx() == "float32"


def test_constants() -> None:
    assert (config.epsilon(), config.image_data_format()) == (1e-7, "channels_last")
    config.set_epsilon(1e-7)
    config.set_image_data_format("channels_last")
    with pytest.raises(RefnetError, match=r"value: expected 1e-07, the only one there is"):
        config.set_epsilon(1e-3)
    with pytest.raises(RefnetError, match="data_format: expected channels_last"):
        config.set_image_data_format("channels_first")
    assert backend.backend() == "refnet"
    assert config.list_physical_devices("GPU") == []
    assert config.experimental.list_physical_devices("GPU") == []


def test_clear_session_counts_names_again() -> None:
    backend.clear_session()
    assert [Dense(1).name, Dense(1).name] == ["dense", "dense_1"]
    refnet.utils.clear_session()
    assert Dense(1).name == "dense"
