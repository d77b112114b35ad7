"""Programs written for Keras run unchanged, or with another import."""

import gzip
import hashlib
import os
import re
import runpy
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from refnet.datasets import fashion_mnist, iris

Array = NDArray[Any]

FASHION_MNIST = """
import numpy as np
import refnet as keras

fashion_mnist = keras.datasets.fashion_mnist
(train_images, train_labels), (test_images, test_labels) = fashion_mnist.load_data()
class_names = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
               "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]

train_images = train_images / 255.0
test_images = test_images / 255.0

model = keras.Sequential([
    keras.layers.Flatten(input_shape=(28, 28)),
    keras.layers.Dense(128, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam",
              loss="sparse_categorical_crossentropy",
              metrics=["accuracy"])
history = model.fit(train_images, train_labels, epochs=5)
test_loss, test_acc = model.evaluate(test_images, test_labels, verbose=2)
print("Test accuracy:", test_acc)

predictions = model.predict(test_images)
first = class_names[np.argmax(predictions[0])]
one = model.predict(np.expand_dims(test_images[1], 0))
"""

TABLE = """
from refnet import Sequential
from refnet.layers import Dense

model = Sequential()
model.add(Dense(64, activation="relu", input_shape=(X_train.shape[1],)))
model.add(Dense(32, activation="relu"))
model.add(Dense(y_train.shape[1], activation="softmax"))
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.summary()
history = model.fit(X_train, y_train, epochs=60, batch_size=8, validation_split=0.1, verbose=0)
score = model.evaluate(X_test, y_test, verbose=0)
print("Test loss:", score[0])
print("Test accuracy:", score[1])
classes = model.predict(X_test).argmax(axis=1)
"""

IRIS = """
import numpy as np
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from refnet.utils import to_categorical

iris = load_iris()
X_train, X_test, y_train, y_test = train_test_split(
    iris.data, to_categorical(iris.target), test_size=0.2, random_state=42)
scaler = StandardScaler().fit(X_train)
X_train, X_test = scaler.transform(X_train), scaler.transform(X_test)
"""


@pytest.fixture(autouse=True)
def drawn_seed(monkeypatch: pytest.MonkeyPatch) -> int:
    """The seed that the operating system draws for a model without one, fixed."""
    monkeypatch.setattr("secrets.randbits", lambda bits: 123)
    return 123


def run(program: str, folder: Path) -> dict[str, Any]:
    """Run a program as a script; return its global variables."""
    path = folder / "tutorial.py"
    path.write_text(program, encoding="utf-8")
    return runpy.run_path(str(path), run_name="__main__")


def images_of(labels: Array, random: np.random.RandomState) -> Array:
    """Return noise with a bright patch, whose place depends on the class."""
    images = random.randint(0, 60, (len(labels), 28, 28))
    for image, label in zip(images, labels, strict=True):
        row, column = divmod(int(label), 4)
        image[2 + 8 * row :, 2 + 6 * column :][:6, :5] += random.randint(60, 190)
    return images.astype(np.uint8)


@pytest.fixture
def fashion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Array, Array]:
    """A data set like Fashion-MNIST in the user's cache; the images and labels to train on."""
    random = np.random.RandomState(10)
    folder = tmp_path / "cache" / "refnet" / "fashion-mnist"
    folder.mkdir(parents=True)
    arrays = []
    for count in (600, 100):
        labels = random.randint(0, 10, count).astype(np.uint8)
        arrays += [images_of(labels, random), labels]
    sums = {}
    for name, array in zip(fashion_mnist.FILES, arrays, strict=True):
        head = bytes((0, 0, 8, array.ndim)) + struct.pack(f">{array.ndim}I", *array.shape)
        content = gzip.compress(head + array.tobytes())
        (folder / name).write_bytes(content)
        sums[name] = hashlib.md5(content).hexdigest()
    monkeypatch.setattr(fashion_mnist, "FILES", sums)
    monkeypatch.setattr("pooch.os_cache", lambda project: tmp_path / "cache" / project)
    return arrays[0], arrays[1]


