"""The layers that read sequences, with each option, as Keras trains them too.

A Dense before a layer under test shows the gradients of its inputs. Outputs with a mask have no
loss in refnet, so a masked layer that returns sequences has another layer behind it, or Keras gets
the sequences of refnet with masked steps after them.
"""

from collections.abc import Iterator
from typing import Any

from crosscheck.layer_runs import BACKENDS, SEQUENCE, Case
from crosscheck.specs import Spec, said, spec

WORDS = 6
RECURRENT = ("SimpleRNN", "LSTM", "GRU")
FLAT = [spec("Flatten"), spec("Dense", units=2)]  # behind them, outputs have no mask
NO_STATES = ("jax",)  # where Keras keeps no states from batch to batch


def recurrent_cases() -> Iterator[Case]:
    """Yield all cases, by layer."""
    for name in RECURRENT:
        yield from cell_cases(name)
        yield from masked_cases(name)
        yield from stateful_cases(name)
    yield from reset_cases()
    yield from bidirectional_cases()
    yield from merged_cases()
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
        every += [{"implementation": 1}]
    for options in every:
        layer = spec(name, units=3, **options)
        yield Case(name, said(options), SEQUENCE, [first, layer])


def masked_cases(name: str) -> Iterator[Case]:
    """Yield a recurrent layer on sequences of which some steps, or all, are masked."""
    masking, first = spec("Masking"), spec("Dense", units=2)
    sequences, last = spec(name, units=3, return_sequences=True), spec(name, units=2)

    def masked(words: str, *layers: Spec, others_on: tuple[str, ...] = ()) -> Case:
        every = [masking, first, *layers]
        return Case(name, f"masked, {words}", SEQUENCE, every, gaps=0.0, others_on=others_on)

    for options in ({}, {"go_backwards": True}, {"use_bias": False}, {"unroll": True}):
        yield masked(said(options), spec(name, units=3, **options))
    yield masked("two layers", sequences, last)
    yield masked("return_sequences=True, then Flatten", sequences, *FLAT)
    backwards = spec(name, units=3, return_sequences=True, go_backwards=True)
    words = said({"go_backwards": True, "return_sequences": True})
    yield masked(f"{words}, then Flatten", backwards, *FLAT)
    yield masked(f"{words}, then {name}", backwards, last, others_on=BACKENDS)
    yield Case(name, "masked at the loss", SEQUENCE, [sequences], [masking, sequences], padding=2)


def stateful_cases(name: str) -> Iterator[Case]:
    """Yield a recurrent layer whose batches, of outputs and of training, continue one another."""
    masking, first = spec("Masking"), spec("Dense", units=2)
    for options in ({}, {"return_sequences": True, "go_backwards": True}):
        layer = spec(name, units=3, stateful=True, **options)
        words = said({"stateful": True, **options})
        yield Case(name, words, SEQUENCE, [first, layer], others_on=NO_STATES)
    layers = [masking, first, spec(name, units=3, stateful=True)]
    masked: dict[str, Any] = {"gaps": 0.0, "others_on": NO_STATES, "other_losses_on": BACKENDS}
    yield Case(name, "masked, stateful=True", SEQUENCE, layers, **masked)


def reset_cases() -> Iterator[Case]:
    """Yield GRU with the reset gate before the product, with each option."""
    before: dict[str, Any] = {"reset_after": False}
    masking, first = spec("Masking"), spec("Dense", units=2, activation="sigmoid")
    every: list[dict[str, Any]] = [
        {},
        {"return_sequences": True, "go_backwards": True},
        {"use_bias": False},
        {"activation": "relu", "recurrent_activation": "tanh"},
        {"implementation": 1},
    ]
    for options in every:
        words = said({**before, **options})
        yield Case("GRU", words, SEQUENCE, [first, spec("GRU", units=3, **before, **options)])
    layers = [masking, first, spec("GRU", units=3, **before)]
    yield Case("GRU", f"masked, {said(before)}", SEQUENCE, layers, gaps=0.0)
    kept = spec("GRU", units=3, stateful=True, **before)
    words = said({"stateful": True, **before})
    yield Case("GRU", words, SEQUENCE, [first, kept], others_on=NO_STATES)


def merged_cases() -> Iterator[Case]:
    """Yield Bidirectional with each way to merge the outputs of both directions."""
    first, before = spec("Dense", units=2, activation="sigmoid"), {"reset_after": False}
    for mode in ("sum", "mul", "ave"):
        for name in RECURRENT:
            cell = spec(name, units=3, return_sequences=name == "LSTM")
            layer = spec("Bidirectional", layer=cell, merge_mode=mode)
            words = f"{name}, {said({'merge_mode': mode})}"
            yield Case("Bidirectional", words, SEQUENCE, [first, layer])
        layers = [spec("Masking"), first, spec("Bidirectional", layer=cell, merge_mode=mode)]
        words = f"GRU, masked, {said({'merge_mode': mode})}"
        yield Case("Bidirectional", words, SEQUENCE, layers, gaps=0.0)
    both = [first, both_ways("GRU", **before)]
    yield Case("Bidirectional", f"GRU, {said(before)}", SEQUENCE, both)


