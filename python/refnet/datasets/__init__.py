"""Data sets to train on, a module for each, with ``load_data`` as Keras has it.

``mnist.load_data()`` returns ``(x_train, y_train), (x_test, y_test)``, and so do all others.
``digits`` and ``iris`` are a part of scikit-learn; the others are files, which are downloaded once,
into the user's cache, unless Keras has downloaded them before. Each file is checked against its
checksum, and no file can execute code. The extra ``refnet[datasets]`` installs what downloads and
reads them.
"""

from refnet.datasets import (
    boston_housing,
    california_housing,
    cifar10,
    cifar100,
    digits,
    fashion_mnist,
    imdb,
    iris,
    mnist,
    reuters,
)
from refnet.datasets.digits import enlarge

__all__ = [
    "boston_housing",
    "california_housing",
    "cifar10",
    "cifar100",
    "digits",
    "enlarge",
    "fashion_mnist",
    "imdb",
    "iris",
    "mnist",
    "reuters",
]
