"""Cases of the chapter initializers."""

from typing import Any

from cases import Draft, Refused, refusals
from cases.networks import Json, without

INITIALIZERS = ", ".join(
    f'"{name}"'
    for name in (
        *("glorot_uniform", "uniform", "zeros", "orthogonal"),
        *("random_uniform", "random_normal", "truncated_normal", "constant", "ones", "identity"),
        *("variance_scaling", "glorot_normal", "he_uniform", "he_normal"),
        *("lecun_uniform", "lecun_normal"),
    )
)


def initial(initializer: Any, sizes: Any, seed: Any, **more: Any) -> Json:
    """Return a request for the first kernels; more: the cells of their windows."""
    return {
        "experiment": "initial_kernels",
        "initializer": initializer,
        "sizes": sizes,
        "seed": seed,
        **more,
    }


INITIAL = [
    Draft(f"initial_kernels_{name}", text, "DENSE-18", initial(initializer, sizes, seed), why)
    for name, text, initializer, sizes, seed, why in [
        (
            "glorot_uniform",
            "The kernels of a 4-8-3 network, each with its own limit.",
            "glorot_uniform",
            [4, 8, 3],
            42,
            "the limit is of inputs and units, and one generator draws all",
        ),
        (
            "uniform",
            "The kernels of a 3-5-2 network between -0.05 and 0.05.",
            "uniform",
            [3, 5, 2],
            1,
            "a limit without sizes",
        ),
        ("zeros", "Kernels of zeros.", "zeros", [2, 3, 1], 1, "nothing is drawn"),
        (
            "one_size",
            "Inputs without a layer: no kernel, and no error.",
            "uniform",
            [5],
            1,
            "a list of sizes may have one number",
        ),
        (
            "seed_0",
            "The smallest seed.",
            "glorot_uniform",
            [1, 1, 1],
            0,
            "a seed that is taken for none",
        ),
        (
            "seed_4294967295",
            "The largest seed.",
            "glorot_uniform",
            [2, 7],
            2**32 - 1,
            "where arithmetic with signs or with more than 32 bits goes wrong",
        ),
        (
            "many",
            "Enough weights for the generator's second twist.",
            "glorot_uniform",
            [13, 29],
            7,
            "a generator that is seeded anew for each row",
        ),
    ]
]

