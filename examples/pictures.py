"""Draw a network, how it learned to tell two half-moons apart, and what it predicts.

    .venv/bin/python examples/pictures.py FOLDER

The pictures in docs/pictures.md are those that this program writes in FOLDER. It needs matplotlib.
"""

import sys
from pathlib import Path

import numpy as np

from refnet import Concatenate, Dense, Input, Model, optimizers, plots
from refnet.utils import plot_model

folder = Path(sys.argv[1])

random = np.random.RandomState(3)
y = np.repeat([0, 1], 100)
angles = np.pi * random.uniform(size=200)
x = np.stack([np.cos(angles), np.sin(angles)], axis=1)
x[y == 1] = [1.0, 0.4] - x[y == 1]
x += random.normal(scale=0.15, size=x.shape)
order = random.permutation(200)
x, y = x[order], y[order]

inputs = Input((2,))
first = Dense(8, activation="tanh", name="first")(inputs)
second = Dense(8, activation="tanh", name="second")(first)
joined = Concatenate(name="both")([first, second])
outputs = Dense(1, activation="sigmoid", name="probability")(joined)
model = Model(inputs, outputs, seed=1)
model.compile(optimizers.Adam(0.02), "binary_crossentropy", metrics=["accuracy"])
plot_model(
    model,
    folder / "network.svg",
    show_shapes=True,
    show_layer_names=True,
    show_layer_activations=True,
)

path = plots.WeightsPath()
run = model.fit(x, y, epochs=40, validation_split=0.25, verbose=0, callbacks=[path])
plots.history(run).savefig(folder / "history.png", dpi=65)
plots.decision_boundary(model, x, y).savefig(folder / "decision_boundary.png", dpi=65)
plots.confusion_matrix(model, x[150:], y[150:]).savefig(folder / "confusion_matrix.png", dpi=65)
plots.loss_surface(model, x, y, path).savefig(folder / "loss_surface.png", dpi=65)
