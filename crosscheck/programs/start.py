"""What the programs share: data without chance, and first weights that two libraries can have."""

import numpy as np


def table(rows=60, columns=4, seed=1):
    """Return examples [rows][columns], and sums of them [rows][1] that a network can learn."""
    random = np.random.RandomState(seed)
    x = random.uniform(-1.0, 1.0, (rows, columns))
    y = x[:, :1] - 0.5 * x[:, 1:2] + 0.25 * x[:, 2:3] ** 2
    return x, y


def two_classes(rows=60, columns=4, seed=2):
    """Return examples [rows][columns] and classes 0 and 1 [rows]."""
    x, y = table(rows, columns, seed)
    return x, (y[:, 0] > 0.1).astype(int)


def three_classes(rows=60, columns=4, seed=3):
    """Return examples [rows][columns] and classes 0, 1 and 2 [rows]."""
    x, y = table(rows, columns, seed)
    return x, np.digitize(y[:, 0], [-0.3, 0.4])


def images(rows=24, size=8, seed=4):
    """Return images [rows][size][size] of whole numbers up to 255, and classes 0 to 9 [rows]."""
    random = np.random.RandomState(seed)
    x = random.randint(0, 256, (rows, size, size)).astype("uint8")
    return x, x.reshape(rows, -1).sum(axis=1) % 10


def same_weights(model, seed=5, most=0.5):
    """Replace the weights of a model by numbers that do not depend on the library."""
    random = np.random.RandomState(seed)
    drawn = [random.uniform(-most, most, np.shape(each)) for each in model.get_weights()]
    model.set_weights(drawn)
