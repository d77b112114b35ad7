"""The losses: their names."""

from collections.abc import Callable
from typing import Any

import pytest
from support.bad_arguments import Bad, check_not_made, small

from refnet import Dense, RefnetError, Sequential, losses, optimizers
from refnet.reference.checks import SPARSE


def test_all_forms_of_a_name_mean_the_same() -> None:
    def compiled(optimizer: Any, loss: Any) -> tuple[Any, Any]:
        model = Sequential([Dense(2, "softmax", input_dim=3)], seed=1)
        model.compile(optimizer, loss)
        return model.optimizer, model.loss

    assert compiled("Adam", "mean_squared_error") == (optimizers.Adam(), "mse")
    assert compiled("sgd", losses.MeanSquaredError()) == (optimizers.SGD(), "mse")
    assert compiled("RMSprop", losses.SumSquaredError()) == (
        optimizers.RMSprop(),
        "sum_squared_error",
    )
    sparse = losses.SparseCategoricalCrossentropy()
    assert compiled(optimizers.SGD(0.5), sparse) == (optimizers.SGD(0.5), SPARSE)
    rows = losses.CategoricalCrossentropy(from_logits=False)
    assert compiled("adam", rows)[1] == "categorical_crossentropy"


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("sum_squared_eror", "sum_squared_error"),
        ("Binary_Cross_Entropy", "binary_crossentropy"),
        ("categorical_cross_entropy", "categorical_crossentropy"),
        ("sparse_categorial_crossentropy", SPARSE),
        ("quantum", None),
    ],
)
def test_the_nearest_name_is_suggested(name: str, nearest: str | None) -> None:
    with pytest.raises(RefnetError) as caught:
        small().compile("sgd", name)
    message = str(caught.value)
    assert f'there is no "{name}", only mse, sum_squared_error' in message
    assert ("did you mean" in message) == (nearest is not None)
    assert nearest is None or message.endswith(f'did you mean "{nearest}"?')


INVALID: list[tuple[Callable[..., Any], Bad]] = [
    (losses.BinaryCrossentropy, Bad("from_logits", True, "out_of_range", "expected False")),
]


@pytest.mark.parametrize(("make", "bad"), INVALID)
def test_invalid_arguments_are_refused(make: Callable[..., Any], bad: Bad) -> None:
    check_not_made(make, bad)
