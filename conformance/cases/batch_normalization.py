"""Cases of the chapter batch_normalization: moments of batches, of images and of sequences."""

from typing import Any

from cases import Draft, Trajectory, refusal, trajectories
from cases.images import (
    FLAT,
    FieldFault,
    activation,
    batch_normalization,
    classifier,
    conv1d,
    conv2d,
    dropout,
    learning,
    measured,
    only_outputs,
    ordered,
    reshape,
)
from cases.networks import Json, layer, shares, spread
from cases.steps import (
    at,
    embedding,
    gru,
    lstm,
    masking,
    padded,
    repeat_vector,
    simple_rnn,
    time_distributed,
)

FORWARD = "BNORM-1 BNORM-2 BNORM-3 BNORM-4"
ALL = f"{FORWARD} BNORM-5 BNORM-6"
BARE: Json = {"gamma": None, "beta": None}
FRESH: Json = {"gamma": [1, 1, 1], "beta": [0, 0, 0], "moving_mean": [0] * 3}


def hidden(*, n: int = 3, relu: bool = True, of: Json | None = None, **changes: Any) -> Json:
    """Return the request of a network with a batch normalization behind its hidden layer."""
    layers = [
        layer(3, n, "linear", "hidden", bias=None),
        batch_normalization(n, "hidden", **(of or {})),
        *([activation("relu")] if relu else []),
        layer(n, 2, "sigmoid", "last"),
    ]
    return learning([3], layers, 2, **changes)


def seven(**changes: Any) -> Json:
    """Return the fields of seven examples in batches of three, three and one."""
    return {
        "inputs": spread(7, 3, "seven in batches"),
        "targets": shares(7, 2, "seven in batches"),
        "batch_size": 3,
        **changes,
    }


