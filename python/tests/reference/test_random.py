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


@BACKENDS
@pytest.mark.parametrize("seed", [0, 1, 42, 2**32 - 1])
def test_normal_numbers_are_numpys_but_for_the_last_bits(chapters: ModuleType, seed: int) -> None:
    expected = np.random.RandomState(seed).randn(1001)
    found = np.array(chapters.random(seed, 1001, "normal"))
    assert found == pytest.approx(expected, rel=1e-12)
    assert list(chapters.random(seed, 1000, "normal")) == found[:1000].tolist()


@BACKENDS
@pytest.mark.parametrize("high", [1, 2, 3, 128, 129, 1000, 2**31 + 5, 2**32 - 1, 2**32])
def test_whole_numbers_are_numpys(chapters: ModuleType, high: int) -> None:
    expected = np.random.RandomState(5).randint(0, high, 2000, dtype=np.int64)
    assert list(chapters.random(5, 2000, "integers", high)) == expected.tolist()
    generator = chapters.seeded(5)
    assert [chapters.next_integer(generator, high) for _ in range(9)] == expected[:9].tolist()


@BACKENDS
def test_a_pair_of_normal_numbers_is_one_draw(chapters: ModuleType) -> None:
    generator = chapters.seeded(3)
    pairs = [chapters.next_normals(generator) for _ in range(3)]
    assert [x for pair in pairs for x in pair] == list(chapters.random(3, 6, "normal"))


@BACKENDS
def test_a_bound_of_1_draws_no_word(chapters: ModuleType) -> None:
    one, other = chapters.seeded(3), chapters.seeded(3)
    assert chapters.next_integer(one, 1) == 0
    assert chapters.next_word(one) == chapters.next_word(other)


@BACKENDS
def test_bad_distributions_and_bounds_are_refused(chapters: ModuleType) -> None:
    for arguments, code, field in [
        ((1, 1, "randn", 0), "unknown_name", "distribution"),
        ((1, 1, None), "wrong_type", "distribution"),
        ((1, 1, "integers", 0), "out_of_range", "high"),
        ((1, 1, "uniform", 2**32 + 1), "out_of_range", "high"),
        ((1, 1, "integers", 1.0), "wrong_type", "high"),
        ((1, -1, "randn", 0), "out_of_range", "count"),
    ]:
        with pytest.raises(RefnetError) as caught:
            chapters.random(*arguments)
        assert (caught.value.code, caught.value.field) == (code, field)
