"""Cases of chapter training: networks that mix parts of many chapters, in the order of the rules.

Each part has its own cases in its own chapter. Here it meets others: what one rule calculates,
another one clips, divides, masks or remembers.
"""

from cases import Trajectory, trajectories
from cases.graphs import add, concatenate, of
from cases.images import (
    FLAT,
    GLOBAL,
    SOFTMAX,
    activation,
    average_pooling,
    batch_normalization,
    conv1d,
    conv2d,
    dropout,
    leaky_relu,
    learning,
    max_pooling,
    padding,
    reshape,
)
from cases.networks import Json, layer, spread
from cases.steps import (
    bidirectional,
    embedding,
    gru,
    lstm,
    masking,
    padded,
    repeat_vector,
    reset_before,
    simple_rnn,
    time_distributed,
)

BOTH: Json = {"l1": 0.02, "l2": 0.05}
L2: Json = {"l2": 0.03}
SEQUENCES: Json = {"return_sequences": True}
FIVE = [0.5, 2, 0, 1.3, 0.7]
WORDS = [[1, 2, 0, 4], [0, 3, 3, 1], [4, 0, 0, 0], [2, 2, 4, 2], [3, 1, 0, 0]]
TWO_SIDES = [[1], [0], [0], [1], [1]]

ROWS: list[Trajectory] = [
    (
        "mixed_penalties_clipping_and_decay",
        "Penalties of weights and outputs, weighted examples, huber, a common norm, and AdamW, "
        "whose rate sinks.",
        "REG-2 REG-4 REG-5 REG-6 WEIGHT-3 WEIGHT-4 LOSS-3 CLIP-4 OPT-5 OPT-6 RATE-7 ACT-2 ACT-14",
        learning(
            [3],
            [
                layer(
                    *(3, 4, "elu", "penalties"),
                    kernel_regularizer=BOTH,
                    activity_regularizer={"l1": 0.01},
                ),
                leaky_relu(0.1),
                layer(4, 2, "linear", "penalties last", bias_regularizer=L2),
            ],
            2,
            loss={"name": "huber", "delta": 0.4},
            optimizer={
                "name": "adamw",
                "learning_rate": {
                    "name": "polynomial_decay",
                    "initial_learning_rate": 0.2,
                    "decay_steps": 5,
                    "end_learning_rate": 0.02,
                    "power": 2,
                },
                "weight_decay": 0.1,
                "global_clipnorm": 0.15,
            },
            example_weights=FIVE,
            epochs=3,
            record=[1, 3],
        ),
        "penalties are clipped with the loss and have no weights; the decay is not clipped",
    ),
    (
        "mixed_classes_smoothing_and_moments",
        "Weighted classes, smoothed targets, logits, a penalty of the logits, batch normalization, "
        "and Nadam.",
        "WEIGHT-1 WEIGHT-4 LOSS-8 LOSS-11 REG-5 REG-6 BNORM-4 BNORM-6 DENSE-17 OPT-4 ACT-8 ACT-13",
        learning(
            [3],
            [
                layer(3, 4, "linear", "smoothed", bias=None),
                batch_normalization(4, "smoothed", momentum=0.7),
                activation("gelu"),
                layer(4, 3, "linear", "smoothed last", activity_regularizer=BOTH),
            ],
            3,
            loss={"name": "categorical_crossentropy", "from_logits": True, "label_smoothing": 0.2},
            optimizer={"name": "nadam", "learning_rate": 0.05, "clipnorm": 0.6},
            targets=[[0, 1, 0], [1, 0, 0], [0.2, 0.5, 0.1], [0, 0, 1], [0, 1, 0]],
            class_weights=[0.7, 2.3, 1.9],
            batch_size=3,
            shuffle_seed=4,
            epochs=3,
            record=[1, 3],
        ),
        "the class is that of the given target, the penalty of the outputs has no weight",
    ),
    (
        "mixed_moments_of_what_dropout_leaves",
        "Dropout between two batch normalizations, one with penalties, and RMSprop with momentum, "
        "decay and a rate on stairs.",
        "BNORM-1 BNORM-4 BNORM-6 DROP-1 DROP-2 DENSE-17 REG-3 DENSE-14 OPT-5 RATE-3 RATE-5 ACT-4",
        learning(
            [3],
            [
                batch_normalization(3, "before dropout", gamma=None, momentum=0.8),
                dropout(0.3),
                layer(3, 4, "softplus", "of what is left", kernel_regularizer=L2),
                batch_normalization(
                    *(4, "behind dropout"),
                    momentum=0.6,
                    gamma_regularizer=BOTH,
                    beta_regularizer={"l1": 0.01},
                ),
                dropout(0.2),
                layer(4, 2, "tanh", "of what is left"),
            ],
            2,
            optimizer={
                "name": "rmsprop",
                "learning_rate": {
                    "name": "inverse_time_decay",
                    "initial_learning_rate": 0.02,
                    "decay_steps": 2,
                    "decay_rate": 0.5,
                    "staircase": True,
                },
                "momentum": 0.6,
                "weight_decay": 0.2,
            },
            batch_size=3,
            shuffle_seed=9,
            epochs=3,
            record=[1, 3],
        ),
        "the epoch shuffles before its batches draw; gamma and beta decay, the moments do not",
    ),
    (
        "mixed_batch_without_weight",
        "A batch whose examples all weigh 0, batch normalization, penalties, and Adamax.",
        "WEIGHT-3 WEIGHT-4 BNORM-4 REG-2 REG-4 REG-6 DROP-1 LOSS-1 OPT-3 OPT-5 RATE-9 ACT-6 CLIP-3",
        learning(
            [3],
            [
                layer(3, 4, "softsign", "weightless", activity_regularizer=L2),
                batch_normalization(4, "weightless", momentum=0.5),
                dropout(0.25),
                layer(4, 2, "hard_sigmoid", "weightless", kernel_regularizer=BOTH),
            ],
            2,
            loss="mean_absolute_error",
            optimizer={
                "name": "adamax",
                "learning_rate": [0.1, 0.05, 0.02, 0.01],
                "weight_decay": 0.05,
                "clipvalue": 0.04,
            },
            example_weights=[1.4, 0.6, 0, 0, 2],
            epochs=2,
        ),
        "penalties, moments, decay and momentums go on where the loss has no gradient",
    ),
    (
        "mixed_sum_of_squares",
        'Penalties and weights with "sum_squared_error", a short last batch, and Nesterov.',
        "DENSE-4 DENSE-8 REG-4 REG-5 REG-6 WEIGHT-3 WEIGHT-4 DENSE-13 CLIP-4 RATE-8 ACT-1 ACT-7",
        learning(
            [3],
            [
                layer(3, 4, "silu", "sum", kernel_regularizer=L2, activity_regularizer=BOTH),
                layer(4, 3, "leaky_relu", "sum", bias_regularizer={"l1": 0.05}),
                layer(3, 2, "linear", "sum", bias=None, activity_regularizer=L2),
            ],
            2,
            loss="sum_squared_error",
            optimizer={
                "name": "sgd",
                "learning_rate": {
                    "name": "cosine_decay",
                    "initial_learning_rate": 0.01,
                    "decay_steps": 6,
                    "alpha": 0.1,
                    "warmup_target": 0.1,
                    "warmup_steps": 2,
                },
                "momentum": 0.7,
                "nesterov": True,
                "clipnorm": 0.5,
            },
            example_weights=FIVE,
            shuffle_seed=6,
            epochs=3,
            record=[1, 3],
        ),
        "neither the loss nor a penalty is divided, or multiplied by the number of examples",
    ),
]
IMAGES: list[Trajectory] = [
    (
        "mixed_image_with_classes",
        "A convolution with penalties, batch normalization, softmax of the channels, max pooling, "
        "dropout, weighted classes, and Nesterov with rates in pieces.",
        "CONV-2 REG-6 BNORM-6 ACT-15 POOL-2 DROP-1 DENSE-17 WEIGHT-1 DENSE-7 DENSE-13 RATE-6 "
        "CLIP-3 OPT-5",
        learning(
            [4, 4, 1],
            [
                conv2d(2, 2, 1, 3, "classes", activation="elu", activity_regularizer=L2),
                batch_normalization(3, "classes", beta=None, momentum=0.9),
                SOFTMAX,
                max_pooling(strides=[1, 1]),
                FLAT,
                dropout(0.3),
                layer(12, 3, "softmax", "classes", kernel_regularizer={"l1": 0.01}),
            ],
            3,
            loss="sparse_categorical_crossentropy",
            optimizer={
                "name": "sgd",
                "learning_rate": {
                    "name": "piecewise_constant_decay",
                    "boundaries": [1, 3],
                    "values": [0.3, 0.1, 0.05],
                },
                "momentum": 0.8,
                "nesterov": True,
                "weight_decay": 0.02,
                "clipvalue": 0.2,
            },
            targets=[0, 2, 1, 1, 0],
            class_weights=[0.6, 1.1, 2.4],
            batch_size=3,
            shuffle_seed=13,
            record=[2],
        ),
        "one generator shuffles and draws; the step counts batches, not epochs",
    ),
    (
        "mixed_pooled_branches",
        "A padded image, pooled in two ways side by side, then a convolution with connections, "
        "one smoothed output, and Nadam with decay.",
        "PAD-2 GRAPH-3 GRAPH-5 POOL-2 POOL-4 CONV-4 REG-2 REG-6 LOSS-11 WEIGHT-1 OPT-4 OPT-5 "
        "CLIP-4 ACT-3",
        learning(
            [3, 3, 1],
            [
                padding([0, 1], [1, 0]),
                conv2d(2, 2, 1, 2, "branches", activation="selu", kernel_regularizer=BOTH),
                max_pooling(strides=[1, 1], padding="same"),
                of(1, average_pooling(strides=[1, 1], padding="same")),
                concatenate(2, 3),
                conv2d(
                    *(1, 1, 4, 2),
                    kernel=[[[[0.5, 0], [-0.25, 0.75], [0, 0.4], [0.6, -0.3]]]],
                    connections=[[True, False], [True, True], [False, True], [True, True]],
                    kernel_regularizer=L2,
                    activity_regularizer=BOTH,
                ),
                GLOBAL,
                layer(2, 1, "sigmoid", "branches"),
            ],
            1,
            loss={"name": "binary_crossentropy", "label_smoothing": 0.1},
            optimizer={
                "name": "nadam",
                "learning_rate": 0.1,
                "weight_decay": 0.05,
                "global_clipnorm": 0.2,
            },
            targets=TWO_SIDES,
            class_weights=[1.7, 0.6],
            epochs=3,
            record=[1, 3],
        ),
        "a weight without a connection has neither a gradient nor a penalty",
    ),
    (
        "mixed_residual_sequence",
        "A path around a convolution and its batch normalization, the inputs beside it, dropout, "
        "kl_divergence after softmax, and Adagrad with a warm start.",
        "GRAPH-3 GRAPH-4 GRAPH-5 CONV-5 BNORM-6 DROP-1 REG-6 LOSS-7 OPT-1 OPT-5 RATE-8 ACT-4",
        learning(
            [4, 2],
            [
                conv1d(2, 2, 2, "residual", padding="same", activity_regularizer=BOTH),
                batch_normalization(2, "residual", momentum=0.8),
                activation("softplus"),
                add(2, -1),
                concatenate(3, 0, -1),
                dropout(0.2),
                FLAT,
                layer(24, 2, "softmax", "residual", kernel_regularizer={"l1": 0.01}),
            ],
            2,
            loss="kl_divergence",
            optimizer={
                "name": "adagrad",
                "learning_rate": {
                    "name": "cosine_decay",
                    "initial_learning_rate": 0.01,
                    "decay_steps": 4,
                    "warmup_target": 0.2,
                    "warmup_steps": 3,
                },
                "initial_accumulator_value": 0.05,
                "weight_decay": 0.1,
            },
            targets=[[0.25, 0.75], [1, 0], [0.5, 0.5], [0, 1], [0.9, 0.1]],
            example_weights=FIVE,
            shuffle_seed=2,
            epochs=2,
            record=[2],
        ),
        "the penalty of an output with several readers comes after the sum of their gradients",
    ),
    (
        "mixed_readers_of_dropout",
        "What one dropout leaves is read three times, with penalties of the outputs before it and "
        "of a sum, and Adadelta.",
        "GRAPH-3 GRAPH-4 GRAPH-5 DROP-1 DROP-2 REG-5 REG-6 LOSS-4 WEIGHT-4 OPT-2 OPT-5 RATE-4 "
        "CLIP-4 ACT-10 ACT-14",
        learning(
            [3],
            [
                layer(3, 3, "sigmoid", "readers", activity_regularizer=BOTH),
                dropout(0.4),
                layer(3, 3, "gelu_tanh", "readers", kernel_regularizer=L2),
                add(1, 2, 1),
                leaky_relu(),
                concatenate(4, 1),
                layer(6, 2, "exponential", "readers", activity_regularizer=L2),
            ],
            2,
            loss="log_cosh",
            optimizer={
                "name": "adadelta",
                "learning_rate": {
                    "name": "exponential_decay",
                    "initial_learning_rate": 3,
                    "decay_steps": 2,
                    "decay_rate": 0.7,
                },
                "rho": 0.8,
                "epsilon": 0.001,
                "weight_decay": 0.01,
                "global_clipnorm": 0.5,
            },
            example_weights=FIVE,
            epochs=3,
            record=[1, 3],
        ),
        "all readers have the same factors, drawn once",
    ),
]
STEPS: list[Trajectory] = [
    (
        "mixed_words_through_normalization",
        "Words with a mask and penalties, batch normalization, dropout, an LSTM that drops too, "
        "weighted examples, and Adamax.",
        "EMBED-2 SEQ-4 BNORM-1 BNORM-3 DROP-1 RNN-5 RNN-7 LSTM-2 REG-2 REG-6 WEIGHT-4 LOSS-11 "
        "OPT-3 CLIP-4",
        learning(
            [4],
            [
                embedding(
                    *(5, 2, "mixed"),
                    mask_zero=True,
                    embeddings_regularizer=BOTH,
                    activity_regularizer={"l2": 0.01},
                ),
                batch_normalization(2, "of words", momentum=0.7),
                dropout(0.2),
                lstm(2, 2, "of words", dropout=0.3, recurrent_dropout=0.2),
                layer(2, 1, "sigmoid", "of words"),
            ],
            1,
            loss={"name": "binary_crossentropy", "label_smoothing": 0.1},
            optimizer={"name": "adamax", "learning_rate": 0.05, "clipnorm": 0.05},
            inputs=WORDS,
            targets=TWO_SIDES,
            example_weights=FIVE,
            batch_size=3,
            shuffle_seed=21,
            record=[1, 2],
        ),
        "moments leave masked steps out, penalties and factors do not; the mask goes on",
    ),
    (
        "mixed_merged_directions",
        "Masked steps, gated units of both directions that reset before the product, multiplied, "
        "then an LSTM of both, averaged, hinge, and Adadelta.",
        "SEQ-1 SEQ-4 GRU-5 GRU-6 LSTM-2 BI-2 BI-3 BI-4 BI-5 RNN-5 RNN-7 ACT-14 REG-3 REG-6 LOSS-5 "
        "LOSS-6 WEIGHT-1 OPT-2 CLIP-4",
        learning(
            [3, 2],
            [
                masking(),
                bidirectional(
                    *(reset_before, 2, 2, "mixed"),
                    **SEQUENCES,
                    dropout=0.25,
                    merge_mode="mul",
                    activity_regularizer=BOTH,
                ),
                leaky_relu(0.2),
                bidirectional(lstm, 2, 1, "mixed", merge_mode="ave", recurrent_regularizer=L2),
                layer(1, 1, "tanh", "mixed"),
            ],
            1,
            loss="hinge",
            optimizer={"name": "adadelta", "learning_rate": 2, "rho": 0.9, "global_clipnorm": 0.3},
            inputs=padded(3, 2, "xx.", ".xx", "x.x", "xxx", "x..", seed="mixed"),
            targets=TWO_SIDES,
            class_weights=[1.5, 0.8],
            record=[2],
        ),
        "the penalty is that of the product, before each direction has its gradients",
    ),
    (
        "mixed_masks_of_two_sources",
        "Words with a mask beside steps that a relu has left at 0, batch normalization, "
        "gated units that reset before the product, and AdamW.",
        "GRAPH-5 GRAPH-6 EMBED-1 SEQ-1 SEQ-4 BNORM-1 BNORM-6 GRU-5 RNN-4 RNN-7 REG-2 REG-6 LOSS-3 "
        "OPT-6 RATE-3 RATE-4",
        learning(
            [4],
            [
                embedding(5, 1, "two masks", mask_zero=True, activity_regularizer=BOTH),
                of(-1, layer(4, 4, "relu", "two masks")),
                reshape(4, 1),
                masking(),
                concatenate(3, 0),
                batch_normalization(2, "two masks"),
                reset_before(
                    *(2, 3, "two masks"),
                    go_backwards=True,
                    recurrent_dropout=0.3,
                    kernel_regularizer=L2,
                ),
                layer(3, 2, "elu", "two masks"),
            ],
            2,
            loss={"name": "huber", "delta": 0.3},
            optimizer={
                "name": "adamw",
                "learning_rate": {
                    "name": "exponential_decay",
                    "initial_learning_rate": 0.1,
                    "decay_steps": 2,
                    "decay_rate": 0.5,
                    "staircase": True,
                },
                "clipnorm": 0.3,
            },
            inputs=WORDS,
            batch_size=3,
            record=[1, 2],
        ),
        "a step is real where it is real in one source; moments and units see the same mask",
    ),
    (
        "mixed_states_kept_with_dropout",
        "States kept from batch to batch, dropout inside and outside the layers, batch "
        "normalization, softmax as a layer, weighted classes, and Adam on a sinking rate.",
        "RNN-6 RNN-7 DROP-1 BNORM-4 GRU-3 REG-3 REG-6 ACT-15 DENSE-6 WEIGHT-1 WEIGHT-4 DENSE-15 "
        "OPT-5 RATE-7",
        learning(
            [3, 2],
            [
                simple_rnn(2, 2, "kept", **SEQUENCES, stateful=True, dropout=0.2, activation="elu"),
                dropout(0.3),
                batch_normalization(2, "kept", momentum=0.6),
                gru(2, 2, "kept", stateful=True, recurrent_dropout=0.2, recurrent_regularizer=BOTH),
                layer(2, 3, "linear", "kept", activity_regularizer=L2),
                SOFTMAX,
            ],
            3,
            loss="categorical_crossentropy",
            optimizer={
                "name": "adam",
                "learning_rate": {
                    "name": "polynomial_decay",
                    "initial_learning_rate": 0.1,
                    "decay_steps": 3,
                    "cycle": True,
                },
                "weight_decay": 0.05,
            },
            inputs=spread(4, 6, "kept"),
            targets=[[0, 1, 0], [1, 0, 0], [0, 0, 1], [0.5, 0.25, 0.25]],
            class_weights=[0.5, 2, 1.2],
            epochs=3,
            shuffle_seed=5,
            record=[1, 3],
        ),
        "states are kept as they are before dropout, and the last outputs begin from zero again",
    ),
    (
        "mixed_there_and_back",
        "Normalized inputs, repeated as steps, both directions added, a layer for each step, and "
        "the way back to the scale of the targets, with RMSprop.",
        "NORM-3 SEQ-2 SEQ-3 BI-2 BI-4 BI-5 RNN-7 DROP-1 REG-3 REG-6 LOSS-2 WEIGHT-4 DENSE-14 "
        "CLIP-4 RATE-9 ACT-7",
        learning(
            [3],
            [
                {"kind": "normalization", "mean": [0.2, -0.1, 0.3], "variance": [0.4, 0.5, 0.2]},
                layer(3, 2, "silu", "there", activity_regularizer=L2),
                repeat_vector(3),
                bidirectional(
                    *(simple_rnn, 2, 2, "there"),
                    **SEQUENCES,
                    dropout=0.2,
                    recurrent_dropout=0.3,
                    merge_mode="sum",
                    recurrent_regularizer=BOTH,
                ),
                dropout(0.2),
                time_distributed(2, 1, "back", activity_regularizer=BOTH, bias_regularizer=L2),
                FLAT,
                {
                    "kind": "normalization",
                    "mean": [2, 3, 1.5],
                    "variance": [0.3, 0.2, 0.5],
                    "invert": True,
                },
            ],
            3,
            loss="mean_absolute_percentage_error",
            optimizer={
                "name": "rmsprop",
                "learning_rate": [0.05, 0.02, 0.01],
                "momentum": 0.5,
                "clipnorm": 0.5,
            },
            targets=[[2.1, 3.4, 1.2], [1.5, 2.8, 2], [2.6, 3, 0.9], [1.9, 3.7, 1.4], [2, 2.5, 2.2]],
            example_weights=FIVE,
            record=[1, 2],
        ),
        "the deltas of the outputs are scaled back before a penalty is added to them",
    ),
]
CASES = trajectories([*ROWS, *IMAGES, *STEPS])