def test_the_tutorial_of_fashion_mnist(
    fashion: tuple[Array, Array], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = run(FASHION_MNIST, tmp_path)
    history = names["history"]
    assert history.epoch == [0, 1, 2, 3, 4]
    assert list(history.history) == ["accuracy", "loss"]
    assert history.history["loss"][-1] < history.history["loss"][0] / 2
    assert names["test_acc"] > 0.9
    line, accuracy = capsys.readouterr().out.splitlines()
    values = f"accuracy: {names['test_acc']:.4f} - loss: {names['test_loss']:.4f}"
    assert re.fullmatch(rf"4/4 - 0s - [\w/]+ - {values}", line)
    assert accuracy == f"Test accuracy: {names['test_acc']}"
    predictions = names["predictions"]
    assert predictions.shape == (100, 10)
    np.testing.assert_allclose(predictions.sum(axis=1), 1, rtol=1e-12)
    assert names["test_acc"] == (predictions.argmax(axis=1) == names["test_labels"]).mean()
    assert names["first"] in names["class_names"]
    assert names["one"].tobytes() == predictions[1:2].tobytes()
    images, labels = fashion
    assert names["train_images"].tobytes() == (images / 255.0).tobytes()
    assert names["train_labels"].tobytes() == labels.tobytes()


def test_the_same_seed_makes_the_tutorial_repeatable(
    fashion: tuple[Array, Array], tmp_path: Path, drawn_seed: int
) -> None:
    seeded = FASHION_MNIST.replace("\n])\n", "\n], seed=7)\n")
    assert seeded != FASHION_MNIST
    first, second = run(seeded, tmp_path), run(seeded, tmp_path)
    assert first["history"].history == second["history"].history
    assert first["model"].weights_sha256() == second["model"].weights_sha256()
    drawn = run(FASHION_MNIST, tmp_path)["model"]
    assert drawn.seed == drawn_seed
    assert drawn.weights_sha256() != first["model"].weights_sha256()


def test_the_tutorial_of_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = run(IRIS + TABLE, tmp_path)
    printed = capsys.readouterr().out.splitlines()
    assert [" ".join(line.split()) for line in printed[4:]] == [
        "dense (Dense) (None, 64) 320",
        "dense_1 (Dense) (None, 32) 2,080",
        "dense_2 (Dense) (None, 3) 99",
        printed[3],
        "Total params: 2,499 (19.52 KB)",
        "Trainable params: 2,499 (19.52 KB)",
        "Non-trainable params: 0 (0.00 B)",
        f"Test loss: {names['score'][0]}",
        f"Test accuracy: {names['score'][1]}",
    ]
    history = names["history"].history
    assert list(history) == ["accuracy", "loss", "val_accuracy", "val_loss"]
    assert [len(values) for values in history.values()] == [60] * 4
    assert history["loss"][-1] < history["loss"][0] / 3
    assert names["score"][1] >= 0.9
    right = names["y_test"].argmax(axis=1)
    assert (names["classes"] == right).mean() == names["score"][1]


# As they are published, with their own imports, for python -m refnet.run.

PUBLISHED_FASHION_MNIST = """
# TensorFlow and tf.keras
import tensorflow as tf
from tensorflow import keras

# Helper libraries
import numpy as np
import matplotlib.pyplot as plt

print(tf.__version__)

fashion_mnist = keras.datasets.fashion_mnist

(train_images, train_labels), (test_images, test_labels) = fashion_mnist.load_data()

class_names = ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat',
               'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot']

plt.figure()
plt.imshow(train_images[0])
plt.colorbar()
plt.grid(False)
plt.show()

train_images = train_images / 255.0
test_images = test_images / 255.0

model = keras.Sequential([
    keras.layers.Flatten(input_shape=(28, 28)),
    keras.layers.Dense(128, activation='relu'),
    keras.layers.Dense(10, activation='softmax')
])

model.compile(optimizer='adam',
              loss='sparse_categorical_crossentropy',
              metrics=['accuracy'])

model.fit(train_images, train_labels, epochs=5)

test_loss, test_acc = model.evaluate(test_images,  test_labels, verbose=2)

print('\\nTest accuracy:', test_acc)

predictions = model.predict(test_images)

print(np.argmax(predictions[0]), test_labels[0])

img = test_images[1]
img = (np.expand_dims(img,0))
print(img.shape)
predictions_single = model.predict(img)
print(predictions_single)
plt.bar(range(10), predictions_single[0], color="#777777")
_ = plt.xticks(range(10), class_names, rotation=45)
print(np.argmax(predictions_single[0]) == np.argmax(predictions[1]))
"""

PUBLISHED_TABLE = """
import numpy as np
from keras.models import Sequential
from keras.layers import Dense
from keras.utils import plot_model, to_categorical

dataset = np.loadtxt('iris.csv', delimiter=',')
X, Y = dataset[:, 0:4], to_categorical(dataset[:, 4])
X = (X - X.mean(axis=0)) / X.std(axis=0)
X_train, X_test = X[::2], X[1::2]
Y_train, Y_test = Y[::2], Y[1::2]

model = Sequential()
model.add(Dense(8, input_dim=4, activation='relu'))
model.add(Dense(8, activation='relu'))
model.add(Dense(3, activation='softmax'))
model.compile(loss='categorical_crossentropy', optimizer='adam', metrics=['accuracy'])
model.summary()
plot_model(model, to_file="model.png", show_shapes=True)

history = model.fit(X_train, Y_train, batch_size=5, epochs=50, verbose=0,
                    validation_data=(X_test, Y_test))
score = model.evaluate(X_test, Y_test, verbose=0)
print('Test loss:', score[0])
print('Test accuracy:', score[1])
"""

# refnet.run with other checksums for the data set's files.
WITH_SUMS = """
import sys
from refnet.datasets import fashion_mnist
from refnet.run import main

fashion_mnist.FILES = {sums}
sys.exit(main(sys.argv[1:]))
"""


def printed_by(folder: Path, *command: str) -> list[str]:
    """Return the lines that a program prints in a process of its own, run in a folder."""
    own = {"MPLBACKEND": "agg", "PYTHONUTF8": "1", "KERAS_HOME": str(folder / "keras")}
    environment = {**os.environ, **own}
    ran = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


@pytest.mark.usefixtures("fashion")
def test_the_tutorial_of_fashion_mnist_as_published(tmp_path: Path) -> None:
    kept = tmp_path / "keras" / "datasets"
    kept.mkdir(parents=True)
    (tmp_path / "cache" / "refnet" / "fashion-mnist").rename(kept / "fashion-mnist")
    (tmp_path / "tutorial.py").write_text(PUBLISHED_FASHION_MNIST, encoding="utf-8")
    starter = WITH_SUMS.format(sums=fashion_mnist.FILES)
    (tmp_path / "starter.py").write_text(starter, encoding="utf-8")
    lines = printed_by(tmp_path, "starter.py", "tutorial.py")
    assert "refnet" in lines[0]
    text = "\n".join(lines)
    assert re.search(r"\n4/4 - 0s - \S+ - accuracy: [\d.]+ - loss: [\d.]+\n", text)
    accuracy = re.search(r"\nTest accuracy: (\S+)\n", text)
    assert accuracy is not None
    assert float(accuracy[1]) > 0.9
    assert re.search(r"\n(\d) \1\n\(1, 28, 28\)\n", text)
    assert lines[-1] == "True"


def test_the_tutorial_of_a_table_as_published(tmp_path: Path) -> None:
    (tmp_path / "tutorial.py").write_text(PUBLISHED_TABLE, encoding="utf-8")
    (x, y), (more_x, more_y) = iris.load_data()
    rows = np.column_stack([np.concatenate([x, more_x]), np.concatenate([y, more_y])])
    np.savetxt(tmp_path / "iris.csv", rows, delimiter=",")
    lines = printed_by(tmp_path, "-m", "refnet.run", "tutorial.py")
    assert any(re.search(r"dense_2 \(Dense\) +\(None, 3\) +27", line) for line in lines)
    assert lines[-2].startswith("Test loss: ")
    assert float(lines[-1].removeprefix("Test accuracy: ")) >= 0.8
    picture = (tmp_path / "model.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 10_000


SERIES = """
import numpy as np
import refnet as keras

series = np.sin(np.arange(41) / 3)
x, y = series[:40].reshape(2, 20, 1), series[1:].reshape(2, 20, 1)

class ResetStates(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        for layer in self.model.layers:
            if hasattr(layer, "reset_states"):
                layer.reset_states()

def build(batch_size, steps):
    return keras.Sequential([
        keras.Input(batch_shape=(batch_size, steps, 1)),
        keras.layers.LSTM(8, return_sequences=True, stateful=True, dropout=0.1,
                          recurrent_dropout=0.1),
        keras.layers.Dropout(0.2),
        keras.layers.GRU(8, return_sequences=True, stateful=True),
        keras.layers.Dense(1),
    ])

model = build(2, 20)
model.compile(loss="mse", optimizer="adam")
history = model.fit(x, y, batch_size=2, epochs=5, shuffle=False, callbacks=[ResetStates()],
                    validation_data=(x, y), verbose=0)
for layer in model.layers:
    if hasattr(layer, "reset_states"):
        layer.reset_states()
whole = model.predict(x, batch_size=2, verbose=0)

stepwise = build(1, 1)
stepwise.set_weights(model.get_weights())
each = [stepwise.predict(x[:1, step : step + 1], batch_size=1, verbose=0) for step in range(20)]
"""


def test_a_series_step_by_step(tmp_path: Path) -> None:
    names = run(SERIES, tmp_path)
    assert list(names["history"].history) == ["loss", "val_loss"]
    assert len(names["history"].history["loss"]) == 5
    assert np.array_equal(np.concatenate(names["each"], axis=1), names["whole"][:1])


@pytest.mark.parametrize(
    "importing",
    [
        "import refnet as keras",
        "import refnet as keras\nfrom refnet import layers, losses, optimizers, utils, callbacks",
        "import refnet.models, refnet.layers\nimport refnet as keras",
    ],
)
def test_names_are_where_keras_has_them(importing: str, tmp_path: Path) -> None:
    program = f"""{importing}
made = [
    keras.Sequential, keras.models.Sequential, keras.Input, keras.layers.Input,
    keras.layers.Dense, keras.layers.Flatten, keras.datasets.fashion_mnist.load_data,
    keras.optimizers.SGD, keras.optimizers.RMSprop, keras.optimizers.Adam,
    keras.losses.MeanSquaredError, keras.losses.BinaryCrossentropy,
    keras.losses.CategoricalCrossentropy, keras.losses.SparseCategoricalCrossentropy,
    keras.callbacks.EarlyStopping, keras.callbacks.LambdaCallback,
    keras.callbacks.ModelCheckpoint, keras.callbacks.Callback, keras.utils.to_categorical,
]
model = keras.Sequential([keras.Input(shape=(4,)), keras.layers.Dense(3, "softmax")])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01, beta_1=0.9),
              loss=keras.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])
"""
    names = run(program, tmp_path)
    assert len(names["made"]) == len(set(names["made"])) + 2  # two of them have two names
    assert names["model"].count_params() == 15