def bidirectional_cases() -> Iterator[Case]:
    """Yield Bidirectional with each recurrent layer."""
    first = spec("Dense", units=2, activation="sigmoid")
    for name in RECURRENT:
        for options in (
            {},
            {"return_sequences": True},
            {"use_bias": False},
            {"activation": "sigmoid", "unroll": True},
        ):
            words = f"{name}, {said(options)}"
            yield Case("Bidirectional", words, SEQUENCE, [first, both_ways(name, **options)])
        layers = [first, both_ways(name, stateful=True)]
        words = f"{name}, {said({'stateful': True})}"
        yield Case("Bidirectional", words, SEQUENCE, layers, others_on=NO_STATES)
        yield from masked_both_ways(name)


def masked_both_ways(name: str) -> Iterator[Case]:
    """Yield Bidirectional on sequences of which some steps, or all, are masked."""
    before, last = [spec("Masking"), spec("Dense", units=2)], spec(name, units=2)
    sequences = both_ways(name, return_sequences=True)
    unrolled = both_ways(name, return_sequences=True, unroll=True)
    for words, layers, others_on in (
        ("", [both_ways(name)], ()),
        (", two layers", [sequences, last], ()),
        (", return_sequences=True, then Flatten", [sequences, *FLAT], BACKENDS),
        (", unroll=True, two layers", [unrolled, last], ("tensorflow",)),
    ):
        yield Case(
            "Bidirectional",
            f"{name}, masked{words}",
            SEQUENCE,
            [*before, *layers],
            gaps=0.0,
            others_on=others_on,
        )


def both_ways(name: str, **options: object) -> Spec:
    """Return a Bidirectional of this recurrent layer."""
    return spec("Bidirectional", layer=spec(name, units=3, **options))


def step_cases() -> Iterator[Case]:
    """Yield the layers that work on each step by itself, and what makes sequences."""
    yield from embedding_cases()
    yield from time_distributed_cases()
    last = spec("GRU", units=2)
    masking = spec("Masking", mask_value=-0.5)
    yield Case("Masking", said(masking.options), SEQUENCE, [masking, last], gaps=-0.5)
    repeat = [spec("GRU", units=3), spec("RepeatVector", n=4)]
    yield Case("RepeatVector", "n=4", SEQUENCE, [*repeat, spec("LSTM", units=2)])
    convolution = spec("Conv1D", filters=2, kernel_size=3, activation="sigmoid")
    both = [convolution, spec("LSTM", units=3)]
    yield Case("LSTM", "after a Conv1D", SEQUENCE, both)
    yield Case("LSTM", "masked, after a Conv1D", SEQUENCE, [spec("Masking"), *both], gaps=0.0)


def embedding_cases() -> Iterator[Case]:
    """Yield Embedding with each option."""
    plain = spec("Embedding", input_dim=WORDS, output_dim=3)
    masked = spec("Embedding", input_dim=WORDS, output_dim=3, mask_zero=True)
    last = spec("GRU", units=2)
    for words, layers in (
        ("defaults", [plain, last]),
        ("last layer", [plain]),
        ("mask_zero=True", [masked, last]),
        ("mask_zero=True, then Bidirectional", [masked, both_ways("LSTM")]),
        ("mask_zero=True, then Flatten", [masked, *FLAT]),
    ):
        yield Case("Embedding", words, (7,), layers, words=WORDS)


def time_distributed_cases() -> Iterator[Case]:
    """Yield Dense on sequences, with and without TimeDistributed."""
    before, last = spec("LSTM", units=3, return_sequences=True), spec("GRU", units=2)
    for options in ({}, {"activation": "relu"}, {"use_bias": False}):
        dense = spec("Dense", units=2, **options)
        words, each = said(options), spec("TimeDistributed", layer=dense)
        yield Case("Dense", f"on sequences, {words}", SEQUENCE, [before, dense])
        yield Case("TimeDistributed", f"Dense, {words}", SEQUENCE, [before, each])
    each = spec("TimeDistributed", layer=spec("Dense", units=2, activation="sigmoid"))
    layers = [spec("Masking"), before, each]
    yield Case("TimeDistributed", "Dense, masked", SEQUENCE, [*layers, last], gaps=0.0)
    yield Case(
        "TimeDistributed",
        "Dense, masked at the loss",
        SEQUENCE,
        [before, each],
        layers,
        padding=2,
    )
