"""First weights that are not random, shapes of those that are."""

import keras
import numpy as np
from keras import initializers, layers

fixed = [
    *("zeros", "ones", initializers.Zeros(), initializers.Ones(), initializers.Constant(0.3)),
    initializers.constant(-0.5),
]
drawn = [
    *("random_normal", "random_uniform", "glorot_normal", "glorot_uniform", "he_normal"),
    *("he_uniform", "lecun_normal", "lecun_uniform", "truncated_normal", "orthogonal"),
    initializers.RandomNormal(mean=0.0, stddev=0.05, seed=3),
    initializers.RandomUniform(minval=-0.05, maxval=0.05),
    initializers.HeNormal(),
    initializers.GlorotUniform(seed=1),
    initializers.Orthogonal(gain=0.5),
]
bounds = {}
values = []
for each in fixed:
    model = keras.Sequential(
        [layers.Input((3,)), layers.Dense(2, kernel_initializer=each, bias_initializer="ones")]
    )
    values.append(model.get_weights())
for i, each in enumerate(drawn):
    model = keras.Sequential([layers.Input((40,)), layers.Dense(30, kernel_initializer=each)])
    kernel, bias = model.layers[0].get_weights()
    bounds[str(i)] = [
        kernel.shape,
        bool(np.abs(kernel).max() < 1.5),
        not bias.any(),
        bool(kernel.any()),
    ]
results = {"values": values, "bounds": bounds}
