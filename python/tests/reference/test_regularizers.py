"""Chapter regularizers: penalties, and the gradients of penalized losses."""

from typing import Any

import numpy as np
import pytest
from support.bits import flat
from support.gradients import central_differences, check_gradient
from support.networks import dense_layers, examples

from refnet import reference
from refnet.errors import RefnetError
from refnet.reference import Regularizer, Regularizers
from refnet.reference.training import Training

BOTH = Regularizer(0.2, 0.7)


def test_a_penalty_is_of_the_sizes_and_the_squares() -> None:
    assert reference.penalty(Regularizer(), [[3.0, -4.0]]) == 0.0
    assert reference.penalty(Regularizer(l1=2.0), [[3.0], [-4.0]]) == 14.0
    assert reference.penalty(Regularizer(l2=2.0), [[3.0, -4.0]]) == 50.0
    assert [reference.penalty_gradient(Regularizer(1.0, 0.5), x) for x in (3.0, 0.0, -3.0)] == [
        *(4.0, 0.0, -4.0)
    ]


@pytest.mark.parametrize(
    ("activations", "loss"),
    [
        (("tanh", "sigmoid"), "binary_crossentropy"),
        (("silu", "softmax"), "categorical_crossentropy"),
        (("softmax", "linear"), "sum_squared_error"),
        (("gelu", "tanh"), "mse"),
    ],
)
def test_gradients_are_those_of_the_penalized_loss(activations: tuple[str, str], loss: str) -> None:
    layers = dense_layers((3, 4, 2), activations)
    x, t = examples(5, 3, 2)
    own = [Regularizers(kernel=BOTH, activity=BOTH), Regularizers(bias=BOTH, activity=BOTH)]
    training = Training(loss, reference.Optimizer("sgd", 0.1), 5, own)
    vectors = reference.network_parameters(layers)
    ends = np.cumsum([len(vector) for vector in vectors])[:-1]

    def loss_at(weights: Any) -> float:
        parts = [part.tolist() for part in np.split(weights, ends)]
        moved = reference.with_parameters(layers, parts)
        total, _ = reference.evaluate(moved, loss, x, t, regularizers=own)
        total = reference.penalized_total(total, moved, training, len(x))
        return reference.reduce_loss(loss, total, len(x))

    forward = reference.network_forward(x, layers)
    gradients = reference.network_gradients(x, t, layers, forward, loss, None, own)
    check_gradient(flat(gradients), central_differences(loss_at, flat(vectors)))


def test_none_and_no_regularizers_change_nothing() -> None:
    layers = dense_layers((3, 2), ("tanh",))
    x, t = examples(5, 3, 2)
    how = layers, "mse", reference.Optimizer("sgd", 0.1), x, t
    plain = reference.dense(*how)
    assert reference.dense(*how, regularizers=[None]) == plain
    assert reference.dense(*how, regularizers=[Regularizers()]) == plain
    assert reference.dense(*how, regularizers=[Regularizers(kernel=BOTH)]) != plain


@pytest.mark.parametrize(
    ("regularizers", "code", "field"),
    [
        ("l2", "wrong_type", "regularizers"),
        ([BOTH], "wrong_type", "regularizers"),
        ([Regularizers(kernel=0.1)], "wrong_type", "layers[0].kernel_regularizer"),  # type: ignore[arg-type]
        (
            [Regularizers(bias=Regularizer("a"))],  # type: ignore[arg-type]
            "wrong_type",
            "layers[0].bias_regularizer.l1",
        ),
        ([], "shape_mismatch", "regularizers"),
        (
            [Regularizers(embeddings=BOTH)],
            "shape_mismatch",
            "layers[0].embeddings_regularizer",
        ),
        (
            [Regularizers(activity=Regularizer(0.0, -1.0))],
            "out_of_range",
            "layers[0].activity_regularizer.l2",
        ),
    ],
)
def test_what_is_no_regularizer(regularizers: Any, code: str, field: str) -> None:
    layers = dense_layers((3, 2), ("tanh",))
    x, t = examples(5, 3, 2)
    with pytest.raises(RefnetError) as caught:
        reference.dense(
            layers, "mse", reference.Optimizer("sgd", 0.1), x, t, regularizers=regularizers
        )
    assert (caught.value.code, caught.value.field) == (code, field)
