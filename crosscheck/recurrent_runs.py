"""The layers that read sequences, with each option, as Keras trains them too.

A Dense before a layer under test shows the gradients of its inputs. Outputs with a mask have no
loss in refnet, so a masked layer that returns sequences has another recurrent layer behind it.
"""

from collections.abc import Iterator
from typing import Any

from crosscheck.layer_runs import SEQUENCE, Case, Spec, said, spec

WORDS = 6
RECURRENT = ("SimpleRNN", "LSTM", "GRU")


def recurrent_cases() -> Iterator[Case]:
    """Yield all cases, by layer."""
    for name in RECURRENT:
        yield from cell_cases(name)
        yield from masked_cases(name)
        yield from stateful_cases(name)
    yield from bidirectional_cases()
    yield from step_cases()


def cell_cases(name: str) -> Iterator[Case]:
    """Yield a recurrent layer with each option."""
    first = spec("Dense", units=2, activation="sigmoid")
    every: list[dict[str, Any]] = [
        {},
        {"return_sequences": True},
        {"go_backwards": True},
        {"go_backwards": True, "return_sequences": True},
        {"use_bias": False},
        {"unroll": True},
        *({"activation": each} for each in ("sigmoid", "relu", "linear", None)),
    ]
    if name != "SimpleRNN":
        every += [{"recurrent_activation": each} for each in ("tanh", "relu", "linear")]
    for options in every:
        layer = spec(name, units=3, **options)
        yield Case(name, said(options), SEQUENCE, [first, layer])


def masked_cases(name: str) -> Iterator[Case]:
    """Yield a recurrent layer on sequences of which some steps are masked."""
    masking, first = spec("Masking"), spec("Dense", units=2)
    for options in ({}, {"go_backwards": True}):
        layers = [masking, first, spec(name, units=3, **options)]
        yield Case(name, f"masked, {said(options)}", SEQUENCE, layers, gaps=0.0)
    both = [spec(name, units=3, return_sequences=True), spec(name, units=2)]
    yield Case(name, "masked, two layers", SEQUENCE, [masking, first, *both], gaps=0.0)


def stateful_cases(name: str) -> Iterator[Case]:
    """Yield a recurrent layer whose batches, of outputs and of training, continue one another."""
    masking, first = spec("Masking"), spec("Dense", units=2)
    for options in ({}, {"return_sequences": True, "go_backwards": True}):
        layer = spec(name, units=3, stateful=True, **options)
        yield Case(name, said({"stateful": True, **options}), SEQUENCE, [first, layer])
    layer = spec(name, units=3, stateful=True)
    yield Case(name, "masked, stateful=True", SEQUENCE, [masking, first, layer], gaps=0.0)


def bidirectional_cases() -> Iterator[Case]:
    """Yield Bidirectional with each recurrent layer."""
    first = spec("Dense", units=2, activation="sigmoid")
    for name in RECURRENT:
        for options in ({}, {"return_sequences": True}, {"use_bias": False}, {"stateful": True}):
            words = f"{name}, {said(options)}"
            yield Case("Bidirectional", words, SEQUENCE, [first, both_ways(name, **options)])
        masked = [spec("Masking"), spec("Dense", units=2), both_ways(name)]
        yield Case("Bidirectional", f"{name}, masked", SEQUENCE, masked, gaps=0.0)


def both_ways(name: str, **options: object) -> Spec:
    """Return a Bidirectional of this recurrent layer."""
    return spec("Bidirectional", layer=spec(name, units=3, **options))


def step_cases() -> Iterator[Case]:
    """Yield the layers that work on each step by itself, and what makes sequences."""
    last = spec("GRU", units=2)
    for options in ({}, {"mask_zero": True}):
        table = spec("Embedding", input_dim=WORDS, output_dim=3, **options)
        yield Case("Embedding", said(options), (7,), [table, last], words=WORDS)
    table = spec("Embedding", input_dim=WORDS, output_dim=3)
    yield Case("Embedding", "last layer", (7,), [table], words=WORDS)
    masking = spec("Masking", mask_value=-0.5)
    yield Case("Masking", said(masking.options), SEQUENCE, [masking, last], gaps=-0.5)
    dense = spec("Dense", units=2, activation="relu")
    layers = [spec("LSTM", units=3, return_sequences=True)]
    yield Case("Dense", "on sequences", SEQUENCE, [*layers, dense])
    yield Case(
        "TimeDistributed", "Dense", SEQUENCE, [*layers, spec("TimeDistributed", layer=dense)]
    )
    repeat = [spec("GRU", units=3), spec("RepeatVector", n=4)]
    yield Case("RepeatVector", "n=4", SEQUENCE, [*repeat, spec("LSTM", units=2)])
    convolution = spec("Conv1D", filters=2, kernel_size=3, activation="sigmoid")
    yield Case("LSTM", "after a Conv1D", SEQUENCE, [convolution, spec("LSTM", units=3)])
