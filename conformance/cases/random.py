"""Cases of the chapter random."""

from typing import Any

from cases import Draft, faults_in_order, refusal

NUMPY = "NumPy's RandomState(seed).random_sample(count)"
RANDN = "NumPy's RandomState(seed).randn(count)"
RANDINT = "NumPy's RandomState(seed).randint(high, size=count)"


def numbers(seed: Any, count: Any, **changes: Any) -> dict[str, Any]:
    """Return a request, with some fields added."""
    return {"experiment": "random", "seed": seed, "count": count, **changes}


def normal(seed: int, count: int) -> dict[str, Any]:
    """Return a request for normal numbers."""
    return numbers(seed, count, distribution="normal")


def integers(seed: int, count: int, high: int) -> dict[str, Any]:
    """Return a request for whole numbers below ``high``."""
    return numbers(seed, count, distribution="integers", high=high)


HIGHS = [
    ("1", 1, "1: all numbers are 0"),
    ("2", 2, "2, for which a word is cut to one bit"),
    ("3", 3, "3: one in four words is drawn again"),
    ("128", 128, "128, a power of two: no word is drawn again"),
    ("129", 129, "129, just above a power of two: almost half of the words are drawn again"),
    ("1000", 1000, "1000"),
    ("65537", 65537, "65537, for which a word is cut to 17 bits"),
    ("2147483653", 2**31 + 5, "2^31 + 5, for which a word keeps all its bits"),
    ("4294967295", 2**32 - 1, "2^32 - 1, which leaves out one word"),
    ("4294967296", 2**32, "2^32: each word as it is"),
]
BOUNDS = ": expected 1 to 4294967296"
NAMES = ': expected one of "uniform", "normal", "integers"'


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
    Draft(
        "normal_seed_0",
        "The first normal numbers of seed 0.",
        "RANDOM-5 RANDOM-6",
        normal(0, 6),
        RANDN,
        sourced=True,
        published={
            "values.0": "1.76405235",
            "values.1": "0.40015721",
            "values.2": "0.97873798",
            "values.3": "2.2408932",
            "values.4": "1.86755799",
        },
    ),
    Draft(
        "normal_seed_1",
        "An odd number of normal numbers: the last pair's second one is not used.",
        "RANDOM-5 RANDOM-6",
        normal(1, 3),
        RANDN,
        sourced=True,
        published={
            "values.0": "1.62434536",
            "values.1": "-0.61175641",
            "values.2": "-0.52817175",
        },
    ),
    *(
        Draft(f"normal_{name}", text, "RANDOM-6", normal(seed, count), why)
        for name, text, seed, count, why in [
            ("two_twists", "A thousand normal numbers.", 42, 1000, "many points are drawn again"),
            ("odd", "999 normal numbers.", 4294967295, 999, "an odd count of the largest seed"),
            ("one_number", "A single normal number.", 7, 1, "half of a pair"),
            ("one_pair", "Two normal numbers.", 7, 2, "one pair"),
            ("no_numbers", "No normal number.", 7, 0, "a count may be zero"),
        ]
    ),
    Draft(
        "integers_seed_0",
        "The first whole numbers below 128 of seed 0.",
        "RANDOM-5 RANDOM-7",
        integers(0, 12, 128),
        RANDINT,
        sourced=True,
        published={
            "values.0": "44",
            "values.1": "47",
            "values.2": "117",
            "values.3": "64",
            "values.4": "67",
        },
    ),
    *(
        Draft(
            f"integers_below_{name}",
            f"Whole numbers below {text}.",
            "RANDOM-7",
            integers(3, 40, high),
            "the bits that high - 1 needs differ for each bound",
        )
        for name, high, text in HIGHS
    ),
    Draft(
        "integers_of_many_words",
        "More whole numbers than 624 words give.",
        "RANDOM-2 RANDOM-7",
        integers(42, 1000, 6),
        "a word for each number, and one more where it is drawn again",
    ),
    Draft(
        "integers_without_high",
        "Whole numbers without a bound: any word of 32 bits.",
        "RANDOM-5 RANDOM-7",
        numbers(1, 5, distribution="integers"),
        "the default of high is 2^32",
    ),
    Draft(
        "uniform_by_name",
        "The default distribution by its name; high has no effect.",
        "RANDOM-4 RANDOM-5",
        numbers(1, 5, distribution="uniform", high=3),
        "high is for whole numbers only",
    ),
    Draft(
        "normal_with_high",
        "Normal numbers; high has no effect.",
        "RANDOM-5 RANDOM-6",
        numbers(1, 5, distribution="normal", high=3),
        "high is for whole numbers only",
    ),
    Draft(
        "high_of_uniform_numbers",
        "A bound of 0, which is refused although it would have no effect.",
        "ERR-9 RANDOM-5",
        numbers(1, 5, high=0),
        "the checks do not depend on other fields",
        expected=refusal("out_of_range", "high", f"high{BOUNDS}"),
    ),
    Draft(
        "negative_high",
        "A negative bound.",
        "ERR-9 RANDOM-5",
        integers(1, 5, -1),
        "bad input",
        expected=refusal("out_of_range", "high", f"high{BOUNDS}"),
    ),
    *faults_in_order(
        integers(1, 5, 10),
        [
            ("seed", "one", "wrong_type", ": expected a whole number"),
            ("count", 0.5, "wrong_type", ": expected a whole number"),
            ("distribution", 1, "wrong_type", ": expected a string"),
            ("high", 2.5, "wrong_type", ": expected a whole number"),
        ],
    ),
    *faults_in_order(
        integers(1, 5, 10),
        [
            ("seed", 2**32, "out_of_range", ": expected 0 to 4294967295"),
            ("count", 2**24 + 1, "out_of_range", ": expected 0 to 16777216"),
            ("distribution", "randn", "unknown_name", NAMES),
            ("high", 2**32 + 1, "out_of_range", BOUNDS),
        ],
    ),
]
