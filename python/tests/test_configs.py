"""Configs: what ``get_config`` returns is what ``from_config`` takes, and JSON can hold it."""

import json
from typing import Any

import numpy as np
import pytest

import refnet
from refnet import configs, initializers, layers, losses, metrics, optimizers, regularizers
from refnet.optimizers import schedules

EVERY: list[Any] = [
    layers.Dense(3, "relu", False, initializers.HeNormal(seed=1), kernel_regularizer="l2"),
    layers.Dense(3, activity_regularizer=regularizers.L1L2(0.5, 0.25), trainable=False),
    layers.Flatten(),
    layers.Reshape((2, -1)),
    layers.Normalization(axis=None, mean=1.0, variance=2.0),
    layers.BatchNormalization(momentum=0.5, gamma_regularizer="l1"),
    layers.Dropout(0.25),
    layers.Activation("silu"),
    layers.ReLU(),
    layers.ELU(),
    layers.LeakyReLU(0.125),
    layers.Softmax(),
    layers.Conv2D(2, 3, padding="same", connections=[[True, False]]),
    layers.Conv1D(2, 3, strides=2),
    layers.MaxPooling2D(2),
    layers.AveragePooling2D(3, 1),
    layers.GlobalAveragePooling2D(),
    layers.ZeroPadding2D(((1, 0), (2, 3))),
    layers.Masking(-1.0),
    layers.RepeatVector(2),
    layers.TimeDistributed(layers.Dense(3, "tanh")),
    layers.Embedding(5, 2, mask_zero=True),
    layers.SimpleRNN(3, return_sequences=True),
    layers.LSTM(3, unit_forget_bias=False, dropout=0.5),
    layers.GRU(3, reset_after=False, stateful=True),
    layers.Bidirectional(layers.GRU(3), merge_mode="ave"),
    layers.Add(),
    layers.Concatenate(),
    optimizers.SGD(0.5, momentum=0.5, nesterov=True, clipnorm=1.0),
    optimizers.RMSprop(schedules.ExponentialDecay(0.5, 10, 0.5, staircase=True)),
    optimizers.Adam(schedules.CosineDecay(0.5, 10, warmup_target=1.0, warmup_steps=3)),
    optimizers.AdamW(schedules.PiecewiseConstantDecay([1, 2], [1.0, 0.5, 0.25])),
    optimizers.Adagrad(schedules.PolynomialDecay(0.5, 10)),
    optimizers.Adadelta(schedules.InverseTimeDecay(0.5, 10, 0.5)),
    optimizers.Adamax(weight_decay=0.5),
    optimizers.Nadam(beta_1=0.5),
    losses.Huber(2.0),
    losses.MeanSquaredError(),
    losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.5),
    losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics.AUC(50, "PR", name="area"),
    metrics.Precision(0.25),
    metrics.BinaryAccuracy(threshold=0.25),
    metrics.TopKCategoricalAccuracy(2),
    metrics.LogCoshError(),
    initializers.VarianceScaling(2.0, "fan_avg", "uniform", seed=3),
    initializers.Zeros(),
    regularizers.L1(0.5),
    regularizers.L1L2(0.5, 0.25),
]


@pytest.mark.parametrize("value", EVERY, ids=lambda each: type(each).__name__)
def test_from_config_takes_what_get_config_returns(value: Any) -> None:
    config = value.get_config()
    again = type(value).from_config(json.loads(json.dumps(config)))
    assert again.get_config() == config
    assert json.loads(json.dumps(config)) == json.loads(json.dumps(again.get_config()))


def test_a_config_has_the_keys_of_keras() -> None:
    config = layers.Dense(3, "relu", name="first").get_config()
    assert list(config) == [
        *("name", "trainable", "dtype", "units", "activation", "use_bias", "kernel_initializer"),
        *("bias_initializer", "kernel_regularizer", "bias_regularizer", "kernel_constraint"),
        *("bias_constraint", "quantization_config"),
    ]
    assert (config["name"], config["units"], config["activation"]) == ("first", 3, "relu")
    adam = optimizers.Adam().get_config()
    assert (adam["name"], adam["learning_rate"], adam["amsgrad"]) == ("adam", 0.001, False)
    assert losses.Huber().get_config()["name"] == "huber_loss"
    assert optimizers.RMSprop().get_config()["name"] == "rm_sprop"


@pytest.mark.parametrize(
    ("made", "config", "code"),
    [
        (
            layers.Dense,
            {"units": 3, "kernel_constraint": {"class_name": "MaxNorm"}},
            "out_of_range",
        ),
        (layers.Dense, {"units": 3, "lora_rank": 2}, "unknown_name"),
        (layers.Dense, {"units": 3, "dtype": "mixed_float16"}, "unknown_name"),
        (layers.Dense, {"units": 3, "kernel_initializer": {"class_name": "X"}}, "wrong_type"),
        (layers.Dense, 3, "wrong_type"),
        (
            layers.TimeDistributed,
            {"layer": {"class_name": "Flatten", "config": {}}},
            "unknown_name",
        ),
        (optimizers.Adam, {"amsgrad": True}, "out_of_range"),
        (losses.MeanSquaredError, {"reduction": "sum"}, "out_of_range"),
        (metrics.AUC, {"multi_label": True}, "out_of_range"),
        (regularizers.L2, {"l1": 0.5}, "unknown_name"),
    ],
)
def test_what_refnet_does_not_have_is_refused(made: Any, config: Any, code: str) -> None:
    with pytest.raises(refnet.RefnetError) as caught:
        made.from_config(config)
    assert caught.value.code == code


def test_a_function_has_no_config() -> None:
    layer = layers.Dense(3, kernel_initializer=lambda shape, dtype: np.zeros(shape))
    with pytest.raises(refnet.RefnetError, match="a function has no config"):
        layer.get_config()


def test_a_backward_layer_with_settings_of_its_own_is_refused() -> None:
    config = layers.Bidirectional(layers.GRU(3)).get_config()
    inner = layers.GRU(3, go_backwards=True).get_config()
    config["backward_layer"] = configs.serialized("layers", "GRU", inner)
    assert layers.Bidirectional.from_config(config).layer.units == 3
    inner["dropout"] = 0.5
    with pytest.raises(refnet.RefnetError, match="settings of layer"):
        layers.Bidirectional.from_config(config)
