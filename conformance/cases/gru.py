"""Cases of the chapter gru."""

from cases import Draft, trajectories
from cases.images import learning
from cases.networks import spread
from cases.recurrent import (
    ACTIVATIONS,
    ADAM,
    RMSPROP,
    SGD,
    crossentropies,
    diverged,
    faults,
    in_networks,
    masked,
    measured_mask,
    options,
    orders,
    trained_options,
)
from cases.states_and_dropout import (
    activations,
    dropped,
    kept_and_dropped_faults,
    longer,
    stateful,
)
from cases.steps import gru

TRAINED = [
    *options(gru, "GRU-1 GRU-2 RNN-4"),
    *trained_options(gru, "GRU-1 GRU-2 GRU-3 RNN-4"),
    *masked(gru, "GRU-1 GRU-2 GRU-3 RNN-4 RNN-5 SEQ-4"),
    *measured_mask(gru, "GRU-2 RNN-4 RNN-5"),
    *orders(gru, "GRU-1 GRU-2 GRU-3 RNN-2"),
    *in_networks(gru, "GRU-1 GRU-2 GRU-3 RNN-4", (RMSPROP, ADAM, SGD)),
    *(
        (
            f"activations_{activation}_{gates}",
            f'The activation "{activation}", and "{gates}" for the gates.',
            "GRU-1 GRU-2 GRU-3 DENSE-9",
            learning(
                [3, 2],
                [
                    gru(
                        *(2, 2, "unbounded"),
                        activation=activation,
                        recurrent_activation=gates,
                        return_sequences=True,
                    )
                ],
                6,
                optimizer={"name": "sgd", "learning_rate": 0.01},
                inputs=spread(5, 6, "small steps", 0.25),
            ),
            "each activation has a derivative of its own",
        )
        for activation in ACTIVATIONS
        for gates in ACTIVATIONS
    ),
    *dropped(gru, "GRU-1 GRU-2 GRU-3"),
    *stateful(gru, "GRU-1 GRU-2 GRU-3"),
    *longer(gru, "GRU-1 GRU-2 GRU-3"),
    *activations(gru, "GRU-1 GRU-2 GRU-3", ACTIVATIONS),
]

CASES: list[Draft] = [
    *trajectories(TRAINED),
    *diverged(gru),
    *crossentropies(gru),
    *faults(gru),
    *kept_and_dropped_faults(gru),
]
