"""A character model: a recurrent network that learns to write the next character of a text.

A window of a text is an example: the characters in it, numbered, are the inputs, the one after it
is the target. Whoever predicts the next character can write: one character after another is drawn
from what the network expects, and becomes part of the next window. Windows that are not full begin
with steps of the number 0, which no character has and which a mask leaves out.

Source: A. Karpathy, "The unreasonable effectiveness of recurrent neural networks", 2015.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refnet import core
from refnet.errors import RefnetError
from refnet.layers import GRU, LSTM, Dense, Embedding, Input, Layer, SimpleRNN
from refnet.models import Sequential
from refnet.reference.names import check_known

Array = NDArray[Any]

CELLS: dict[str, type[Layer]] = {"lstm": LSTM, "gru": GRU, "simple_rnn": SimpleRNN}


def characters_of(text: str) -> list[str]:
    """Return the different characters of a text, in the order of their code points."""
    return sorted(set(text))


def numbers_of(text: str, characters: Sequence[str], name: str = "text") -> Array:
    """Return the number of each character of a text, from 1 [length].

    name: of the text, for the error. Raises RefnetError: unknown_name for a character that is not
    among these.
    """
    numbers = {character: i + 1 for i, character in enumerate(characters)}
    for i, character in enumerate(text):
        if character not in numbers:
            line = text.count("\n", 0, i) + 1
            reason = f"{character!r} is not a character of the model"
            raise RefnetError("unknown_name", name, f"{name}, line {line}: {reason}")
    return np.array([numbers[character] for character in text], np.int64)


def windows(numbers: Array, steps: int, stride: int = 1) -> tuple[Array, Array]:
    """Return the windows of a text and the class of the character after each.

    numbers [length]: as ``numbers_of`` returns them, more than ``steps``; stride: characters from
    one window to the next -> [m][steps], [m] from 0
    """
    views = np.lib.stride_tricks.sliding_window_view(numbers, steps + 1)[::stride]
    return views[:, :-1].astype(np.float64), views[:, -1] - 1


def character_model(
    characters: Sequence[str],
    steps: int,
    *,
    cell: str = "lstm",
    units: int = 128,
    dimensions: int = 32,
    seed: int | None = None,
    dtype: str = "float64",
    backend: str = "c",
) -> Sequential:
    """Return a model that predicts the character after ``steps`` others; it is not compiled.

    cell: "lstm", "gru" or "simple_rnn"; units: of it; dimensions: of a character's vector; the
    others are those of Sequential. Raises RefnetError like it, and unknown_name for a cell.
    """
    kind: Any = CELLS[check_known("cell", cell, CELLS)]
    layers = [
        Input((steps,)),
        Embedding(len(characters) + 1, dimensions, mask_zero=True),
        kind(units),
        Dense(len(characters), activation="softmax"),
    ]
    model = Sequential(layers, seed=seed, dtype=dtype, backend=backend)
    model.classes = list(characters)
    return model


def written(
    model: Sequential, prompt: str, length: int, temperature: float = 1.0, seed: int = 0
) -> Iterator[str]:
    """Yield characters that a character model writes after a prompt.

    length: how many; temperature: 1.0 draws each from the model's probabilities, less makes likely
    ones likelier, 0.0 takes the likeliest; seed: 0 to 2^32 - 1. The same arguments give the same
    text on every processor.

    Raises RefnetError: empty, out_of_range, unknown_name.
    """
    if not prompt:
        raise RefnetError("empty", "prompt", "prompt: expected at least one character")
    if not 0.0 <= temperature < float("inf"):
        raise RefnetError(
            "out_of_range", "temperature", "temperature: expected a number, 0 or more"
        )
    characters = model.classes or []
    numbers, generator = list(numbers_of(prompt, characters, "prompt")), core.seeded(seed)
    for _ in range(length):
        [probabilities] = model.predict(_window(numbers, model.input_shape[1]), verbose=0)
        place = _drawn(probabilities.astype(np.float64), temperature, generator)
        numbers.append(place + 1)
        yield characters[place]


def _window(numbers: Sequence[int], steps: int) -> Array:
    """Return the last characters as one example, with zeros before them if they are too few."""
    last = numbers[-steps:]
    return np.array([[0] * (steps - len(last)) + list(last)], np.float64)


def _drawn(probabilities: Array, temperature: float, generator: Any) -> int:
    """Return the index of one of the probabilities [k], drawn with them or with their powers."""
    if temperature == 0.0:
        return int(probabilities.argmax())
    logarithms = core.log(np.maximum(probabilities, np.finfo(np.float64).tiny))
    with np.errstate(over="ignore"):  # of a low temperature: what is far below becomes 0
        weights = core.exp((logarithms - logarithms.max()) / temperature)
    ends = np.add.accumulate(weights)
    place = int(np.searchsorted(ends, core.next_double(generator) * ends[-1], side="right"))
    return min(place, len(ends) - 1)
