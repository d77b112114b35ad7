"""Chapter random: the numbers of NumPy's RandomState."""

from types import ModuleType

import numpy as np
import pytest
from support.backends import BACKENDS

from refnet import RefnetError


@BACKENDS
@pytest.mark.parametrize("seed", [0, 1, 42, 5489, 2**31 - 1, 2**31, 2**32 - 1])
def test_numbers_are_numpys(chapters: ModuleType, seed: int) -> None:
    expected = np.random.RandomState(seed).random_sample(2000)
    assert list(chapters.random(seed, 2000)) == expected.tolist()


@BACKENDS
def test_words_are_those_of_the_authors_program(chapters: ModuleType) -> None:
    generator = chapters.seeded(5489)
    words = [chapters.next_word(generator) for _ in range(10_000)]
    assert words[0] == 3499211612
    assert words[9_999] == 4123659995  # as the C++ standard demands of std::mt19937


@BACKENDS
def test_a_twist_uses_up_all_words(chapters: ModuleType) -> None:
    one, other = chapters.seeded(7), chapters.seeded(7)
    chapters.twist(one)
    chapters.twist(one)
    for _ in range(624):
        chapters.next_word(other)
    assert chapters.next_double(one) == chapters.next_double(other)


@BACKENDS
def test_bad_input_is_refused(chapters: ModuleType) -> None:
    for arguments, code, field in [
        ((-1, 1), "out_of_range", "seed"),
        ((2**32, 1), "out_of_range", "seed"),
        ((0.5, 1), "wrong_type", "seed"),
        ((1, -1), "out_of_range", "count"),
        ((1, True), "wrong_type", "count"),
    ]:
        with pytest.raises(RefnetError) as caught:
            chapters.random(*arguments)
        assert (caught.value.code, caught.value.field) == (code, field)