FAULTS: list[Refused] = [
    *(
        (f"initial_kernels_{name}", text, rules, request, code, field, f"{field}: {message}")
        for name, text, rules, request, code, field, message in [
            (
                "unknown_initializer",
                "An initializer that there is not, and sizes out of range.",
                "ERR-10 DENSE-18",
                initial("xavier", [0], 1),
                "unknown_name",
                "initializer",
                f"expected one of {INITIALIZERS}",
            ),
            (
                "number_for_an_initializer",
                "A number for the initializer's name, and a text for the sizes.",
                "ERR-5 PORT-4",
                initial(7, "4-8-3", 1),
                "wrong_type",
                "initializer",
                "expected a string",
            ),
            (
                "fractional_size",
                "Half a unit, and half a seed.",
                "ERR-5 PORT-4",
                initial("uniform", [4, 2.5], 0.5),
                "wrong_type",
                "sizes",
                "expected a list of whole numbers",
            ),
            (
                "fractional_seed",
                "Half a seed, and no sizes.",
                "ERR-5 PORT-4",
                initial("uniform", [], 0.5),
                "wrong_type",
                "seed",
                "expected a whole number",
            ),
            (
                "missing_seed",
                "No seed at all.",
                "ERR-3",
                without(initial("uniform", [2, 2], 1), "seed"),
                "missing_field",
                "seed",
                "this field is required",
            ),
            (
                "no_sizes",
                "No sizes, of an initializer that there is not.",
                "ERR-6 PORT-4",
                initial("xavier", [], 1),
                "empty",
                "sizes",
                "expected at least one number",
            ),
        ]
    ),
    (
        "initial_kernels_no_units",
        "A layer without units, and a seed below zero.",
        "ERR-9 DENSE-18",
        initial("glorot_uniform", [4, 0, 3], -1),
        "out_of_range",
        "sizes",
        "sizes[1]: expected 1 to 16777216",
    ),
    (
        "initial_kernels_too_large_a_layer",
        "A layer of 2^24 + 1 units.",
        "ERR-9 DENSE-18",
        initial("zeros", [1, 16777217], 1),
        "out_of_range",
        "sizes",
        "sizes[1]: expected 1 to 16777216",
    ),
    (
        "initial_kernels_too_many_weights",
        "2^24 weights and one, over two layers, and a seed below zero.",
        "ERR-9 DENSE-18 PORT-4",
        initial("zeros", [16777215, 1, 2], -1),
        "out_of_range",
        "sizes",
        "sizes: expected 0 to 16777216",
    ),
    (
        "initial_kernels_too_many_weights_in_the_last",
        "A small layer, and one of 18 million weights.",
        "ERR-9 DENSE-18",
        initial("uniform", [1, 6000000, 3], 1),
        "out_of_range",
        "sizes",
        "sizes: expected 0 to 16777216",
    ),
    (
        "initial_kernels_by_claim",
        "More weights than 32 bits can count: 2^48, of which the lowest bits are zero.",
        "ERR-9 DENSE-18",
        initial("zeros", [16777216, 16777216], 1),
        "out_of_range",
        "sizes",
        "sizes: expected 0 to 16777216",
    ),
    (
        "initial_kernels_orthogonal_too_large",
        "A kernel of 1024 rows, each of one number more than can be made orthogonal.",
        "ERR-9 DENSE-22",
        initial("orthogonal", [1024, 1025], 1),
        "out_of_range",
        "sizes",
        "sizes: expected at most 1073741824 multiplications to make a kernel orthogonal",
    ),
    *(
        (
            f"initial_kernels_seed_{name}",
            f"The seed {seed}.",
            "ERR-9 DENSE-18",
            initial("glorot_uniform", [2, 2], seed),
            "out_of_range",
            "seed",
            "seed: expected 0 to 4294967295",
        )
        for name, seed in [("below_zero", -1), ("of_33_bits", 2**32)]
    ),
]
ORTHOGONAL = [
    Draft(f"initial_kernels_orthogonal_{name}", text, "DENSE-22", request, why)
    for name, text, request, why in [
        (
            "square",
            "A kernel of four rows and columns.",
            initial("orthogonal", [4, 4], 42),
            "its rows are orthonormal, and its columns",
        ),
        (
            "of_gates",
            "The recurrent kernel of an LSTM: fewer rows than columns.",
            initial("orthogonal", [3, 12], 7),
            "its rows are orthonormal",
        ),
        (
            "of_more_rows",
            "More rows than columns.",
            initial("orthogonal", [7, 2], 7),
            "its columns are orthonormal",
        ),
        (
            "odd",
            "15 numbers each, of 8 pairs: the last second number is dropped.",
            initial("orthogonal", [3, 5, 3], 1),
            "the next kernel begins with a new pair",
        ),
        (
            "one_number",
            "Kernels of one number: 1 or -1.",
            initial("orthogonal", [1, 1, 1, 1], 5),
            "a number divided by its length",
        ),
        (
            "one_row",
            "A kernel of one row, and one of one column.",
            initial("orthogonal", [1, 6, 1], 3),
            "a unit vector",
        ),
        (
            "of_windows",
            "A convolution of 3 cells of 2 inputs: six rows.",
            initial("orthogonal", [2, 4, 3], 11, cells=[3, 1]),
            "the rows of all cells together",
        ),
        (
            "many",
            "32 units, as in a small recurrent layer.",
            initial("orthogonal", [32, 32], 2**32 - 1),
            "the error of the last vectors is that of all before them",
        ),
        (
            "one_size",
            "Inputs without a layer.",
            initial("orthogonal", [4], 1),
            "nothing is drawn",
        ),
    ]
]
WINDOWS = [
    Draft(f"initial_kernels_{name}", text, "DENSE-18", request, why)
    for name, text, request, why in [
        (
            "of_windows",
            "A convolution of 3 by 2 cells, another of one cell, and a dense layer.",
            initial("glorot_uniform", [2, 3, 4, 5], 42, cells=[6, 1, 1]),
            "the limit of a convolution is that of all cells of its window",
        ),
        (
            "of_windows_uniform",
            "Two convolutions between -0.05 and 0.05.",
            initial("uniform", [1, 2, 3], 3, cells=[4, 2]),
            "a limit without sizes",
        ),
        (
            "of_windows_of_zeros",
            "A convolution of zeros.",
            initial("zeros", [2, 3], 1, cells=[5]),
            "nothing is drawn, and there are as many rows as cells times channels",
        ),
        (
            "null_cells",
            "null for the cells: dense layers.",
            initial("glorot_uniform", [4, 8, 3], 42, cells=None),
            "the same kernels as without the field",
        ),
        (
            "no_cells_for_one_size",
            "No kernel, and no window.",
            initial("uniform", [5], 1, cells=[]),
            "the list may be empty",
        ),
        (
            "cells_in_other_notations",
            "Cells with a point and as a text.",
            initial("glorot_uniform", [1, 2, 1], 5, cells=[3.0, "0x4000000000000000"]),
            "where one number may stand, all its notations may",
        ),
    ]
]
WINDOW_FAULTS: list[Refused] = [
    (
        f"initial_kernels_cells_{name}",
        text,
        f"{rule} DENSE-18 PORT-4",
        request,
        code,
        field,
        f"{field}{message}",
    )
    for name, text, rule, request, code, field, message in [
        (
            "a_number",
            "A number for the cells, and no sizes.",
            "ERR-5",
            initial("uniform", [], 1, cells=4),
            "wrong_type",
            "cells",
            ": expected a list of whole numbers or null",
        ),
        (
            "of_halves",
            "Half a cell.",
            "ERR-5",
            initial("uniform", [1, 1], 1, cells=[0.5]),
            "wrong_type",
            "cells",
            ": expected a list of whole numbers or null",
        ),
        (
            "after_seed",
            "Half a seed, and a number for the cells.",
            "ERR-5",
            initial("uniform", [1, 1], 0.5, cells=4),
            "wrong_type",
            "seed",
            ": expected a whole number",
        ),
        (
            "after_no_sizes",
            "No sizes, and a window.",
            "ERR-6",
            initial("uniform", [], 1, cells=[1]),
            "empty",
            "sizes",
            ": expected at least one number",
        ),
        (
            "too_many",
            "Two windows for one kernel, of an initializer that there is not.",
            "ERR-7",
            initial("xavier", [2, 3], 1, cells=[4, 4]),
            "shape_mismatch",
            "cells",
            ": expected length 1, that of sizes without the first, got length 2",
        ),
        (
            "too_few",
            "A window for two kernels.",
            "ERR-7",
            initial("uniform", [2, 3, 1], 1, cells=[4]),
            "shape_mismatch",
            "cells",
            ": expected length 2, that of sizes without the first, got length 1",
        ),
        (
            "after_a_size_of_0",
            "No unit, and no cell.",
            "ERR-9",
            initial("uniform", [2, 0], 1, cells=[0]),
            "out_of_range",
            "sizes",
            "[1]: expected 1 to 16777216",
        ),
        (
            "of_0",
            "No cell, and a seed below zero.",
            "ERR-9",
            initial("uniform", [2, 3, 1], -1, cells=[4, 0]),
            "out_of_range",
            "cells",
            "[1]: expected 1 to 16777216",
        ),
        (
            "too_large",
            "A window of 2^24 + 1 cells, which is named before the number of weights.",
            "ERR-9",
            initial("zeros", [1, 1], 1, cells=[2**24 + 1]),
            "out_of_range",
            "cells",
            "[0]: expected 1 to 16777216",
        ),
        (
            "with_too_many_weights",
            "2^25 weights: 2^12 cells of 2^13 weights.",
            "ERR-9",
            initial("zeros", [2**10, 2**3], -1, cells=[2**12]),
            "out_of_range",
            "sizes",
            ": expected 0 to 16777216",
        ),
        (
            "with_too_many_multiplications",
            "2^31 multiplications to make the second kernel orthogonal, and a seed below zero.",
            "ERR-9",
            initial("orthogonal", [1, 4, 2048], -1, cells=[1, 256]),
            "out_of_range",
            "sizes",
            ": expected at most 1073741824 multiplications to make a kernel orthogonal",
        ),
    ]
]

CASES = [*INITIAL, *ORTHOGONAL, *WINDOWS, *refusals(WINDOW_FAULTS), *refusals(FAULTS)]