PLACES: list[Trajectory] = [
    (
        "hidden_layer",
        "Between a dense layer without a bias and its relu.",
        ALL,
        hidden(batch_size=5, epochs=3),
        "the usual place",
    ),
    (
        "first_layer",
        "On the inputs of the network, before a dense layer.",
        f"{FORWARD} BNORM-5",
        learning([4], [batch_normalization(4, "first"), layer(4, 2, "tanh", "after it")], 2),
        "nobody needs the gradients of the inputs",
    ),
    (
        "last_layer",
        "As the last layer.",
        ALL,
        learning([3], [layer(3, 2, "tanh", "before it"), batch_normalization(2, "last")], 2),
        "the loss is that of the batch's moments, the outputs are those of the moving ones",
    ),
    (
        "alone",
        "A network of nothing else.",
        f"{FORWARD} BNORM-5",
        learning([3], [batch_normalization(3, "alone")], 3, epochs=3),
        "gamma and beta are all that the optimizer moves",
    ),
    (
        "behind_an_activation",
        "Between a hidden layer with its activation and the last layer.",
        ALL,
        learning(
            [3],
            [
                layer(3, 4, "sigmoid", "hidden"),
                batch_normalization(4, "behind"),
                layer(4, 2, "linear", "last"),
            ],
            2,
            batch_size=4,
        ),
        "the other usual place",
    ),
    (
        "two_in_a_row",
        "Two layers, one directly after the other.",
        ALL,
        learning(
            [3],
            [
                layer(3, 3, "tanh", "hidden"),
                batch_normalization(3, "lower"),
                batch_normalization(3, "upper", momentum=0.9),
                layer(3, 2, "linear", "last"),
            ],
            2,
            batch_size=3,
        ),
        "each has moments of its own",
    ),
    (
        "deep",
        "Three hidden layers with one each, adam, and shuffled batches.",
        f"{ALL} DENSE-15 DENSE-17",
        learning(
            [3],
            [
                *(
                    each
                    for i in range(3)
                    for each in (
                        layer(3, 3, "linear", f"deep {i}"),
                        batch_normalization(3, f"deep {i}"),
                        activation("elu"),
                    )
                ),
                layer(3, 2, "softmax", "deep"),
            ],
            2,
            **seven(batch_size=4),
            loss="categorical_crossentropy",
            optimizer={"name": "adam", "learning_rate": 0.05},
            shuffle_seed=5,
            epochs=3,
        ),
        "the memory of adam has places for gamma and beta, none for the moving moments",
    ),
]
SETTINGS: list[Trajectory] = [
    *(
        (
            f"without_{name}",
            f"A layer without {name.replace('_', ' ')}.",
            ALL,
            hidden(of=fields, **seven()),
            "the gradients of the inputs need both sums all the same",
        )
        for name, fields in [
            ("gamma", {"gamma": None}),
            ("beta", {"beta": None}),
            ("gamma_and_beta", BARE),
        ]
    ),
    (
        "nothing_to_train",
        "A layer without gamma and beta, alone: only the moving moments move.",
        "BNORM-2 BNORM-3 BNORM-4",
        learning([3], [batch_normalization(3, "bare", **BARE)], 3, epochs=3),
        "a layer without parameters changes all the same",
    ),
    (
        "fresh",
        "gamma 1, beta 0, moving mean 0, moving variance 1, and Keras's defaults.",
        ALL,
        hidden(of={**FRESH, "moving_variance": [1, 1, 1]}, epochs=4),
        "what a new layer has",
    ),
    (
        "gamma_of_zeros",
        "gamma 0 and -0.0: no gradient reaches the layer before.",
        ALL,
        hidden(of={"gamma": [0, "-0", 0.5]}, relu=False),
        "a product with zero is not left out",
    ),
    *(
        (
            f"momentum_{label}",
            f"The momentum {momentum}.",
            "BNORM-4",
            hidden(of={"momentum": momentum}, **seven(epochs=3)),
            why,
        )
        for label, momentum, why in [
            ("0", 0, "the moving moments are those of the last batch, which is short"),
            ("negative_zero", "-0", "-0.0 is 0.0"),
            ("1", 1, "the moving moments never move"),
            ("half", 0.5, "both parts are exact"),
            ("0_9", 0.9, "1 - momentum is not 0.1"),
            ("just_below_1", 0.9999999999999999, "1 - momentum has one digit"),
            ("smallest", 5e-324, "1 - momentum is 1"),
        ]
    ),
    *(
        (
            f"epsilon_{label}",
            f"The epsilon {epsilon}.",
            "BNORM-2 BNORM-6",
            hidden(of={"epsilon": epsilon}, **seven()),
            why,
        )
        for label, epsilon, why in [
            ("1e_5", 1e-5, "that of other libraries"),
            ("1", 1, "as large as the variance"),
            ("smallest", 5e-324, "a batch of one example has the variance 0"),
            ("huge", 1e300, "the outputs are nearly beta"),
        ]
    ),
    (
        "numbers_in_other_notations",
        "Momentum and epsilon in their bits.",
        "BNORM-2 BNORM-4 NUM-3",
        hidden(of={"momentum": "0x3fe8000000000000", "epsilon": "0x3f50624dd2f1a9fc"}),
        "where one number may stand, all its notations may",
    ),
]
RUNS: list[Trajectory] = [
    (
        "short_last_batch",
        "Batches of three, three and one example, in five epochs.",
        ALL,
        hidden(**seven(epochs=5)),
        "N is the size of this batch, and one example has the variance 0",
    ),
    (
        "short_last_batch_of_two",
        "Batches of five and two examples, shuffled.",
        f"{ALL} DENSE-17",
        hidden(**seven(batch_size=5, epochs=3, shuffle_seed=4)),
        "the sums are in the order of the batch, not of the request",
    ),
    (
        "batches_of_one",
        "Batches of one example: z is 0, and no gradient reaches the layer before.",
        ALL,
        hidden(batch_size=1, relu=False),
        "a variance over N - 1 would be one by zero",
    ),
    (
        "batch_size_above_m",
        "A batch size above the number of examples.",
        ALL,
        hidden(batch_size=99),
        "N is that of the examples there are",
    ),
    (
        "no_epochs",
        "No epoch: the outputs are calculated with the moving moments.",
        "BNORM-2 BNORM-3",
        only_outputs(hidden()),
        "outside training a batch has no say",
    ),
    (
        "recorded_last_epoch",
        "Four epochs, of which the last one is recorded.",
        ALL,
        hidden(epochs=4, record=[4]),
        "the moving moments move in every epoch",
    ),
    (
        "first_epoch_recorded",
        "Three epochs, of which the first one is recorded: later ones must not change it.",
        ALL,
        hidden(epochs=3, record=[1]),
        "a record is a copy",
    ),
    *(
        (
            f"optimizer_{name}",
            f"The optimizer {name.replace('_', ' ')}.",
            f"{ALL} {rule}",
            hidden(optimizer=optimizer, **seven(shuffle_seed=3)),
            "gamma and beta are weights like others",
        )
        for name, optimizer, rule in [
            (
                "with_momentum",
                {"name": "sgd", "learning_rate": 0.1, "momentum": 0.9},
                "DENSE-13",
            ),
            ("rmsprop", {"name": "rmsprop", "learning_rate": 0.02}, "DENSE-14"),
            (
                "adamw_clipped_by_norm",
                {"name": "adamw", "learning_rate": 0.05, "clipnorm": 0.05},
                "OPT-6 CLIP-4",
            ),
            (
                "clipped_together",
                {"name": "sgd", "learning_rate": 0.5, "global_clipnorm": 0.1},
                "CLIP-4",
            ),
        ]
    ),
]
STRANGE: list[Trajectory] = [
    (
        "order_of_the_sums",
        "Inputs whose sums, and whose squares' sums, depend on the order of the additions.",
        f"{FORWARD} BNORM-5",
        learning(
            [3],
            [batch_normalization(3, "order")],
            3,
            inputs=[
                [0.1, 1e16, 0.3],
                [0.2, 1, 0.1],
                [0.3, -1e16, 0.2],
                [0.6, 1, 0.7],
                [0.7, 1, 0.6],
                [1.3, -3, 0.9],
                [0.4, 2, 1.1],
                [0.9, 1e8, 0.5],
                [0.05, 1, 0.8],
            ],
            targets=shares(9, 3, "order"),
            batch_size=None,
        ),
        "from the last to the first, in halves or in lanes, other bits come out",
    ),
    (
        "many_examples",
        "Nineteen examples of nine features, in batches of eight.",
        f"{ALL} ARITH-2",
        learning(
            [4],
            [
                layer(4, 9, "tanh", "nine"),
                batch_normalization(9, "nine"),
                layer(9, 2, "linear", "nine"),
            ],
            2,
            inputs=spread(19, 4, "nineteen"),
            targets=shares(19, 2, "nineteen"),
            batch_size=8,
        ),
        "lanes of several features, and some that are left over",
    ),
    (
        "far_from_zero",
        "Inputs near a million that differ by little.",
        FORWARD,
        learning(
            [2],
            [batch_normalization(2, "far", moving_mean=[1e6, -1e6])],
            2,
            inputs=[[1e6 + 0.1 * i, -1e6 - 0.3 * i * i] for i in range(5)],
            batch_size=5,
        ),
        "the mean of the squares less the square of the mean has no digit that is right",
    ),
    (
        "constant_feature",
        "A feature that never changes, and one that is 0.",
        ALL,
        learning(
            [3],
            [
                layer(3, 3, "linear", kernel=[[0, 0, 0.3], [0, 0, 0.2], [0, 0, -0.7]], bias=None),
                batch_normalization(3, "constant"),
                layer(3, 2, "linear", "constant"),
            ],
            2,
            batch_size=3,
        ),
        "the root of epsilon is all there is to divide by",
    ),
    (
        "zeros_below_zero",
        "Inputs of -0.0 and 0.0, without beta.",
        "BNORM-1 BNORM-2",
        learning(
            [2],
            [batch_normalization(2, "zeros", beta=None, moving_mean=[0, "-0"])],
            2,
            inputs=[["-0", "-0"], ["-0", 0]],
            targets=[[0.5, 0.25]] * 2,
        ),
        "a sum from 0.0 begins with an addition",
    ),
    (
        "subnormal_inputs",
        "Inputs below the smallest normal number, and a tiny epsilon.",
        "BNORM-1 BNORM-2 ARITH-3",
        learning(
            [2],
            [batch_normalization(2, "tiny", epsilon=1e-320, moving_variance=[0, 5e-324])],
            2,
            inputs=[[5e-324, 3e-310], [1.5e-323, -1e-309], [2.5e-323, 1e-200]],
            targets=[[0.5, 0.25]] * 3,
            batch_size=3,
        ),
        "they count until somebody flushes them to zero",
    ),
    (
        "rounding_of_the_product",
        "gamma times z, nearly the opposite of beta.",
        "BNORM-2 ARITH-2",
        learning(
            [2],
            [
                batch_normalization(
                    *(2, "fused"),
                    gamma=[0.7, 1.3],
                    beta=[-0.313, 0.477],
                    moving_mean=[0.1, 0.3],
                    moving_variance=[1.1, 0.6],
                )
            ],
            2,
            inputs=[[0.5691, 0.01533], [0.56918, 0.01543], [0.5692, 0.0154]],
            targets=[[0, 0]] * 3,
            epochs=0,
            record=[],
        ),
        "a fused multiply-add gives other bits",
    ),
    (
        "moving_variance_0",
        "A moving variance of 0 and -0.0.",
        "BNORM-2 BNORM-3",
        only_outputs(hidden(of={"moving_variance": [0, "-0", 5e-324]})),
        "epsilon is added to it all the same",
    ),
    (
        "gradients_of_the_inputs",
        "The gradients of an image of four pixels and two channels.",
        "BNORM-5 BNORM-6",
        measured([2, 2, 2], [batch_normalization(2, "measured")], spread(1, 8, "bn targets")[0]),
        "N is 4 in a batch of one example",
    ),
    (
        "gradients_of_the_inputs_without_gamma",
        "The same without gamma, followed by a product.",
        "BNORM-6",
        measured(
            [4, 2],
            [batch_normalization(2, "measured", **BARE), conv1d(1, 2, 2, "measured")],
            spread(1, 8, "bn targets")[0],
        ),
        "1 divided by the root",
    ),
    (
        "gradients_of_one_position",
        "One example of one position: deltas less their own mean are 0.",
        "BNORM-6",
        measured([3], [batch_normalization(3, "measured")], [0.5, -0.25, 0.125]),
        "nothing is left of the gradients",
    ),
]
WORDS = [[1, 2, 0, 0], [3, 3, 4, 0], [4, 1, 2, 3], [0, 0, 0, 0], [2, 0, 1, 0]]
MASKED = padded(4, 2, "xx..", ".xxx", "x..x", "....", "xxxx", seed="normalized")
SHAPES_OF: list[Trajectory] = [
    (
        "images",
        "The channels of feature maps, before their relu.",
        ALL,
        classifier(
            [4, 4, 1],
            conv2d(3, 3, 1, 2, "normalized", bias=None),
            batch_normalization(2, "maps"),
            activation("relu"),
            inputs=8,
        ),
        "all pixels of a channel have one mean",
    ),
    (
        "images_at_first",
        "The channels of the images, and then those of their feature maps.",
        ALL,
        classifier(
            [3, 3, 2],
            batch_normalization(2, "pixels"),
            conv2d(2, 2, 2, 3, "of pixels", activation="tanh"),
            batch_normalization(3, "maps", momentum=0.7),
            inputs=12,
        ),
        "the sums go example by example, then pixel by pixel",
    ),
    (
        "one_channel",
        "Images of one channel: one mean for all numbers.",
        ALL,
        classifier([2, 3, 1], conv2d(1, 1, 1, 1), batch_normalization(1, "one"), inputs=6),
        "the last axis counts, also where it is 1",
    ),
    (
        "rows_of_an_image",
        "An image whose rows become the features of a sequence.",
        ALL,
        classifier([2, 4], reshape(4, 2), batch_normalization(2, "rows"), inputs=8),
        "the shape in front of the layer decides",
    ),
    (
        "flat_images",
        "The same numbers in one row: each has a mean of its own.",
        ALL,
        classifier([2, 4], FLAT, batch_normalization(8, "flat"), inputs=8),
        "the shape in front of the layer decides",
    ),
    (
        "sequences",
        "All steps of a sequence, behind filters.",
        ALL,
        classifier([5, 2], conv1d(2, 2, 3, "steps"), batch_normalization(3, "steps"), inputs=12),
        "all steps of a feature have one mean",
    ),
    *(
        (
            f"mask_before_{kind}",
            "Steps that are not real are no part of the moments, and the mask goes on.",
            f"{ALL} SEQ-4 RNN-5",
            learning(
                [4, 2],
                [masking(), batch_normalization(2, "masked"), build(2, 2, "masked")],
                2,
                inputs=MASKED,
                batch_size=3,
            ),
            "N counts the real steps alone",
        )
        for kind, build in [("simple_rnn", simple_rnn), ("lstm", lstm), ("gru", gru)]
    ),
    (
        "mask_of_whole_batches",
        "A batch without any real step between others.",
        f"{ALL} SEQ-4",
        learning(
            [4, 2],
            [
                masking(),
                time_distributed(2, 3, "before it"),
                batch_normalization(3, "nothing is real"),
                simple_rnn(3, 2, "nothing is real"),
            ],
            2,
            inputs=padded(4, 2, "xx..", ".x..", "....", "....", "x..x", seed="whole batches"),
        ),
        "0 divided by 0 is no mean",
    ),
    (
        "steps_that_count_although_they_are_masked",
        "All outputs count in the loss, also those of steps that are not real.",
        f"{ALL} SEQ-3 SEQ-4",
        learning(
            [4, 2],
            [
                masking(),
                time_distributed(2, 3, "before it", activation="tanh"),
                batch_normalization(3, "all count"),
                time_distributed(3, 1, "after it"),
                FLAT,
            ],
            4,
            inputs=MASKED,
            batch_size=5,
        ),
        "they are normalized by the batch's moments, and their deltas are in the sums",
    ),
    (
        "mask_of_a_batch_without_real_steps_that_counts",
        "A batch without any real step, whose outputs count.",
        f"{ALL} SEQ-3 SEQ-4",
        learning(
            [3, 2],
            [
                masking(mask_value=0.5),
                time_distributed(2, 2, "before it"),
                batch_normalization(2, "no moments"),
                FLAT,
            ],
            6,
            inputs=[[0.5] * 6, [0.5] * 6, *spread(3, 6, "real")],
        ),
        "the gradients are those of outside training",
    ),
    (
        "words",
        "The vectors of words, of which the word 0 is not real.",
        f"{ALL} EMBED-2 SEQ-4",
        learning(
            [4],
            [
                embedding(5, 3, "normalized", mask_zero=True),
                batch_normalization(3, "words"),
                dropout(0.3),
                gru(3, 2, "of words"),
            ],
            2,
            inputs=WORDS,
        ),
        "the gradients of the table go through the moments",
    ),
    (
        "repeated",
        "Steps that repeat an example: no mask, and N is m times the steps.",
        ALL,
        learning(
            [3],
            [
                layer(3, 2, "linear", "repeated"),
                repeat_vector(3),
                batch_normalization(2, "repeated"),
                simple_rnn(2, 2, "repeated"),
            ],
            2,
        ),
        "the gradients of all steps are added",
    ),
]
SIX: Json = {"inputs": spread(6, 6, "six"), "targets": shares(6, 2, "six")}
MIXED: list[Trajectory] = [
    (
        "with_dropout",
        "Dropout before and behind it.",
        f"{ALL} DROP-1 DROP-2 DROP-3",
        learning(
            [4],
            [
                dropout(0.25),
                layer(4, 3, "linear", "dropped"),
                batch_normalization(3, "dropped"),
                activation("leaky_relu"),
                dropout(0.4),
                layer(3, 2, "sigmoid", "dropped"),
            ],
            2,
            batch_size=3,
            shuffle_seed=12,
            epochs=3,
        ),
        "the moments are those of what is left, and nothing is drawn for them",
    ),
    (
        "with_states",
        "In front of a stateful layer, and behind one.",
        f"{ALL} RNN-6",
        learning(
            [3, 2],
            [
                batch_normalization(2, "states"),
                lstm(2, 2, "states", stateful=True, return_sequences=True),
                batch_normalization(2, "behind states"),
                gru(2, 2, "more states", stateful=True),
            ],
            2,
            **SIX,
            epochs=3,
        ),
        "the states begin with zeros for the outputs, the moving moments do not",
    ),
    (
        "with_states_and_dropout",
        "States, dropout of steps and masks together.",
        f"{ALL} RNN-6 RNN-7 DROP-3",
        learning(
            [3, 2],
            [
                masking(),
                batch_normalization(2, "all of it"),
                dropout(0.2),
                simple_rnn(*(2, 3, "all of it"), stateful=True, dropout=0.3, return_sequences=True),
                batch_normalization(3, "all of it", gamma=None),
                lstm(3, 2, "all of it", recurrent_dropout=0.25),
            ],
            2,
            inputs=padded(3, 2, "xx.", ".x.", "x.x", "xxx", "...", "..x", seed="all of it"),
            targets=shares(6, 2, "all of it"),
            optimizer={"name": "adam", "learning_rate": 0.05},
            shuffle_seed=6,
        ),
        "each part has its own way from batch to batch",
    ),
]
INFINITE = hidden(relu=False, inputs=[[1, 0, 0], [1e200, 1, 1], *spread(3, 3, "finite")])
ONE: Json = {"gamma": [1], "beta": None, "moving_mean": [0], "moving_variance": [1]}
DIVERGED = [
    Draft(
        "diverged_moving_variance",
        "A batch with an infinite variance, whose outputs are finite.",
        "BNORM-4 ARITH-4 ERR-11",
        INFINITE,
        "the moving moments are watched with the layers",
        expected=refusal(
            "diverged", "layers", "layers: left the finite numbers in trial 1, batch 1", 1, 1
        ),
    ),
    Draft(
        "diverged_moving_variance_with_momentum_1",
        "A batch with an infinite variance, of which the moving one takes nothing.",
        "BNORM-4 ARITH-4 ERR-11",
        learning(
            [1],
            [batch_normalization(1, **ONE, momentum=1)],
            1,
            inputs=[[1], [2], [1e200], [0], [1]],
        ),
        "infinity times 0 is no number",
        expected=refusal(
            "diverged", "layers", "layers: left the finite numbers in trial 1, batch 2", 1, 2
        ),
    ),
    Draft(
        "diverged_mean",
        "Inputs whose sum is beyond the range.",
        "BNORM-1 ARITH-4 ERR-11",
        learning(
            [1],
            [batch_normalization(1, **ONE)],
            1,
            inputs=[[1], [2], [0], [1.5e308], [1.5e308]],
            batch_size=3,
        ),
        "the outputs are watched first",
        expected=refusal(
            "diverged", "outputs", "outputs: left the finite numbers in trial 1, batch 2", 1, 2
        ),
    ),
    Draft(
        "diverged_outputs_after_training",
        "An input that is too large for the moving moments.",
        "BNORM-3 ARITH-4 ERR-11",
        learning(
            [1],
            [batch_normalization(1, **{**ONE, "moving_variance": [0]}, epsilon=1e-300)],
            1,
            inputs=[[0], [1e200], [0], [0], [0]],
            epochs=0,
            record=[],
        ),
        "the outputs after the last epoch are watched, too",
        expected=refusal("diverged", "outputs", "outputs: left the finite numbers in trial 0", 0),
    ),
]
NETWORK = learning(
    [3],
    [
        layer(3, 2, "linear", "fault"),
        batch_normalization(2, "fault", momentum=0.9, epsilon=0.01),
        layer(2, 1, "linear", "fault 2"),
    ],
    1,
)
NUMBERS = ": expected a list of numbers"
OR_NULL = f"{NUMBERS} or null"
PAIR = ": expected the shape [2]"
FINITE = ": expected a finite number"
TYPES: list[FieldFault] = [
    at("units_of_halves", 2.5, "wrong_type", ": expected a whole number", "units"),
    at("gamma_a_number", 1, "wrong_type", OR_NULL, "gamma", 1),
    at("beta_a_text", "zeros", "wrong_type", OR_NULL, "beta", 1),
    at("moving_mean_null", None, "wrong_type", NUMBERS, "moving_mean", 1),
    at("moving_variance_of_rows", [[1], [1]], "wrong_type", NUMBERS, "moving_variance", 1),
    at("momentum_null", None, "wrong_type", ": expected a number", "momentum", 1),
    at("epsilon_true", True, "wrong_type", ": expected a number", "epsilon", 1),
    ("loss_a_number", "loss", 7, "loss", "wrong_type", ": expected a string"),
]
SHAPES: list[FieldFault] = [
    at("gamma_of_three", [1, 1, "NaN"], "shape_mismatch", PAIR, "gamma", 1),
    at("beta_of_none", [], "shape_mismatch", PAIR, "beta", 1),
    at("moving_mean_of_none", [], "shape_mismatch", PAIR, "moving_mean", 1),
    at("moving_variance_of_one", [1], "shape_mismatch", PAIR, "moving_variance", 1),
    at(
        "bias_of_none",
        [],
        "shape_mismatch",
        ": expected length 1, that of layers[2].units, got length 0",
        "bias",
        2,
    ),
]
VALUES: list[FieldFault] = [
    at("kernel_nan", [["NaN", 1]] * 3, "not_finite", f"[0][0]{FINITE}", "kernel"),
    at("gamma_nan", [1, "NaN"], "not_finite", f"[1]{FINITE}", "gamma", 1),
    at("beta_infinite", ["Infinity", 0], "not_finite", f"[0]{FINITE}", "beta", 1),
    at("moving_mean_infinite", [0, "-Infinity"], "not_finite", f"[1]{FINITE}", "moving_mean", 1),
    at(
        "moving_variance_below_0",
        [1, -5e-324],
        "out_of_range",
        "[1]: expected 0 or more",
        "moving_variance",
        1,
    ),
    at("momentum_above_1", 1.0000000000000002, "out_of_range", ": expected 0 to 1", "momentum", 1),
    at("epsilon_0", 0, "out_of_range", ": expected a number above 0", "epsilon", 1),
    at("later_bias", ["NaN"], "not_finite", f"[0]{FINITE}", "bias", 2),
]
NO_FIELD = ": a layer has no such field"
MORE: list[FieldFault] = [
    at("moving_variance_nan", ["NaN", -1], "not_finite", f"[0]{FINITE}", "moving_variance", 1),
    at("momentum_below_0", -5e-324, "out_of_range", ": expected 0 to 1", "momentum", 1),
    at("momentum_nan", "NaN", "not_finite", FINITE, "momentum", 1),
    at("epsilon_below_0", -0.001, "out_of_range", ": expected a number above 0", "epsilon", 1),
    at("epsilon_negative_zero", "-0", "out_of_range", ": expected a number above 0", "epsilon", 1),
    at("epsilon_infinite", "Infinity", "not_finite", FINITE, "epsilon", 1),
    at("axis", -1, "unknown_field", NO_FIELD, "axis", 1),
    at("training", True, "unknown_field", NO_FIELD, "training", 1),
    at("gamma_of_dense", [1, 1], "unknown_field", NO_FIELD, "gamma", 0),
    (
        "moving_mean_missing",
        "layers[1]",
        {"kind": "batch_normalization", "moving_variance": [1, 1]},
        "layers[1].moving_mean",
        "missing_field",
        ": this field is required",
    ),
    (
        "kernel_after_it",
        "layers[2].kernel",
        [[1]] * 3,
        "layers[2].kernel",
        "shape_mismatch",
        ": expected length 2, that of layers[1].input_shape, got length 3",
    ),
]
REFUSED: list[Draft] = [
    Draft(
        "fault_features_of_an_image",
        "A gamma for each pixel, where the layer has one for each channel.",
        "ERR-7",
        classifier([2, 2, 3], batch_normalization(12, "pixels"), inputs=12),
        "the last axis is that of the features",
        expected=refusal(
            "shape_mismatch", "layers[0].gamma", "layers[0].gamma: expected the shape [3]"
        ),
    ),
    Draft(
        "fault_targets_of_three",
        "Targets of three numbers for a last layer of two.",
        "ERR-7",
        learning([2], [batch_normalization(2)], 3),
        "bad input",
        expected=refusal(
            "shape_mismatch",
            "targets",
            "targets[0]: expected length 2, that of layers[0].input_shape, got length 3",
        ),
    ),
]

CASES: list[Draft] = [
    *trajectories([*PLACES, *SETTINGS, *RUNS, *STRANGE, *SHAPES_OF, *MIXED]),
    *DIVERGED,
    *(
        draft
        for faults in (TYPES, SHAPES, VALUES, *([fault] for fault in MORE))
        for draft in ordered("fault", NETWORK, faults)
    ),
    *REFUSED,
]
