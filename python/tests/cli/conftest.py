"""CSV files and images for the command line."""

from pathlib import Path

import numpy as np
import pytest
from support.commands import FLOWERS
from support.idx import random_images

from refnet import datasets


@pytest.fixture
def flowers(tmp_path: Path) -> Path:
    """A CSV file with 50 flowers: two measurements and the class that they determine."""
    random = np.random.RandomState(3)
    lines = ["length,width,flower"]
    for i in range(50):
        length, width = random.normal([3.0 * (i % 3), 10.0 - (i % 3)], 0.3)
        lines.append(f"{length:.3f},{width:.3f},{FLOWERS[i % 3]}")
    path = tmp_path / "flowers.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    """A CSV file with 40 pairs of measurements and a linear function of them."""
    rows = np.random.RandomState(3).uniform(-1, 1, (40, 2)).round(3)
    lines = ["a,price,b", *(f"{a},{2 * a - b + 0.5},{b}" for a, b in rows.tolist())]
    path = tmp_path / "prices.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def clothes(monkeypatch: pytest.MonkeyPatch) -> None:
    """40 images instead of Fashion-MNIST's."""
    images, labels = random_images(40, 3)
    parts = (images[:30], labels[:30]), (images[30:], labels[30:])
    monkeypatch.setattr(datasets.fashion_mnist, "load_data", lambda folder: parts)


@pytest.fixture
def few_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """40 digits to train on and 20 to test with, instead of all."""
    (x, y), (x_test, y_test) = datasets.digits.load_data()
    parts = (x[:40], y[:40]), (x_test[:20], y_test[:20])
    monkeypatch.setattr(datasets.digits, "load_data", lambda fraction=0.2, seed=0: parts)
