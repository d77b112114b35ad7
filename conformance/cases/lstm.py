"""Cases of the chapter lstm."""

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
from cases.steps import lstm

TRAINED = [
    *options(lstm, "LSTM-1 LSTM-2 RNN-4"),
    *trained_options(lstm, "LSTM-1 LSTM-2 RNN-3 RNN-4"),
    *masked(lstm, "LSTM-1 LSTM-2 RNN-3 RNN-4 RNN-5 SEQ-4"),
    *measured_mask(lstm, "LSTM-2 RNN-4 RNN-5"),
    *orders(lstm, "LSTM-1 LSTM-2 RNN-2 RNN-3"),
    *in_networks(lstm, "LSTM-1 LSTM-2 RNN-3 RNN-4", (ADAM, SGD, RMSPROP)),
    *(
        (
            f"activations_{activation}_{gates}",
            f'The activation "{activation}", and "{gates}" for the gates.',
            "LSTM-1 LSTM-2 RNN-3 DENSE-9",
            learning(
                [3, 2],
                [
                    lstm(
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
    *dropped(lstm, "LSTM-1 LSTM-2 RNN-3"),
    *stateful(lstm, "LSTM-1 LSTM-2 RNN-3"),
    *longer(lstm, "LSTM-1 LSTM-2 RNN-3"),
    *activations(lstm, "LSTM-1 LSTM-2 RNN-3", ACTIVATIONS),
]

CASES: list[Draft] = [
    *trajectories(TRAINED),
    *diverged(lstm),
    *crossentropies(lstm),
    *faults(lstm),
    *kept_and_dropped_faults(lstm),
]
