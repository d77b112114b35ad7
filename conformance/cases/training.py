"""Cases of the chapter training: batches, shuffling, epochs, mixed parts, and runs that diverge."""

import json
from pathlib import Path

from cases import Draft, Trajectory, mixed_parts, refusal, training_faults, trajectories
from cases.networks import Json, classes, example, layer, single, spread, xor

IRIS = json.loads((Path(__file__).parent / "iris.json").read_text(encoding="utf-8"))

SHUFFLES: list[tuple[str, str, Json]] = [
    ("true", "Shuffled, as it is without the field.", {"shuffle": True, "shuffle_seed": 1}),
    ("false", "A seed, and examples in order.", {"shuffle": False, "shuffle_seed": 1}),
    ("true_without_a_seed", "No seed: examples in order.", {"shuffle": True}),
    (
        "false_without_a_seed",
        "null for no seed, and examples in order.",
        {"shuffle": False, "shuffle_seed": None},
    ),
]
TRAINED: list[Trajectory] = [
    *(
        (name, text, "DENSE-1 DENSE-8 DENSE-10", example(batch_size=size), reason)
        for name, text, size, reason in [
            ("batches_of_one", "Every example is a batch.", 1, "the weights move after each"),
            ("one_full_batch", "A batch as large as the data.", 7, "no short batch follows"),
            ("batch_larger_than_the_data", "A batch of 100, of which 7 come.", 100, "all are one"),
            ("batches_that_fit", "Batches of 6 and of 1.", 6, "a last batch of one example"),
            (
                "batch_beyond_32_bits",
                "The largest batch that a request can ask for.",
                9007199254740991,
                "start + batch_size overflows",
            ),
            ("null_batch_size", "null for all examples.", None, "null is the default"),
        ]
    ),
    (
        "shuffled",
        "Seven examples in another order in every epoch, in batches of 3.",
        "DENSE-17 DENSE-1 DENSE-8",
        example(shuffle_seed=1, record=[1, 2, 3, 4]),
        "each epoch starts from the examples' own order and goes on with the generator",
    ),
    (
        "shuffled_in_one_batch",
        "Another order changes the last digits even where all examples are one batch.",
        "DENSE-17 DENSE-8 DENSE-12",
        classes(shuffle_seed=5, batch_size=None),
        "sums in the order of training",
    ),
    *(
        (
            f"shuffled_by_seed_{seed}",
            f"The {text}.",
            "DENSE-17",
            example(shuffle_seed=seed),
            "a seed that is taken for none, or for a negative number",
        )
        for seed, text in [(0, "smallest seed"), (2**32 - 1, "largest seed")]
    ),
    (
        "null_shuffle_seed",
        "null for the examples' own order.",
        "DENSE-17 PORT-4",
        example(shuffle_seed=None),
        "null is the default",
    ),
    *(
        (
            f"shuffle_{name}",
            text,
            "DENSE-17",
            example(**fields, record=[1, 2, 3, 4]),
            "shuffle and shuffle_seed say it together",
        )
        for name, text, fields in SHUFFLES
    ),
    (
        "numbers_in_other_notations",
        "Counts, class numbers and settings as texts, with points and with exponents.",
        "PORT-5 PORT-7 NUM-2 NUM-3 DENSE-7",
        {
            "experiment": "dense",
            "layers": [
                {
                    "units": "0x4008000000000000",
                    "activation": "softmax",
                    "kernel": [["0x3fe0000000000000", 0.25, "-0"]],
                    "bias": None,
                }
            ],
            "loss": "sparse_categorical_crossentropy",
            "optimizer": {"name": "sgd", "learning_rate": "0x3fb999999999999a", "momentum": "-0"},
            "inputs": [["0x3ff0000000000000"], [0.3], [0.7]],
            "targets": ["-0", 2.0, "0x3ff0000000000000"],
            "batch_size": 2.0,
            "epochs": "0x4000000000000000",
            "shuffle_seed": "-0",
            "record": ["0x4000000000000000"],
        },
        "where one number may stand, all its notations may",
    ),
    (
        "every_epoch",
        "Every one of 30 epochs is recorded.",
        "DENSE-1 DENSE-5 DENSE-8",
        xor(epochs=30, record=list(range(1, 31)), batch_size=3),
        "a trajectory without gaps",
    ),
    (
        "record_nothing",
        "A record of no epoch: the training runs, and its outputs are reported.",
        "DENSE-1",
        xor(record=[]),
        "an empty list is not the same as no list",
    ),
    (
        "no_epochs",
        "No epoch at all: the outputs of the first weights.",
        "DENSE-1",
        xor(epochs=0),
        "a count may be zero",
    ),
]

