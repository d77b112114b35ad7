"""What regularizers are accepted: those that a layer's kind has, with factors of 0 or more.

The three phases are those of ``checks``. A fault has a field such as
``layers[0].kernel_regularizer.l1``.
"""

from collections.abc import Sequence
from typing import Any

from refnet.reference.checks import check_length, check_not_negative_number, fault
from refnet.reference.readers import as_number, wrong_type
from refnet.reference.regularizers import Regularizer, Regularizers

DENSE = ("kernel", "bias", "activity")
RECURRENT = ("kernel", "recurrent", "bias", "activity")
REGULARIZED = {  # the regularizers that a layer of a kind may have, in the order of its fields
    "dense": DENSE,
    "conv2d": DENSE,
    "conv1d": DENSE,
    "time_distributed": DENSE,
    "embedding": ("embeddings", "activity"),
    "batch_normalization": ("gamma", "beta"),
    "simple_rnn": RECURRENT,
    "lstm": RECURRENT,
    "gru": RECURRENT,
    "bidirectional_simple_rnn": RECURRENT,
    "bidirectional_lstm": RECURRENT,
    "bidirectional_gru": RECURRENT,
}


def as_regularizers(field: str, regularizers: Any) -> list[Regularizers]:
    """Return the regularizers of each layer with factors that are numbers; raises wrong_type.

    field: the layers
    """
    if not isinstance(regularizers, Sequence) or not all(
        each is None or isinstance(each, Regularizers) for each in regularizers
    ):
        raise wrong_type("regularizers", "a list of Regularizers")
    return [
        Regularizers(
            *[
                _as_regularizer(f"{field}[{i}].{part}_regularizer", given)
                for part, given in zip(Regularizers._fields, each or Regularizers(), strict=True)
            ]
        )
        for i, each in enumerate(regularizers)
    ]


def _as_regularizer(field: str, regularizer: Any) -> Regularizer | None:
    if regularizer is None:
        return None
    if not isinstance(regularizer, Regularizer):
        raise wrong_type(field, "a Regularizer or null")
    return Regularizer(
        as_number(f"{field}.l1", regularizer.l1), as_number(f"{field}.l2", regularizer.l2)
    )


def check_regularizer_shapes(
    field: str, layers: Sequence[Any], regularizers: Sequence[Regularizers] | None
) -> None:
    """Raise shape_mismatch for regularizers of other layers than these, or of parts they lack."""
    if regularizers is None:
        return
    check_length("regularizers", regularizers, field, len(layers))
    for i, (layer, each) in enumerate(zip(layers, regularizers, strict=True)):
        for part, regularizer in each._asdict().items():
            if regularizer is not None and part not in REGULARIZED.get(layer.kind, ()):
                place = f"{field}[{i}].{part}_regularizer"
                raise fault("shape_mismatch", place, "null for a layer of this kind")


def check_regularizers(field: str, regularizers: Sequence[Regularizers] | None) -> None:
    """Raise not_finite or out_of_range for a factor that is not a finite number of 0 or more."""
    for i, each in enumerate(regularizers or []):
        for part, regularizer in each._asdict().items():
            if regularizer is not None:
                place = f"{field}[{i}].{part}_regularizer"
                check_not_negative_number(f"{place}.l1", regularizer.l1)
                check_not_negative_number(f"{place}.l2", regularizer.l2)
