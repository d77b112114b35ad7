"""The layers: what they refuse, and the summary of a model."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.bad_arguments import Bad, check_not_made, check_refusal, refused
from support.summaries import rows_of, summary_of

import refnet
from refnet import Dense, Flatten, Input, RefnetError, Sequential


def test_summary_of_a_model(capsys: pytest.CaptureFixture[str]) -> None:
    model = Sequential([Flatten(input_shape=(28, 28)), Dense(128, "relu"), Dense(10, "softmax")])
    expected = [
        'Model: "sequential"',
        65 * "_",
        f"{'Layer (type)':<42}  Output Shape  Param #",
        65 * "=",
        f"{'flatten (Flatten)':<42}  (None, 784)         0",
        f"{'dense (Dense)':<42}  (None, 128)   100,480",
        f"{'dense_1 (Dense)':<42}  (None, 10)      1,290",
        65 * "=",
        "Total params: 101,770 (795.08 KB)",
        "Trainable params: 101,770 (795.08 KB)",
        "Non-trainable params: 0 (0.00 B)",
    ]
    assert summary_of(model) == expected
    model.build((28, 28))
    assert summary_of(model) == expected
    model.summary()
    assert capsys.readouterr().out.splitlines() == expected


def test_summary_of_a_model_that_knows_no_shapes() -> None:
    model = Sequential([Dense(3, "relu"), Dense(1)])
    total = "Total params: unknown until the model knows its input shape"
    assert rows_of(model) == ["dense (Dense) ? ?", "dense_1 (Dense) ? ?", total]
    assert rows_of(Sequential()) == [total]


def test_an_input_is_not_added_to_a_model_with_weights() -> None:
    bad = Bad("layer", Input((3,)), "shape_mismatch", "expected an Input before the first weights")
    refused(bad, "c", lambda model: model.add(bad.value))


@pytest.mark.parametrize("backend", ["c", "python"])
def test_another_last_layer(backend: str, tmp_path: Path) -> None:
    """The kept layers keep their weights; the new one gets those of a model built with it."""
    x = np.random.RandomState(3).normal(size=(20, 3))
    model = Sequential([Dense(4, "tanh"), Dense(1)], seed=7, backend=backend)
    model.compile("adam", "mse")
    model.fit(x, x[:, 0], epochs=3, verbose=0)
    model.save(tmp_path / "model", include_optimizer=True)
    whole = Sequential([Dense(4, "tanh"), Dense(2), Flatten(), Dense(5)], seed=7)
    whole.build((3,))
    for each in (model, refnet.load(tmp_path / "model", backend=backend)):
        kept = each.get_weights()[:2]
        each.pop()
        each.add(Dense(2))
        each.add(Flatten())
        each.add(Dense(5))
        expected = [*kept, *whole.get_weights()[2:]]
        assert [w.tolist() for w in each.get_weights()] == [w.tolist() for w in expected]
        state = each._backend.snapshot().state  # type: ignore[union-attr]
        assert not np.any(state.momentums)
        assert not np.any(state.velocities)
        assert len(state.momentums) == each.count_params()
        assert np.isfinite(each.fit(x, np.ones((20, 5)), verbose=0).history["loss"][0])


def test_another_last_layer_in_float32() -> None:
    model = Sequential([Dense(4), Dense(1)], seed=7, dtype="float32")
    model.build((3,))
    expected = model.get_weights()
    model.pop()
    model.add(Dense(1))
    assert [w.tolist() for w in model.get_weights()] == [w.tolist() for w in expected]
    assert model.get_weights()[2].dtype == np.float32


@pytest.mark.parametrize("value", [None, "Dense", Dense, 5], ids=str)
def test_only_layers_are_added(value: Any) -> None:
    bad = Bad("layer", value, "wrong_type", "expected a layer of refnet.layers, got")
    model = Sequential([Dense(4)])
    for call in (lambda: model.add(value), lambda: Sequential([Dense(4), value])):
        with pytest.raises(RefnetError) as caught:
            call()
        check_refusal(caught.value, bad, "layer")
    assert list(model.layers) == [Dense(4)]


@pytest.mark.parametrize("kind", [Dense, Flatten, Input])
def test_a_class_is_no_layer(kind: Any) -> None:
    with pytest.raises(RefnetError, match=f"got {kind.__name__} without parentheses$") as caught:
        Sequential([kind])
    assert (caught.value.code, caught.value.field) == ("wrong_type", "layer")


def test_an_input_states_a_batch() -> None:
    stated = Input((5, 3), 2)
    assert stated == Input(batch_shape=[2, 5, 3])
    assert (stated.shape, stated.batch_size, stated.batch_shape) == ((5, 3), 2, (2, 5, 3))
    assert Input(batch_shape=(None, None, 3)) == Input((None, 3))
    model = Sequential([Input((3,), batch_size=2), Dense(4, "tanh")])
    assert model.input_shape == (2, 3)
    assert rows_of(model)[0] == "dense (Dense) (2, 4) 16"
    with pytest.raises(RefnetError, match="expected batches of 2 examples, as stated before"):
        model.add(Input((3,), 4))


def test_two_shapes_that_differ_are_refused() -> None:
    with pytest.raises(RefnetError):
        Sequential([Input((3,)), Dense(2, input_shape=(4,))])


FOUR = partial(Dense, 4)
INVALID: list[tuple[Callable[..., Any], Bad]] = [
    (Dense, Bad("units", 0, "out_of_range", "expected 1 or more")),
    (Dense, Bad("units", 2.5, "wrong_type", "expected a whole number")),
    (Dense, Bad("units", "4", "wrong_type", "expected a whole number")),
    (Dense, Bad("units", True, "wrong_type", "expected a whole number")),
    (FOUR, Bad("activation", "rleu", "unknown_name", 'did you mean "relu"?')),
    (FOUR, Bad("activation", 5, "wrong_type", "got int")),
    (FOUR, Bad("use_bias", 1, "wrong_type", "expected true or false")),
    (FOUR, Bad("kernel_initializer", "glorot", "unknown_name", 'did you mean "glorot_')),
    (FOUR, Bad("input_shape", (0,), "out_of_range", "expected 1 or more")),
    (FOUR, Bad("input_shape", "ab", "wrong_type", "whole numbers")),
    (FOUR, Bad("input_shape", (2.5,), "wrong_type", "whole numbers")),
    (FOUR, Bad("input_shape", (), "empty", "expected at least one number")),
    (FOUR, Bad("input_dim", 0, "out_of_range", "expected 1 or more")),
    (FOUR, Bad("input_dim", "3", "wrong_type", "whole numbers")),
    (Flatten, Bad("input_shape", (28, 0), "out_of_range", "expected 1 or more")),
    (Flatten, Bad("input_shape", "ab", "wrong_type", "whole numbers")),
    (Input, Bad("shape", None, "wrong_type", "whole numbers")),
    (
        Input,
        Bad("shape", (None, None, 1), "wrong_type", "sizes that are known, got (None, None, 1)"),
    ),
    (FOUR, Bad("input_shape", [None], "wrong_type", "expected sizes that are known, got [None]")),
    (Input, Bad("shape", (), "empty", "expected at least one number")),
    (partial(Input, (3,)), Bad("batch_size", 0, "out_of_range", "expected 1 to 16777216")),
    (partial(Input, (3,)), Bad("batch_size", "a", "wrong_type", "expected a whole number")),
    (partial(Input, (3,)), Bad("batch_shape", (2, 3), "wrong_type", "expected no other shape")),
    (Input, Bad("batch_shape", (2,), "empty", "expected the number of examples in a batch")),
    (Input, Bad("batch_shape", (0, 3), "out_of_range", "expected 1 or more")),
    (Input, Bad("batch_shape", "ab", "wrong_type", "the sizes of a batch")),
]


@pytest.mark.parametrize(("make", "bad"), INVALID)
def test_invalid_arguments_are_refused(make: Callable[..., Any], bad: Bad) -> None:
    check_not_made(make, bad)
