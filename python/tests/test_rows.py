"""The digits read row by row: the network, and a run with the same weights in all four ports."""

from typing import Any

import numpy as np
import pytest
from support.trained import ask, sha256

from refnet import Dense, RefnetError, Sequential, datasets, optimizers, reference
from refnet.conformance.process import PortProcess
from refnet.conformance.runner import own_ports
from refnet.rows import lstm_of_rows

UNITS, SEED, EXAMPLES, EPOCHS = 8, 0, 40, 2
RATE = 0.003
# of the pure-Python reference, reference.train
SHORT_RUN = "6562396104084bbe0a992d31bd4e7e135722733448dbd6110efc068069b775e8"
ACCURACY = 0.97


def rows_of_digits() -> tuple[Any, Any, Any, Any]:
    (x, y), (x_test, y_test) = datasets.digits()
    return x.reshape(-1, 8, 8), y, x_test.reshape(-1, 8, 8), y_test


def compiled(units: int, backend: str) -> Sequential:
    model = lstm_of_rows(8, 8, units=units, seed=SEED, backend=backend)
    model.compile(optimizers.Adam(RATE), "sparse_categorical_crossentropy", ["accuracy"])
    return model


def test_the_network() -> None:
    model = lstm_of_rows(28, 28, seed=1)
    assert model.input_shape == (None, 28, 28)
    assert [layer.kind for layer in model.layers] == ["lstm", "dense"]
    assert model.count_params() == 4 * 128 * (28 + 128 + 1) + 10 * 129
    assert isinstance(model.layers[1], Dense)
    with pytest.raises(RefnetError, match="units"):
        lstm_of_rows(8, 8, units=0)


def request() -> dict[str, Any]:
    x, y, _, _ = rows_of_digits()
    generator = reference.seeded(SEED)
    kernel = reference.initial_kernel("glorot_uniform", 8, 4 * UNITS, generator)
    recurrent_kernel = reference.initial_kernel("orthogonal", UNITS, 4 * UNITS, generator)
    forget_gates = [0.0] * UNITS + [1.0] * UNITS + [0.0] * (2 * UNITS)
    last = reference.initial_kernel("glorot_uniform", UNITS, 10, generator)
    return {
        "experiment": "train",
        "input_shape": [8, 8],
        "layers": [
            {
                "kind": "lstm",
                "units": UNITS,
                "kernel": kernel,
                "recurrent_kernel": recurrent_kernel,
                "bias": forget_gates,
            },
            {
                "kind": "dense",
                "units": 10,
                "activation": "softmax",
                "kernel": last,
                "bias": [0.0] * 10,
            },
        ],
        "loss": "sparse_categorical_crossentropy",
        "optimizer": {"name": "adam", "learning_rate": RATE},
        "inputs": x[:EXAMPLES].reshape(EXAMPLES, 64).tolist(),
        "targets": y[:EXAMPLES].tolist(),
        "batch_size": 16,
        "epochs": EPOCHS,
        "shuffle_seed": SEED + 1,
        "record": [EPOCHS],
    }


@pytest.mark.parametrize("port", ["python", "c", "js", "go"])
def test_a_short_run_has_the_same_weights_in_every_port(port: str) -> None:
    [used] = [each for each in own_ports() if each.name == port]
    with PortProcess(used.command, used.folder, time_limit=600.0) as process:
        [trial] = ask(process, request())["trials"]
    assert sha256(trial["layers"]) == SHORT_RUN


@pytest.mark.parametrize("backend", ["c", "python"])
def test_a_short_run_of_a_model_is_that_run(backend: str) -> None:
    x, y, _, _ = rows_of_digits()
    model = compiled(UNITS, backend)
    model.fit(x[:EXAMPLES], y[:EXAMPLES], batch_size=16, epochs=EPOCHS, verbose=0)
    assert model.weights_sha256() == SHORT_RUN


def test_the_digits_are_read_as_sequences() -> None:
    x, y, x_test, y_test = rows_of_digits()
    model = compiled(128, "c")
    model.fit(x, y, batch_size=32, epochs=20, verbose=0)
    _, accuracy = model.evaluate(x_test, y_test, verbose=0)
    assert accuracy >= ACCURACY
    assert model.weights_sha256() == (
        "44b0fe40094420f34c18e35718fc8782f52e60b31fed3c49d784b68531e83d41"
    )
    assert np.asarray(model.predict(x_test[:3], verbose=0)).shape == (3, 10)
