"""The activations in the layers that can have them, and the layers that are activations.

On TensorFlow, three activations have constants in float32, as the page reports: their runs have to
differ there. A slope that float32 has too, such as 0.25, shows that nothing else differs.
"""

from collections.abc import Iterator

from crosscheck.layer_runs import IMAGE, SEQUENCE, Case
from crosscheck.specs import Spec, said, spec

from refnet.reference.activations import ACTIVATIONS, STEP_ACTIVATIONS

ROW = (5,)
FLOAT32_INSIDE = ("leaky_relu", "gelu", "gelu_tanh")
ELSEWHERE = ("linear", "sigmoid", "tanh", "relu", "softmax")  # which the other cases have
FURTHER = [name for name in ACTIVATIONS if name not in ELSEWHERE]
DIVERGES = "exponential"  # as that of a recurrent layer, within a batch
OF_STEPS = [name for name in FURTHER if name in STEP_ACTIVATIONS and name != DIVERGES]


def activation_cases() -> Iterator[Case]:
    """Yield all cases, by layer."""
    yield from activated_cases()
    for name in ("SimpleRNN", "LSTM", "GRU"):
        yield from step_activation_cases(name)
    yield from layer_cases()
    yield from masked_cases()


def activated_cases() -> Iterator[Case]:
    """Yield layers without steps with each activation, also as a layer of its own."""
    dense, conv1d = spec("Dense", units=4), spec("Conv1D", filters=2, kernel_size=2)
    conv2d = spec("Conv2D", filters=2, kernel_size=1)
    for name in FURTHER:
        yield activated(spec("Dense", units=4, activation=name), name, ROW, [dense])
    for name in FURTHER:
        layer = spec("Conv2D", filters=3, kernel_size=2, activation=name)
        yield activated(layer, name, IMAGE, [conv2d])
    for name in ACTIVATIONS:
        yield activated(spec("Activation", activation=name), name, SEQUENCE, [conv1d])


def activated(
    layer: Spec, activation: str, input_shape: tuple[int, ...], first: list[Spec]
) -> Case:
    """Return a layer with an activation behind others."""
    words = said({key: value for key, value in layer.options.items() if "activation" in key})
    others_on = ("tensorflow",) if activation in FLOAT32_INSIDE else ()
    return Case(layer.name, words, input_shape, [*first, layer], others_on=others_on)


def step_activation_cases(name: str) -> Iterator[Case]:
    """Yield a recurrent layer with each activation, then with each in its gates."""
    first = spec("Dense", units=2)
    for argument in ("activation", "recurrent_activation")[: 1 if name == "SimpleRNN" else 2]:
        for activation in OF_STEPS:
            layer = spec(name, units=3, **{argument: activation})
            yield activated(layer, activation, SEQUENCE, [first])


def layer_cases() -> Iterator[Case]:
    """Yield the layers ReLU, ELU, LeakyReLU and Softmax."""
    first, last = spec("Conv2D", filters=3, kernel_size=2), spec("Conv2D", filters=2, kernel_size=2)
    for layer in (
        spec("ReLU"),
        spec("ReLU", max_value=None, negative_slope=0.0, threshold=0.0),
        spec("ELU"),
        spec("ELU", alpha=1.0),
        spec("LeakyReLU"),
        spec("LeakyReLU", negative_slope=0.25),
        spec("LeakyReLU", negative_slope=0.0),
        spec("LeakyReLU", alpha=0.25),
        spec("Softmax"),
        spec("Softmax", axis=-1),
    ):
        others_on = ("tensorflow",) if layer == spec("LeakyReLU") else ()
        layers = [first, layer, last]
        yield Case(layer.name, said(layer.options), IMAGE, layers, others_on=others_on)
    dense = spec("Dense", units=4)
    yield Case("Softmax", "on rows", ROW, [dense, spec("Softmax")])
    yield Case("Softmax", "on sequences", SEQUENCE, [dense, spec("Softmax"), dense])


def masked_cases() -> Iterator[Case]:
    """Yield the layers that pass on a mask, before a layer that obeys it."""
    before, last = [spec("Masking"), spec("Dense", units=2)], spec("GRU", units=2)
    for layer in (
        spec("Activation", activation="softplus"),
        spec("ReLU"),
        spec("ELU"),
        spec("LeakyReLU", negative_slope=0.25),
    ):
        layers = [*before, layer, last]
        yield Case(layer.name, f"masked, {said(layer.options)}", SEQUENCE, layers, gaps=0.0)
