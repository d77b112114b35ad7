"""Every public function of refnet.core with arrays of extreme sizes and of every form.

What is small enough has the bits of refnet.reference; the rest has the same bits with the plain
text of the chapters as with the fastest kernels. ``make sanitize`` runs these tests too.
"""

import inspect
from itertools import accumulate, pairwise
from typing import Any

import pytest
from support.bits import same
from support.core_calls import (
    CALLS,
    FORMS,
    Arrays,
    OverlappingArrays,
    for_core,
    for_reference,
    numbers_of,
)

import refnet
from refnet import RefnetError, core, reference

EACH = pytest.mark.parametrize("name", CALLS)
WITH_LAYERS = [
    *("network_parameters", "with_parameters", "network_forward", "network_outputs"),
    *("network_gradients", "train_batch", "train_epoch", "train_epochs", "evaluate", "dense"),
]
REGULARIZED = "regularized_variables"  # the numbers, and not how many
# in refnet.core also of each number of an array
OF_ONE_NUMBER = ["exp", "expm1", "log", "log1p", "tanh", "erf", "sigmoid"]
OF_VARIABLES = [name for name in CALLS if name.endswith("_variables") and name != REGULARIZED]
# refnet.core only calls the reference, which takes minutes for a million rows
IN_PYTHON = [
    name for name in CALLS if "with_arrays(reference." in inspect.getsource(getattr(core, name))
]
# masks and rows are lists before they are arrays, which takes half a minute for a million rows
WITH_LISTS = ("batch_normalization_", "merged_", "bidirectional_")
MILLION = 1_000_000


def sizes_of(variables: list[int], vectors: list[list[float]]) -> list[int]:
    """Return how many numbers each variable has, given how many of the vectors it has."""
    ends = list(accumulate(variables, initial=0))
    return [sum(map(len, vectors[start:end])) for start, end in pairwise(ends)]


def call(chapters: Any, name: str, arguments: Any) -> Any:
    """Return the numbers of a function's result, and of the generators that it was given."""
    convert = for_core if chapters is core else for_reference
    given = convert(arguments)
    if name in OF_ONE_NUMBER and chapters is reference:
        result = [getattr(reference, name)(x) for x in given[0]]
    elif name in OF_VARIABLES and chapters is reference:
        parameters = getattr(reference, name.replace("_variables", "_parameters"))
        result = sizes_of(getattr(reference, name)(*given), parameters(*given))
    else:
        result = getattr(chapters, name)(*given)
    generators = [each for each in given if type(each) is type(chapters.seeded(0))]
    return numbers_of([result, generators])


def check(name: str, arrays: Arrays, m: int, n: int) -> None:
    """Check that a call has the bits of the reference, and leaves its arrays as they were."""
    arguments = CALLS[name](arrays, m, n)
    assert same(call(core, name, arguments), call(reference, name, arguments))
    assert arrays.unchanged()


def test_every_public_function_is_called() -> None:
    functions = {name for name in core.__all__ if not isinstance(getattr(core, name), type)}
    assert set(CALLS) == functions
    assert len(functions) > 80


@EACH
@pytest.mark.parametrize(("m", "n"), [(1, 1), (1, 3), (3, 1), (5, 3), (70, 9)])
def test_small_sizes(name: str, m: int, n: int) -> None:
    check(name, Arrays(), m, n)


@EACH
@pytest.mark.parametrize("form", FORMS)
def test_arrays_of_every_form(name: str, form: str) -> None:
    check(name, Arrays(FORMS[form]), 5, 3)


@EACH
def test_arrays_that_overlap(name: str) -> None:
    check(name, OverlappingArrays(5, 3), 5, 3)


@EACH
@pytest.mark.parametrize(("m", "n"), [(0, 2), (2, 0), (0, 0)], ids=str)
def test_no_rows_or_no_columns(name: str, m: int, n: int) -> None:
    """Either has the reference's bits or is refused, and then in the words of a RefnetError."""
    arrays = Arrays()
    arguments = CALLS[name](arrays, m, n)
    try:
        found = call(core, name, arguments)
    except RefnetError as caught:
        error = caught
    else:
        assert same(found, call(reference, name, arguments))
        return
    assert error.code in ("empty", "out_of_range")
    assert error.message.startswith(str(error.field))


@EACH
@pytest.mark.usefixtures("_as_before")
def test_a_million_rows(name: str) -> None:
    arrays = Arrays()
    m = MILLION // 10 if name.startswith(WITH_LISTS) else MILLION
    arguments = CALLS[name](arrays, 1000 if name in IN_PYTHON else m, 2)
    found = call(core, name, arguments)
    refnet.set_isa("plain")
    assert same(call(core, name, arguments), found)
    assert arrays.unchanged()


@pytest.mark.parametrize("name", WITH_LAYERS)
@pytest.mark.parametrize("n", [1, 2])
def test_two_thousand_layers(name: str, n: int) -> None:
    check(name, Arrays(depth=2000), 3, n)
