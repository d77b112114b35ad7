"""Cases of the chapter hopfield. Patterns and states are written with + for 1 and - for -1."""

from typing import Any

from cases import faults_in_order, refusals, trajectories

T, L, X = (
    "+++++--+----+----+----+--",
    "+----+----+----+----+++++",
    "+---+-+-+---+---+-+-+---+",
)
WALSH = ["++++----", "++--++--", "+-+-+-+-"]
FRUSTRATED = ["+-+-+---+-+-", "-++--++--++-", "--+++---+-+-", "-+++-++----+"]
ORDERED = ["-+-+----++", "+--+-++++-", "-+++++--+-", "+-++++----", "-+++-----+"]
RESEEDED = [
    "--+---+-++++",
    "+--+-++-+-+-",
    "--++-+++-+-+",
    "-++++++++--+",
    "+++----++++-",
    "+----++--+++",
]
MANY = [
    "++-+---+",
    "-+++-+--",
    "+--++-+-",
    "--+-+++-",
    "+++---+-",
    "-+-++-++",
    "+-++-+-+",
    "++--+--+",
    "---+-+++",
    "+-+-----",
]


def signs(text: str) -> list[int]:
    """Return 1 for each plus and -1 for each minus."""
    return [1 if each == "+" else -1 for each in text]


def hopfield(patterns: list[str], start: str, sweeps: int = 1, **changes: Any) -> dict[str, Any]:
    """Return a request, with some fields changed or added; None leaves one out."""
    request = {
        "experiment": "hopfield",
        "patterns": [signs(pattern) for pattern in patterns],
        "start": signs(start),
        "sweeps": sweeps,
        **changes,
    }
    return {key: value for key, value in request.items() if value is not None}


def synchronous(patterns: list[str], start: str, sweeps: int = 1, **changes: Any) -> dict[str, Any]:
    """Return a request with synchronous updates."""
    return hopfield(patterns, start, sweeps, update="synchronous", **changes)


def flipped(pattern: str, *units: int) -> str:
    """Return a pattern in which some units have the other sign."""
    other = {"+": "-", "-": "+"}
    return "".join(other[sign] if i in units else sign for i, sign in enumerate(pattern))


BASE = hopfield(["++--", "+-+-"], "+++-", order_seed=1)
SQUARES = ": expected 1 to 16777216"
SEEDS = ": expected 0 to 4294967295"
UPDATES = ': expected one of "asynchronous", "synchronous"'
SIGN = ": expected 1 or -1"