FLOWERS = Draft(
    "iris",
    "Fisher's 150 iris flowers, a 4-8-3 network, Adam, and shuffled batches of 32.",
    "DENSE-1 DENSE-3 DENSE-7 DENSE-15 DENSE-17",
    {
        "experiment": "dense",
        "layers": [
            layer(4, 8, "relu", kernel=spread(4, 8, "iris 1", 0.5)),
            layer(8, 3, "softmax", kernel=spread(8, 3, "iris 2", 0.5)),
        ],
        "loss": "sparse_categorical_crossentropy",
        "optimizer": {"name": "adam", "learning_rate": 0.05},
        "inputs": IRIS["inputs"],
        "targets": IRIS["classes"],
        "batch_size": 32,
        "epochs": 3,
        "shuffle_seed": 42,
        "record": [3],
    },
    IRIS["source"],
    sourced=True,
)

SWINGING = single(
    "linear",
    [[1e204]],
    None,
    inputs=[[1e-120], [0], [0]],
    targets=[[0], [0], [0]],
    optimizer={"name": "sgd", "learning_rate": 1e308},
    batch_size=2,
)
# name, text, rules, request, reason, quantity, trial, batch
DIVERGED: list[tuple[str, str, str, Json, str, str, int, int | None]] = [
    (
        "nan_output",
        "An output of infinity less infinity.",
        "ARITH-4 ERR-11 DENSE-2",
        single(
            "linear",
            [[1e200], [-1e200]],
            None,
            inputs=[[1e200, 1e200]],
            targets=[[0]],
        ),
        "the first quantity of a batch",
        "outputs",
        1,
        1,
    ),
    (
        "overflow_of_an_output",
        "An output beyond the range in the second example of the second batch.",
        "ARITH-4 ERR-11 DENSE-1",
        single(
            "relu",
            [[1e10]],
            None,
            inputs=[[0], [0], [0], [1e300]],
            targets=[[0], [0], [0], [0]],
            batch_size=2,
        ),
        "the batch is counted from 1",
        "outputs",
        1,
        2,
    ),
    (
        "nan_of_a_softmax",
        "A softmax of a sum beyond the range: infinity less infinity.",
        "ARITH-4 ERR-11 DENSE-3",
        single(
            "softmax",
            [[1e200, 1]],
            None,
            loss="categorical_crossentropy",
            inputs=[[1e200]],
            targets=[[1, 0]],
        ),
        "the largest sum is taken away from itself",
        "outputs",
        1,
        1,
    ),
    (
        "overflow_of_the_loss",
        "A target so large that its squared error is beyond the range.",
        "ARITH-4 ERR-11 DENSE-4",
        xor(loss="mse", targets=[[1e160], [1], [1], [0]]),
        "the second quantity of a batch",
        "loss",
        1,
        1,
    ),
    (
        "overflow_of_the_epochs_loss",
        "Two batches whose losses are finite, and their total is not.",
        "ARITH-4 ERR-11 DENSE-8",
        single(
            "linear",
            [[0]],
            None,
            inputs=[[0], [0], [0]],
            targets=[[1e154], [1.1e154], [0]],
            batch_size=1,
        ),
        "the loss of an epoch is one total over all batches",
        "loss",
        1,
        2,
    ),
    (
        "nan_loss_of_a_class_without_a_share",
        "A sum of minus infinity has the probability 0, whose logarithm times 0 is no number.",
        "ARITH-4 ERR-11 DENSE-6",
        single(
            "softmax",
            [[1, -1e200]],
            None,
            loss="categorical_crossentropy",
            inputs=[[1e200]],
            targets=[[1, 0]],
        ),
        "a loss that skips the targets of zero is finite",
        "loss",
        1,
        1,
    ),
    (
        "overflow_of_the_layers",
        "Weights that swing out of the range in the second epoch's first batch.",
        "ARITH-4 ERR-11 DENSE-13",
        SWINGING,
        "the third quantity of a batch",
        "layers",
        2,
        1,
    ),
    (
        "overflow_of_the_optimizer",
        "A gradient whose square is beyond the range: Adam's step is 0, its memory infinite.",
        "ARITH-4 ERR-11 DENSE-15",
        single(
            "linear",
            [[0]],
            None,
            inputs=[[1e100]],
            targets=[[1e100]],
            optimizer={"name": "adam"},
        ),
        "the fourth quantity of a batch",
        "optimizer",
        1,
        1,
    ),
    (
        "overflow_of_rmsprop",
        "The same in RMSprop.",
        "ARITH-4 ERR-11 DENSE-14",
        single(
            "linear",
            [[0]],
            None,
            inputs=[[1e100]],
            targets=[[1e100]],
            optimizer={"name": "rmsprop"},
        ),
        "the fourth quantity of a batch",
        "optimizer",
        1,
        1,
    ),
    (
        "overflow_of_outputs_and_loss",
        "An infinite output makes the loss infinite, too: outputs are named.",
        "ARITH-4 ERR-11 DENSE-4",
        single("linear", [[1e200]], None, inputs=[[1e200]], targets=[[0]]),
        "the quantities have an order",
        "outputs",
        1,
        1,
    ),
    (
        "overflow_of_loss_and_layers",
        "A squared error and a step beyond the range: the loss is named.",
        "ARITH-4 ERR-11 DENSE-4",
        single(
            "linear",
            [[0]],
            None,
            inputs=[[1]],
            targets=[[1e200]],
            optimizer={"name": "sgd", "learning_rate": 1e200},
        ),
        "the quantities have an order",
        "loss",
        1,
        1,
    ),
    (
        "overflow_of_layers_and_optimizer",
        "A step beyond the range, and a velocity: the layers are named.",
        "ARITH-4 ERR-11 DENSE-13",
        single(
            "linear",
            [[0]],
            None,
            inputs=[[1e100]],
            targets=[[1e100]],
            optimizer={"name": "sgd", "learning_rate": 1e200, "momentum": 0.5},
        ),
        "the quantities have an order",
        "layers",
        1,
        1,
    ),
    (
        "overflow_in_the_order_of_training",
        "Two examples of one huge target each, in batches of one: the order decides on the batch.",
        "ARITH-4 ERR-11 DENSE-17",
        single(
            "linear",
            [[0]],
            None,
            inputs=[[0], [0], [0], [0], [0]],
            targets=[[1e160], [0], [0], [0], [0]],
            batch_size=1,
            shuffle_seed=1,
        ),
        "a batch is counted in the order of training",
        "loss",
        1,
        3,
    ),
    (
        "unrecorded_divergence",
        "A divergence behind the last recorded epoch is one all the same.",
        "ARITH-4 ERR-11 DENSE-1",
        {**SWINGING, "record": [1]},
        "what nobody reads must not be skipped",
        "layers",
        2,
        1,
    ),
    (
        "overflow_of_the_last_outputs",
        "The last step makes weights with which the outputs leave the range.",
        "ARITH-4 ERR-11 DENSE-1",
        single(
            "linear",
            [[0]],
            None,
            inputs=[[1e10]],
            targets=[[1]],
            optimizer={"name": "sgd", "learning_rate": 1e290},
            epochs=1,
        ),
        "no batch sees these outputs",
        "outputs",
        1,
        None,
    ),
    (
        "overflow_without_epochs",
        "Outputs beyond the range before any epoch.",
        "ARITH-4 ERR-11 DENSE-1",
        single("linear", [[1e200]], None, inputs=[[1e200]], targets=[[0]], epochs=0),
        "the trial is the number of epochs, which is 0",
        "outputs",
        0,
        None,
    ),
]


def divergence(quantity: str, trial: int, batch: int | None) -> Json:
    """Return the refusal of a run whose quantity leaves the finite numbers."""
    place = f"trial {trial}" if batch is None else f"trial {trial}, batch {batch}"
    message = f"{quantity}: left the finite numbers in {place}"
    return refusal("diverged", quantity, message, trial, batch)


CASES = [
    *trajectories(TRAINED),
    FLOWERS,
    *(
        Draft(name, text, rules, request, why, expected=divergence(quantity, trial, batch))
        for name, text, rules, request, why, quantity, trial, batch in DIVERGED
    ),
    *training_faults.CASES,
    *mixed_parts.CASES,
]
