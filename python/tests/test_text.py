"""refnet.text: the windows of a text, the model, and what it writes."""

import numpy as np
import pytest

from refnet import RefnetError, optimizers, text
from refnet.models import Sequential

LINE = "to be or not to be, that is the question\n"


def trained(backend: str = "c", epochs: int = 30) -> Sequential:
    characters = text.characters_of(LINE)
    model = text.character_model(characters, 8, units=16, dimensions=8, seed=1, backend=backend)
    model.compile(optimizers.Adam(0.01), "sparse_categorical_crossentropy", ["accuracy"])
    x, y = text.windows(text.numbers_of(LINE * 4, characters), 8)
    model.fit(x, y, batch_size=16, epochs=epochs, verbose=0)
    return model


def test_windows_and_the_characters_after_them() -> None:
    numbers = text.numbers_of("abcab", text.characters_of("abcab"))
    assert numbers.tolist() == [1, 2, 3, 1, 2]
    x, y = text.windows(numbers, 3)
    assert (x.tolist(), y.tolist()) == ([[1, 2, 3], [2, 3, 1]], [0, 1])
    x, y = text.windows(numbers, 1, stride=2)
    assert (x.tolist(), y.tolist()) == ([[1], [3]], [1, 0])


def test_a_character_that_is_not_known_is_named_with_its_line() -> None:
    with pytest.raises(RefnetError) as refused:
        text.numbers_of("ab\nc\n", ["\n", "a", "b"])
    assert (refused.value.code, refused.value.field) == ("unknown_name", "text")
    assert refused.value.message == "text, line 2: 'c' is not a character of the model"


def test_a_model_learns_a_line_by_heart() -> None:
    model = trained(epochs=120)
    assert "".join(text.written(model, "to be or", 33, temperature=0.0)) == LINE[8:]


def test_both_backends_write_the_same() -> None:
    fast, plain = trained("c", 1), trained("python", 1)
    assert fast.weights_sha256() == plain.weights_sha256()
    assert list(text.written(fast, "to", 12, 1.5, 3)) == list(text.written(plain, "to", 12, 1.5, 3))


def test_a_short_prompt_is_a_window_with_steps_left_out() -> None:
    model = trained(epochs=2)
    [padded] = model.predict(np.array([[0.0] * 6 + [1.0, 2.0]]), verbose=0)
    short = Sequential(seed=0)
    for layer in model.layers:
        short.add(layer)
    short.build((2,))
    short.set_weights(model.get_weights())
    assert padded.tolist() == short.predict(np.array([[1.0, 2.0]]), verbose=0)[0].tolist()


def test_the_seed_and_the_temperature_decide_what_is_written() -> None:
    model = trained(epochs=20)
    once, again, other = (list(text.written(model, "to", 40, 1.0, seed)) for seed in (5, 5, 6))
    assert once == again != other
    cold = list(text.written(model, "to", 40, 0.0, 5))
    assert (
        cold
        == list(text.written(model, "to", 40, 0.0, 6))
        == list(text.written(model, "to", 40, 0.001, 5))
        == list(text.written(model, "to", 40, 1e-320, 5))
    )


def test_a_temperature_is_a_power_of_the_probabilities() -> None:
    """Drawn as often as the probabilities to the power 1 / temperature say, whatever the seeds."""
    model = trained(epochs=3)
    [probabilities] = model.predict(
        np.array([[0.0] * 6 + text.numbers_of("to", model.classes or []).tolist()]), verbose=0
    )
    for temperature in (0.5, 1.0, 3.0):
        powers = probabilities ** (1.0 / temperature)
        drawn = [next(text.written(model, "to", 1, temperature, seed)) for seed in range(800)]
        counts = np.array([drawn.count(character) for character in model.classes or []])
        expected = 800 * powers / powers.sum()
        assert np.abs(counts - expected).max() < 4.5 * np.sqrt(expected.max())


@pytest.mark.parametrize(
    ("prompt", "temperature", "code"),
    [
        ("", 1.0, "empty"),
        ("to", -1.0, "out_of_range"),
        ("to", float("nan"), "out_of_range"),
        ("to", float("inf"), "out_of_range"),
        ("Z", 1.0, "unknown_name"),
    ],
)
def test_bad_arguments(prompt: str, temperature: float, code: str) -> None:
    with pytest.raises(RefnetError) as refused:
        list(text.written(trained(epochs=0), prompt, 1, temperature))
    assert refused.value.code == code


def test_an_unknown_cell_is_refused() -> None:
    with pytest.raises(RefnetError, match='"ltsm"'):
        text.character_model(["a"], 3, cell="ltsm")
