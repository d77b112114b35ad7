"""Forecast the number of sunspots of the next year from those of the years before it.

    .venv/bin/python examples/sunspots.py

The series, sunspots.csv beside this file, has the yearly numbers of 1700 to 2008, collected by the
National Geophysical Data Center of the United States (public domain). They rise and fall about
every 11 years. An LSTM reads 22 years; it learns from the years up to 1950 and is tested with those
after. Two naive forecasts are printed beside its own: as many as last year, and as many as 11 years
ago.

The years to test with had no part in the choice of the settings. Models of 16, 32 and 64 units were
trained on the years up to 1900 with the learning rates 0.001, 0.003 and 0.01, for 50, 100, ... 300
epochs; the settings below had the smallest error in 1901 to 1950, on average over three seeds.
"""

import csv
from pathlib import Path

import numpy as np

import refnet as keras
from refnet import layers

YEARS, CYCLE, LAST_TRAINED = 22, 11, 1950
SCALE = 100.0  # sunspots, so that most numbers are between 0 and 2

with (Path(__file__).parent / "sunspots.csv").open(encoding="utf-8") as file:
    rows = list(csv.DictReader(file))
years = np.array([int(row["year"]) for row in rows])
numbers = np.array([float(row["sunspots"]) for row in rows])

# Windows [m][YEARS][1] and the number of the year after each [m].
windows = np.lib.stride_tricks.sliding_window_view(numbers, YEARS)[:-1, :, None] / SCALE
targets = numbers[YEARS:] / SCALE
trained = years[YEARS:] <= LAST_TRAINED

model = keras.Sequential(
    [keras.Input((YEARS, 1)), layers.LSTM(64), layers.Dense(1)],
    seed=0,
)
model.summary()
model.compile(keras.optimizers.Adam(learning_rate=0.01), loss="mse")
model.fit(windows[trained], targets[trained], batch_size=16, epochs=50, verbose=0)

forecast = model.predict(windows[~trained], verbose=0)[:, 0] * SCALE
tested = np.flatnonzero(~trained) + YEARS


def error_of(expected):
    """Return the root of the mean squared error, in sunspots."""
    return np.sqrt(np.mean((expected - numbers[tested]) ** 2))


print(f"test error, {years[tested[0]]} to {years[tested[-1]]}, in sunspots:")
print(f"  LSTM                  {error_of(forecast):5.1f}")
print(f"  as last year          {error_of(numbers[tested - 1]):5.1f}")
print(f"  as {CYCLE} years ago       {error_of(numbers[tested - CYCLE]):5.1f}")
print(f"SHA-256 of the weights: {model.weights_sha256()}")