CASES = [
    *trajectories(
        [
            (
                "pattern_0101",
                "The pattern 0101 of Heaton's example in numbers of -1 and 1, from itself; his "
                "activations are in hebb/heaton_activations.",
                "HOP-1 HOP-2 HOP-4",
                hopfield(["-+-+"], "-+-+"),
                "a well-known first example",
            ),
            (
                "spoiled_0101",
                "The same pattern, one unit spoiled.",
                "HOP-1 HOP-2 HOP-3 HOP-4",
                hopfield(["-+-+"], "++-+", 2),
                "one sweep repairs it, the next changes nothing",
            ),
            (
                "letters",
                "Three letters of 25 units; a spoiled T becomes the T.",
                "HOP-1 HOP-2 HOP-3 HOP-4",
                hopfield([T, L, X], flipped(T, 0, 6, 12, 18, 23), 2),
                "what the network is for",
            ),
            (
                "letters_synchronous",
                "The same, all units at once.",
                "HOP-1 HOP-2 HOP-3 HOP-4",
                synchronous([T, L, X], flipped(T, 0, 6, 12, 18, 23), 2),
                "the other update",
            ),
            (
                "letters_shuffled",
                "A spoiled L, the units shuffled before each sweep.",
                "HOP-2 HOP-3 HOP-5",
                hopfield([T, L, X], flipped(L, 0, 1, 2, 8, 14, 20), 3, order_seed=1),
                "the order of the updates is part of the answer",
            ),
            (
                "asynchronous_by_name",
                "The default update by its name, and no seed as null.",
                "HOP-3 HOP-5",
                {**hopfield(WALSH, "+-------", 2, update="asynchronous"), "order_seed": None},
                "the defaults",
            ),
            (
                "updates_differ",
                "A start after which the first sweep is not that of a synchronous network.",
                "HOP-3",
                hopfield(FRUSTRATED, "+++----+-+++", 3),
                "each unit sees the changes before it",
            ),
            (
                "updates_differ_synchronous",
                "The same start, all units at once.",
                "HOP-3",
                synchronous(FRUSTRATED, "+++----+-+++", 3),
                "no unit sees the changes of the sweep",
            ),
            *(
                (
                    f"order_of_seed_{seed}",
                    f"Five sweeps in the orders of seed {seed}.",
                    "HOP-3 HOP-5",
                    hopfield(FRUSTRATED, "+++----+-+++", 5, order_seed=seed),
                    "one generator for all sweeps, from which each takes its order",
                )
                for seed in (0, 1, 2, 3, 2**32 - 1)
            ),
            (
                "order_of_each_sweep",
                "A network in which every wrong order that is known gives another run.",
                "HOP-3 HOP-5",
                hopfield(ORDERED, "-+---++--+", 4, order_seed=0),
                "not the last order shuffled again, not the same order again, not the inverse",
            ),
            (
                "a_seed_for_each_sweep",
                "Four sweeps that end in another state if the sweeps have seeds of their own, such "
                "as 7, 8, 9 and 10.",
                "HOP-3 HOP-5",
                hopfield(RESEEDED, "++++--+-+--+", 4, order_seed=7),
                "the seed is that of the run; the orders continue one sequence of random numbers",
            ),
            (
                "order_seed_of_a_synchronous_sweep",
                "A synchronous sweep with a seed gives what it gives without.",
                "HOP-3 HOP-5",
                synchronous(FRUSTRATED, "+++----+-+++", 2, order_seed=1),
                "all units see the state from before the sweep, in whatever order",
            ),
            (
                "tie_keeps_1",
                "Two patterns that disagree on how the units belong together: every sum is 0, and "
                "units of 1 stay 1.",
                "HOP-2",
                hopfield(["++", "+-"], "++"),
                "the sign of 0 is neither 1 nor -1",
            ),
            (
                "tie_keeps_minus_1",
                "The same, and units of -1 stay -1.",
                "HOP-2",
                hopfield(["++", "+-"], "--"),
                "the sign of 0 is neither 1 nor -1",
            ),
            (
                "ties_synchronous",
                "The same with a unit of each, at once.",
                "HOP-2 HOP-3",
                synchronous(["++", "+-"], "-+"),
                "the sign of 0 is neither 1 nor -1",
            ),
            (
                "tie_of_some_units",
                "Two patterns of four units, some of whose sums are 0.",
                "HOP-2",
                hopfield(["++--", "+-+-"], "+++-", 2),
                "a tie beside decided units",
            ),
            (
                "tie_of_rounded_weights",
                "A sum of fifths that is 0, which it is not if rounded weights are added.",
                "HOP-1 HOP-2 ARITH-1",
                hopfield(["+-+-+", "--+--", "+-++-", "--+-+", "++-++"], "+----", 2),
                "the sums are taken over whole numbers",
            ),
            (
                "spurious_negative",
                "The negative of a stored pattern is stable as well.",
                "HOP-2 HOP-4",
                hopfield(WALSH, flipped(WALSH[0], *range(8)), 2),
                "whoever stores a pattern stores its negative",
            ),
            (
                "spurious_negative_reached",
                "A start that is nearer to a negative: the network finds that one.",
                "HOP-2 HOP-3",
                hopfield([T, L], flipped(T, *range(4, 25)), 2),
                "a spurious state attracts too",
            ),
            (
                "spurious_mixture",
                "A mixture of three patterns, each unit the sign of their sum, is stable and none "
                "of them; its energy is higher.",
                "HOP-2 HOP-4",
                hopfield(WALSH, "+++-+---", 2),
                "a spurious state that nobody stored",
            ),
            (
                "period_of_two",
                "Two units that agree in the pattern and differ at the start take each other's "
                "state at once, for ever.",
                "HOP-3 HOP-4",
                synchronous(["++"], "+-", 5),
                "a synchronous network need not come to rest",
            ),
            (
                "no_period_asynchronous",
                "The same network comes to rest if its units are updated one after another.",
                "HOP-3 HOP-4",
                hopfield(["++"], "+-", 5),
                "every change lowers the energy",
            ),
            (
                "period_of_two_of_letters",
                "Half of the units of a pattern negated: a larger network that alternates.",
                "HOP-3",
                synchronous(["++++++"], "+++---", 4),
                "a period of two in six units",
            ),
            (
                "too_many_patterns",
                "Ten patterns in eight units: the second one is not stable.",
                "HOP-1 HOP-2",
                hopfield(MANY, MANY[1], 3),
                "beyond the capacity, which is about 0.138 patterns a unit",
            ),
            (
                "too_many_patterns_synchronous",
                "The same, all units at once.",
                "HOP-1 HOP-3",
                synchronous(MANY, MANY[1], 3),
                "beyond the capacity",
            ),
            (
                "same_pattern_twice",
                "A pattern that is stored twice has twice the weights.",
                "HOP-1 HOP-4",
                hopfield(["+-+", "+-+"], "++-", 2),
                "the patterns are added, not averaged",
            ),
            (
                "one_pattern",
                "One pattern of five units: weights of a fifth.",
                "HOP-1 HOP-4",
                hopfield(["+--+-"], "+++--", 2),
                "the weights are divided by n, not by the number of patterns",
            ),
            (
                "one_unit",
                "A single unit has no weight but 0, and keeps its state.",
                "HOP-1 HOP-2 HOP-4",
                hopfield(["+"], "-", 2),
                "a unit has no weight with itself",
            ),
            (
                "one_unit_shuffled",
                "A single unit needs no random number for its order.",
                "HOP-3 HOP-5",
                hopfield(["+", "-"], "+", 2, order_seed=5),
                "the smallest permutation",
            ),
            (
                "no_sweeps",
                "No sweep: the weights alone.",
                "HOP-1",
                hopfield(WALSH, WALSH[0], 0),
                "the count may be 0",
            ),
            (
                "numbers_in_other_notations",
                "Ones with a point, with an exponent, and as the bits of binary64.",
                "HOP-1 NUM-1",
                {
                    **hopfield(["+-+"], "+++"),
                    "patterns": [[1.0, -1e0, "0x3ff0000000000000"]],
                    "start": ["0xbff0000000000000", 1, 1.0],
                },
                "1 is a number, however it is written",
            ),
        ]
    ),
    *faults_in_order(
        BASE,
        [
            ("patterns", [1, -1], "wrong_type", ": expected a list of lists of numbers"),
            ("start", 1, "wrong_type", ": expected a list of numbers"),
            ("update", 1, "wrong_type", ": expected a string"),
            ("order_seed", 0.5, "wrong_type", ": expected a whole number or null"),
            ("sweeps", "one", "wrong_type", ": expected a whole number"),
        ],
    ),
    *faults_in_order(
        BASE,
        [
            (
                "patterns",
                [[1, 1, 1, 1], [1, 1, 1]],
                "shape_mismatch",
                "[1]: expected length 4, that of patterns[0], got length 3",
            ),
            (
                "start",
                [1, 1, 1],
                "shape_mismatch",
                ": expected length 4, that of patterns[0], got length 3",
            ),
        ],
    ),
    *faults_in_order(
        BASE,
        [
            ("patterns", [[1, 1, 1, 1], [1, 0, 1, 1]], "out_of_range", f"[1][1]{SIGN}"),
            ("start", [1, 1, -1, 0], "out_of_range", f"[3]{SIGN}"),
            ("update", "Synchronous", "unknown_name", UPDATES),
            ("order_seed", 2**32, "out_of_range", SEEDS),
            ("sweeps", -1, "out_of_range", ": expected 0 or more"),
        ],
    ),
    *refusals(
        [
            (
                "no_patterns",
                "No pattern: how many units there are is unknown.",
                "ERR-6",
                hopfield([], "++"),
                "empty",
                "patterns",
                "patterns: expected at least one number",
            ),
            (
                "empty_pattern",
                "A pattern without numbers.",
                "ERR-6",
                hopfield([""], ""),
                "empty",
                "patterns",
                "patterns: expected at least one number",
            ),
            (
                "nan_in_a_pattern",
                "A NaN in a pattern is a number that is neither 1 nor -1.",
                "ERR-9 NUM-2",
                {**BASE, "patterns": [["NaN", 1, 1, 1]]},
                "out_of_range",
                "patterns",
                f"patterns[0][0]{SIGN}",
            ),
            (
                "infinite_start",
                "An infinity in the start is a number that is neither 1 nor -1.",
                "ERR-9 NUM-2",
                {**BASE, "start": [1, 1, "Infinity", 1]},
                "out_of_range",
                "start",
                f"start[2]{SIGN}",
            ),
            (
                "almost_1",
                "The number before 1.",
                "ERR-9",
                {**BASE, "start": [0.9999999999999999, 1, 1, 1]},
                "out_of_range",
                "start",
                f"start[0]{SIGN}",
            ),
            (
                "too_many_units",
                "4097 units, whose weights are more numbers than a request may ask for; the start "
                "has a 0.",
                "ERR-9 PORT-4",
                {**BASE, "patterns": [[1] * 4097], "start": [0] * 4097},
                "out_of_range",
                "patterns",
                f"patterns{SQUARES}",
            ),
            (
                "pattern_before_too_many_units",
                "4097 units, and a 0 in the pattern, which is found first.",
                "ERR-9 PORT-4",
                {**BASE, "patterns": [[1] * 4096 + [0]], "start": [1] * 4097},
                "out_of_range",
                "patterns",
                f"patterns[0][4096]{SIGN}",
            ),
            (
                "shape_before_value",
                "A start that is too short, and a 0 in the pattern.",
                "ERR-7 PORT-4",
                {**BASE, "patterns": [[0, 1, 1, 1]], "start": [1]},
                "shape_mismatch",
                "start",
                "start: expected length 4, that of patterns[0], got length 1",
            ),
            (
                "negative_order_seed",
                "A negative seed.",
                "ERR-9",
                {**BASE, "order_seed": -1},
                "out_of_range",
                "order_seed",
                f"order_seed{SEEDS}",
            ),
            (
                "missing_sweeps",
                "A request that does not say how many sweeps.",
                "ERR-3 PORT-4",
                {key: value for key, value in BASE.items() if key != "sweeps"},
                "missing_field",
                "sweeps",
                "sweeps: this field is required",
            ),
            (
                "unknown_field",
                "A threshold, which this network does not have.",
                "ERR-4 PORT-4",
                {**BASE, "threshold": 0},
                "unknown_field",
                "threshold",
                "threshold: hopfield has no such field",
            ),
        ]
    ),
]
