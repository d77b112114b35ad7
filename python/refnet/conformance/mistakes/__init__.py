"""The mistakes that ports often make, so that a failing port can be told which one it makes.

A mistake is the reference with a piece of a function's text changed (``mistake``), with another
type of numbers, or with other defaults; mistakes in model files edit the functions of ``files``.
The tests check that each mistake is caught by a fixture that cites the rule it breaks.
"""

import json
from typing import Any

from refnet.conformance.mistakes import (
    accuracy,
    activation_layers,
    activations,
    batch_normalization,
    bidirectional,
    button_press,
    clipping,
    conv,
    dense,
    dropout,
    elementary,
    embedding,
    example_weights,
    flatten,
    frozen,
    further_activations,
    further_initializers,
    further_losses,
    further_optimizers,
    graphs,
    gru,
    gru_reset_before,
    hebb,
    hopfield,
    initializers,
    losses,
    lstm,
    merge_modes,
    metrics,
    model_file,
    neuron,
    normalization,
    notation,
    optimizers,
    parts,
    pooling,
    rabbit,
    random,
    recurrent,
    regularizers,
    schedules,
    sequences,
    training,
    two_layer,
    windows,
    zero_padding,
)
from refnet.conformance.mistakes.mistake import Mistake

__all__ = ["MISTAKES", "NOTATION", "Mistake", "with_floats"]

NOTATION = notation.MISTAKES  # which act in every experiment

MISTAKES = {
    "button_press": button_press.MISTAKES,
    "rabbit": rabbit.MISTAKES,
    "hebb": hebb.MISTAKES,
    "neuron": neuron.MISTAKES,
    "two_layer": two_layer.MISTAKES,
    "train": [
        *normalization.NETWORK,
        *flatten.MISTAKES,
        *windows.MISTAKES,
        *conv.MISTAKES,
        *pooling.MISTAKES,
        *zero_padding.MISTAKES,
        *activation_layers.MISTAKES,
        *dropout.MISTAKES,
        *sequences.MISTAKES,
        *batch_normalization.MISTAKES,
        *embedding.MISTAKES,
        *recurrent.MISTAKES,
        *lstm.MISTAKES,
        *gru.MISTAKES,
        *gru_reset_before.MISTAKES,
        *bidirectional.MISTAKES,
        *merge_modes.MISTAKES,
        *graphs.MISTAKES,
        *parts.MISTAKES,
        *clipping.NETWORK,
        *regularizers.NETWORK,
        *frozen.NETWORK,
    ],
    "dense": [
        *dense.MISTAKES,
        *activations.MISTAKES,
        *further_activations.MISTAKES,
        *losses.MISTAKES,
        *further_losses.MISTAKES,
        *optimizers.MISTAKES,
        *further_optimizers.MISTAKES,
        *clipping.MISTAKES,
        *schedules.STEPS,
        *example_weights.MISTAKES,
        *regularizers.MISTAKES,
        *frozen.MISTAKES,
        *training.MISTAKES,
    ],
    "metrics": metrics.MISTAKES,
    "learning_rates": schedules.MISTAKES,
    "hopfield": hopfield.MISTAKES,
    "accuracy": accuracy.MISTAKES,
    "normalization": normalization.NORMALIZATION,
    "initial_kernels": [*initializers.MISTAKES, *further_initializers.MISTAKES],
    "elementary": elementary.MISTAKES,
    "random": random.MISTAKES,
    "save_model": model_file.SAVE_MODEL,
    "load_model": model_file.LOAD_MODEL,
    "predict": model_file.PREDICT,
}


def with_floats(request: dict[str, Any]) -> dict[str, Any]:
    """Return a request as the protocol reads it, with every JSON number a float."""
    read: dict[str, Any] = json.loads(json.dumps(request), parse_int=float)
    return read
