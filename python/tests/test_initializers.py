"""refnet.initializers: names, settings and seeds, and the layers that take them."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from support.bad_arguments import Bad, check_not_made

import refnet
from refnet import Dense, RefnetError, Sequential, initializers, reference
from refnet.layers import GRU, LSTM, Bidirectional, Conv1D, Conv2D, Embedding, SimpleRNN
from refnet.reference.checks import INITIALIZERS


def weights_of(layer: Any, shape: tuple[int, ...] = (3,)) -> list[Any]:
    """Return the first weights of a layer in a model of its own."""
    model = Sequential([layer], seed=5)
    model.build(shape)
    return model.get_weights()


def test_every_initializer_has_a_class_and_its_name() -> None:
    assert list(initializers.CLASSES) == list(INITIALIZERS)
    for name in INITIALIZERS:
        kernel = weights_of(Dense(4, kernel_initializer=name))[0]
        wanted = reference.initial_kernel(name, 3, 4, reference.seeded(5))
        assert kernel.tolist() == wanted


def test_all_forms_mean_the_same() -> None:
    he = initializers.HeNormal()
    for form in ("he_normal", "HeNormal", initializers.HeNormal, he):
        assert initializers.get(form) == he
    assert initializers.get("normal") == initializers.RandomNormal()
    assert initializers.get("zero") == initializers.Zeros()
    assert initializers.get(None) is None
    assert refnet.initializers is initializers
    assert he.get_config() == {"seed": None}
    scaling = initializers.VarianceScaling(2.0, "FAN_IN", "normal")
    assert scaling == initializers.VarianceScaling(2.0, distribution="truncated_normal")
    assert np.array_equal(
        weights_of(Dense(4, kernel_initializer=scaling))[0],
        weights_of(Dense(4, kernel_initializer=he))[0],
    )


def test_a_seed_gives_the_same_weights_at_every_use() -> None:
    he = initializers.HeNormal(seed=3)
    first, second = he((3, 4)), weights_of(Dense(4, kernel_initializer=he))[0]
    assert first.tolist() == second.tolist() == he([3, 4]).tolist()
    assert first.tolist() == reference.initial_kernel("he_normal", 3, 4, reference.seeded(3))
    free = initializers.HeNormal()
    assert free((3, 4)).tolist() != free((3, 4)).tolist()
    assert he((2, 2), dtype="float32").dtype == np.float32


def test_the_fans_of_biases_are_both_their_size() -> None:
    for name in ("glorot_uniform", "he_normal"):
        wanted = reference.scaled_weights(
            *(8, reference.Initializer(name), 8, 8, reference.seeded(3))
        )
        assert initializers.get(name)((8,)).shape == (8,)
        seeded = type(initializers.get(name))(seed=3)
        layer = Dense(8, kernel_initializer="zeros", bias_initializer=seeded)
        assert weights_of(layer)[1].tolist() == wanted


def test_every_layer_takes_initializers() -> None:
    ones, half = "ones", initializers.Constant(0.5)
    both: dict[str, Any] = {"kernel_initializer": half, "bias_initializer": ones}
    plain: list[tuple[Any, tuple[int, ...]]] = [
        (Dense(2, **both), (3,)),
        (Conv2D(2, 3, **both), (5, 5, 1)),
        (Conv1D(2, 3, **both), (5, 2)),
    ]
    for layer, shape in plain:
        kernel, bias = weights_of(layer, shape)
        assert (kernel == 0.5).all()
        assert (bias == 1.0).all()
    for cell in (SimpleRNN, GRU):
        both["recurrent_initializer"] = initializers.Identity(2.0)
        kernel, recurrent, bias = weights_of(cell(2, **both), (4, 3))
        assert (kernel == 0.5).all()
        assert recurrent[:, :2].tolist() == [[2, 0], [0, 2]]
        assert (bias == 1.0).all()
    table = weights_of(Embedding(5, 2, half), (4,))[0]
    assert (table == 0.5).all()
    weights = weights_of(Bidirectional(SimpleRNN(2, **both)), (4, 3))
    assert [float(each.max()) for each in weights[::3]] == [0.5, 0.5]


def test_forget_gates_start_at_1_beside_other_biases() -> None:
    bias = weights_of(LSTM(2, bias_initializer=initializers.Constant(0.5)), (4, 3))[2]
    assert bias.tolist() == [0.5, 0.5, 1, 1, 0.5, 0.5, 0.5, 0.5]
    drawn = initializers.RandomUniform(seed=1)
    bias = weights_of(LSTM(2, bias_initializer=drawn, unit_forget_bias=False), (4, 3))[2]
    assert bias.tolist() == drawn((8,)).tolist()


def test_biases_are_drawn_after_their_kernel() -> None:
    normal = "random_normal"
    layers = [Dense(2, kernel_initializer=normal, bias_initializer=normal) for _ in range(2)]
    model = Sequential(layers, seed=5)
    model.build((3,))
    generator = reference.seeded(5)
    for sizes, given in zip([(3, 2), (1, 2), (2, 2), (1, 2)], model.get_weights(), strict=True):
        wanted = np.array(reference.initial_kernel(normal, *sizes, generator))
        assert np.array_equal(given, wanted.reshape(given.shape))


def test_a_function_can_be_an_initializer() -> None:
    def counted(shape: Any, dtype: Any = None) -> Any:
        return np.arange(np.prod(shape), dtype=dtype).reshape(shape)

    assert weights_of(Dense(2, kernel_initializer=counted))[0].tolist() == [[0, 1], [2, 3], [4, 5]]
    wrong: list[tuple[Callable[..., Any], str]] = [
        (lambda shape, dtype: np.zeros(3), "shape_mismatch"),
        (lambda shape, dtype: np.full(shape, np.inf), "not_finite"),
        (lambda shape, dtype: None, "wrong_type"),
    ]
    for function, code in wrong:
        with pytest.raises(RefnetError, match="bias_initializer: ") as caught:
            weights_of(Dense(2, bias_initializer=function))
        assert (caught.value.code, caught.value.field) == (code, "bias_initializer")


WRONG: Any = "a"  # of no type that a setting can have
REFUSED: list[tuple[Callable[..., Any], Bad]] = [
    (partial(Dense, 4), Bad("bias_initializer", "orthogonal", "out_of_range", "2 to 4 axes")),
    (partial(Conv1D, 4, 3), Bad("kernel_initializer", "identity", "out_of_range", "two axes")),
    (partial(Dense, 4), Bad("kernel_initializer", "he_norml", "unknown_name", '"he_normal"?')),
    (partial(Dense, 4), Bad("kernel_initializer", 3, "wrong_type", "got int")),
    (partial(Embedding, 5, 2), Bad("embeddings_initializer", None, "wrong_type", "NoneType")),
]


@pytest.mark.parametrize(("make", "bad"), REFUSED)
def test_arguments_that_are_refused(make: Callable[..., Any], bad: Bad) -> None:
    check_not_made(make, bad)


@pytest.mark.parametrize(
    ("make", "code", "field"),
    [
        (lambda: initializers.RandomNormal(stddev=-1), "out_of_range", "RandomNormal.stddev"),
        (lambda: initializers.Constant(WRONG), "wrong_type", "Constant.value"),
        (lambda: initializers.Orthogonal(np.nan), "not_finite", "Orthogonal.gain"),
        (lambda: initializers.VarianceScaling(mode="x"), "unknown_name", "VarianceScaling.mode"),
        (lambda: initializers.VarianceScaling(WRONG), "wrong_type", "VarianceScaling.scale"),
        (lambda: initializers.HeNormal(seed=-1), "out_of_range", "HeNormal.seed"),
        (lambda: initializers.HeNormal(seed=WRONG), "wrong_type", "HeNormal.seed"),
        (lambda: initializers.HeNormal()(3), "wrong_type", "shape"),
        (lambda: initializers.HeNormal()((3, 0)), "out_of_range", "shape"),
        (lambda: initializers.HeNormal()(()), "out_of_range", "shape"),
    ],
)
def test_settings_that_are_refused(make: Callable[[], Any], code: str, field: str) -> None:
    with pytest.raises(RefnetError) as caught:
        make()
    assert (caught.value.code, caught.value.field) == (code, field)
    assert str(caught.value).startswith(field)
