"""Call refnet.core and refnet.reference with the same arbitrary arguments.

    python tools/fuzz_core.py --seconds 60 --seed 1

An experiment must give the same bits or the same error in both; what is refused has the same code,
field, trial and batch. Other functions check their arguments only in refnet.core, and the steps of
recurrent layers, which are the reference's own there, nowhere: what they accept has the reference's
bits. The caller's arrays stay as they are. Under the address sanitizer, which
``make fuzz-c`` uses, an access outside of an array ends the process.
"""

import argparse
import math
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, note, seed, settings
from hypothesis import strategies as st
from support.core_calls import (
    CALLS,
    FORMS,
    Arrays,
    Vectors,
    for_core,
    for_reference,
    numbers_of,
)

from refnet import RefnetError, core, reference
from refnet.core.reference_calls import with_arrays

ROUND = 200  # calls for which Hypothesis is started
LARGEST = 9  # rows or columns
EXPERIMENTS = [
    *("elementary", "random", "button_press", "rabbit", "neuron", "two_layer", "dense"),
    *("normalization", "initial_kernels", "accuracy", "metrics", "hebb", "hopfield"),
]
# these calculate nothing, and return views; what they return is checked where C gets it
NOTHING_CHECKED = [
    *("batch_normalization_parameters", "batch_normalization_with_parameters"),
    *("batch_normalization_moving", "batch_normalization_with_states"),
    *("batch_normalization_masked", "watched_vectors", "without_states"),
    *("dense_parameters", "dense_with_parameters", "with_parameters"),
    *("time_distributed_parameters", "time_distributed_with_parameters", "each_step_layer"),
    *("recurrent_parameters", "recurrent_with_parameters", "step_layer"),
    *("gru_parameters", "gru_with_parameters", "feature_layer", "recurrent_layer"),
    *("bidirectional_parameters", "bidirectional_with_parameters", "half_of"),
    *("forward_layer", "backward_layer", "directed_layer"),
    *("kernel_rows", "nested_kernel", "patch_layer"),
    *("conv1d_parameters", "conv1d_with_parameters"),
    *("conv2d_parameters", "conv2d_with_parameters"),
]
# a variable's size is a number of parameters in refnet.core, of vectors in the reference
COMPARED = sorted(name for name in CALLS if not name.endswith("_variables"))
OF_ONE_NUMBER = ["exp", "expm1", "log", "log1p", "tanh", "sigmoid", "erf"]
COUNTS = [-1, 0, 1, 2, 3, 7, 40, 2**24, 2**24 + 1, 2**32, 2**53 - 1, 2**53, 2**64]
SPECIAL = [0.0, -0.0, 5e-324, 1e-310, 1e-160, 0.5, 1e154, 1e200, 1.7e308, math.inf, math.nan]
NUMBERS = st.one_of(st.sampled_from(SPECIAL), st.floats(-2, 2), st.floats())
NAMES = st.sampled_from(["softmax", "sigmoid", "mse", "uniform", "add", "binary_crossentropy", ""])
OTHERS = st.one_of(
    st.none(), st.booleans(), st.text(max_size=3), NUMBERS, st.sampled_from(COUNTS), NAMES,
    st.lists(NUMBERS, max_size=4), st.lists(st.lists(NUMBERS, max_size=3), max_size=3),
)  # fmt: skip
counted: Counter[str] = Counter()


