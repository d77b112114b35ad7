"""Cases of the chapter random."""

from typing import Any

from cases import Draft, refusal

NUMPY = "NumPy's RandomState(seed).random_sample(count)"


def numbers(seed: Any, count: Any) -> dict[str, Any]:
    """Return a request."""
    return {"experiment": "random", "seed": seed, "count": count}


CASES = [
    Draft(
        "seed_1",
        "The first numbers of seed 1, with which many tutorials begin.",
        "RANDOM-1 RANDOM-3 RANDOM-4 RANDOM-5",
        numbers(1, 20),
        NUMPY,
        sourced=True,
        published={
            "values.0": "0.417022004703",
            "values.1": "0.720324493442",
            "values.2": "0.000114374817",
        },
    ),
    Draft(
        "seed_5489",
        "The seed that the authors' own program takes when it is given none.",
        "RANDOM-1",
        numbers(5489, 5),
        NUMPY,
        sourced=True,
        published={"values.0": "0.814723686393", "values.1": "0.905791937076"},
    ),
    Draft(
        "two_twists",
        "More numbers than 624 words give: the state is twisted twice and more.",
        "RANDOM-2 RANDOM-5",
        numbers(42, 1000),
        "a fault in the twist shows only after 312 numbers",
    ),
    *(
        Draft(
            f"seed_{name}",
            f"The {text}.",
            "RANDOM-1 RANDOM-5",
            numbers(seed, 4),
            "where arithmetic with signs or with more than 32 bits goes wrong",
        )
        for name, text, seed in [
            ("0", "smallest seed", 0),
            ("2147483648", "first seed whose highest bit is set", 2**31),
            ("4294967295", "largest seed", 2**32 - 1),
        ]
    ),
    Draft(
        "no_numbers",
        "No number at all, and no error.",
        "RANDOM-5",
        numbers(1, 0),
        "a count may be zero",
    ),
    Draft(
        "large_seed",
        "A seed of 33 bits.",
        "ERR-9 RANDOM-5",
        numbers(2**32, 1),
        "bad input",
        expected=refusal("out_of_range", "seed", "seed: expected 0 to 4294967295"),
    ),
    Draft(
        "negative_seed",
        "A negative seed.",
        "ERR-9 RANDOM-5",
        numbers(-1, 1),
        "bad input",
        expected=refusal("out_of_range", "seed", "seed: expected 0 to 4294967295"),
    ),
    Draft(
        "fractional_seed",
        "Half a seed.",
        "ERR-5",
        numbers(0.5, 1),
        "bad input",
        expected=refusal("wrong_type", "seed", "seed: expected a whole number"),
    ),
    Draft(
        "too_many_numbers",
        "More numbers than a request may ask for.",
        "ERR-9 RANDOM-5",
        numbers(1, 16777217),
        "a port that believes every count dies of this one",
        expected=refusal("out_of_range", "count", "count: expected 0 to 16777216"),
    ),
    Draft(
        "seed_before_count",
        "A seed and a count that are both beyond their bounds.",
        "ERR-9 RANDOM-5",
        numbers(-1, -1),
        "the first of two faults is named",
        expected=refusal("out_of_range", "seed", "seed: expected 0 to 4294967295"),
    ),
    Draft(
        "negative_count",
        "Fewer than no numbers.",
        "ERR-9",
        numbers(1, -1),
        "bad input",
        expected=refusal("out_of_range", "count", "count: expected 0 to 16777216"),
    ),
]
