"""The chapters through the C core: the names of refnet.reference, over NumPy arrays.

Every function gives the bits of its namesake in refnet.reference. Arrays that are contiguous
float64 (or bool) already are read where they are; the interpreter's lock is released meanwhile.
"""

from refnet.core.button_press import (
    ButtonPressRun,
    add_rule,
    button_press,
    output_error,
    weighted_sum,
    widrow_hoff_rule,
)
from refnet.core.elementary import (
    elementary,
    exp,
    log,
    mantissa_and_exponent,
    power_of_two,
    round_to_integer,
    sigmoid,
    tanh,
)
from refnet.core.neuron import (
    NeuronRun,
    bias_gradient,
    descend,
    neuron,
    neuron_deltas,
    neuron_errors,
    neuron_gradient,
    neuron_outputs,
)
from refnet.core.rabbit import (
    RabbitRun,
    blinks,
    rabbit,
    reinforce,
)
from refnet.core.random import (
    next_double,
    next_word,
    random,
    seeded,
    twist,
)
from refnet.core.two_layer import (
    TwoLayerRun,
    bias_gradients,
    descend_rows,
    hidden_deltas,
    layer_outputs,
    output_deltas,
    squared_loss,
    two_layer,
    weight_gradients,
)

__all__ = [
    "ButtonPressRun",
    "NeuronRun",
    "RabbitRun",
    "TwoLayerRun",
    "add_rule",
    "bias_gradient",
    "bias_gradients",
    "blinks",
    "button_press",
    "descend",
    "descend_rows",
    "elementary",
    "exp",
    "hidden_deltas",
    "layer_outputs",
    "log",
    "mantissa_and_exponent",
    "neuron",
    "neuron_deltas",
    "neuron_errors",
    "neuron_gradient",
    "neuron_outputs",
    "next_double",
    "next_word",
    "output_deltas",
    "output_error",
    "power_of_two",
    "rabbit",
    "random",
    "reinforce",
    "round_to_integer",
    "seeded",
    "sigmoid",
    "squared_loss",
    "tanh",
    "twist",
    "two_layer",
    "weight_gradients",
    "weighted_sum",
    "widrow_hoff_rule",
]