class DrawnArrays(Arrays):
    """Arrays of any numbers, some of which have another size than they should."""

    def __init__(self, data: st.DataObject) -> None:
        super().__init__(FORMS.get(data.draw(st.sampled_from(["", *FORMS])), lambda array: array))
        self.data = data
        self.wild = data.draw(st.sampled_from([0.0, 0.05, 0.5]))  # the share of special numbers
        self.crooked = data.draw(st.sampled_from([0.0, 0.0, 0.1]))  # of the arrays
        self._random = np.random.default_rng(data.draw(st.integers(0, 2**32)))

    def numbers(self, *shape: int) -> Any:
        """Return numbers of any size."""
        if self._random.random() < self.crooked:
            shape = tuple(max(size + self._random.integers(-1, 2), 0) for size in shape)
        numbers = self._random.normal(size=shape)
        places = self._random.random(shape) < self.wild
        numbers[places] = self._random.choice(SPECIAL, int(places.sum()))
        return self._keep(self.form(numbers))

    def shape(self, n: int) -> tuple[int, ...]:
        """Return a shape of n numbers, in any number of dimensions, or sometimes of others."""
        divisors = [size for size in range(1, n + 1) if n % size == 0]
        shapes = [(n,), (1, n, 1), *((size, n // size) for size in divisors)]
        if self._random.random() < self.crooked:
            shapes = [(), (0,), (n + 1,), (2, n), (n, 0)]
        return self.data.draw(st.sampled_from(shapes))

    def vectors(self, *lengths: int) -> Vectors:
        """Return vectors of these lengths: the reference does not compare them."""
        crooked, self.crooked = self.crooked, 0.0
        made = super().vectors(*lengths)
        self.crooked = crooked
        return made


def arguments_of(name: str, data: st.DataObject) -> tuple[tuple[Any, ...], Arrays]:
    """Return arguments of a function, one of which may be anything."""
    arrays = DrawnArrays(data)
    sizes = st.integers(0, LARGEST)
    if name in NOTHING_CHECKED:
        arrays.crooked = 0.0
    arguments = list(CALLS[name](arrays, data.draw(sizes), data.draw(sizes)))
    if data.draw(st.booleans()):
        place = data.draw(st.integers(0, len(arguments) - 1))
        if type(arguments[place]) in (int, float):
            arguments[place] = data.draw(st.one_of(NUMBERS, st.sampled_from(COUNTS)))
        elif name in EXPERIMENTS:
            arguments[place] = data.draw(OTHERS)
    return tuple(arguments), arrays


def is_long(name: str, arguments: tuple[Any, ...]) -> bool:
    """Return whether the reference would calculate for too long."""
    counts = [each for each in arguments if isinstance(each, (int, float)) and each > 1000]
    return bool(counts) and name not in ("elementary", "seeded")


def is_the_references(function: Callable[..., Any]) -> bool:
    """Return whether a function of refnet.core only calls those of refnet.reference."""
    names = function.__code__.co_names
    calls_it = "with_arrays" in names or function is core.gradients_through_time
    return function.__globals__.get("with_arrays") is with_arrays and calls_it


def called(chapters: Any, name: str, arguments: tuple[Any, ...]) -> Any:
    """Return the numbers of a function's result, or what the error that it raises says."""
    convert = for_core if chapters is core else for_reference
    given_arguments = convert(arguments)
    function: Callable[..., Any] = getattr(chapters, name)
    try:
        if name in OF_ONE_NUMBER and chapters is reference:
            return numbers_of([function(x) for x in given_arguments[0]])
        return numbers_of(function(*given_arguments))
    except RefnetError as error:
        return (error.code, error.field, error.trial, error.batch)
    except (TypeError, ValueError, ArithmeticError, LookupError):
        if name in EXPERIMENTS or (chapters is core and not is_the_references(function)):
            raise
        return None  # an argument that the reference's function does not check for


def check(name: str, arguments: tuple[Any, ...], arrays: Arrays) -> None:
    """Raise AssertionError unless both packages agree."""
    found = called(core, name, arguments)
    assert arrays.unchanged(), f"{name} changed its arguments"
    if found is None or (isinstance(found, tuple) and name not in EXPERIMENTS):
        counted["refused"] += 1
        return
    with np.errstate(all="raise"):
        wanted = called(reference, name, arguments)
    if wanted is None:
        counted["calculated in refnet.core alone"] += 1
        return
    counted["refused" if isinstance(found, tuple) else "calculated"] += 1
    if isinstance(found, tuple) or isinstance(wanted, tuple):
        assert found == wanted, f"{name}: {found}, the reference has {wanted}"
        return
    assert found.shape == wanted.shape, f"{name}: {found.shape}, {wanted.shape}"
    alike = (found.view(np.int64) == wanted.view(np.int64)) | (np.isnan(found) & np.isnan(wanted))
    assert alike.all(), f"{name}: {found[~alike]}, the reference has {wanted[~alike]}"


def call_both(data: st.DataObject) -> None:
    """Call a function of both packages with the same arguments."""
    name = data.draw(st.sampled_from(COMPARED))
    arguments, arrays = arguments_of(name, data)
    note(f"{name}{arguments}")
    if not is_long(name, arguments):
        check(name, arguments, arrays)


def main() -> int:
    """Fuzz for a while; return the exit status. Hypothesis prints the smallest failing call."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    how = settings(
        max_examples=ROUND,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    start = time.monotonic()
    number = arguments.seed * 1_000_000
    while (spent := time.monotonic() - start) < arguments.seconds:
        seed(number)(how(given(st.data())(lambda data: call_both(data))))()
        number += 1
    tried = counted.total()
    for name, count in sorted(counted.items()):
        print(f"  {name}: {count}")
    print(f"{tried} calls in {spent:.0f} s ({tried / spent:.0f}/s), no finding")
    return 0


if __name__ == "__main__":
    sys.exit(main())
