"""The experiments of the Python ports: their fields in order, and their answers (PORT-4)."""

import base64
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import repeat
from types import ModuleType
from typing import Any, NamedTuple

from refnet.files.model_file import read_model, write_model
from refnet.files.stored_layers import STORED
from refnet.port.protocol import (
    Experiment,
    Field,
    read_bytes,
    read_count,
    read_counts,
    read_fields,
    read_named_part,
    read_nested,
    read_number,
    read_numbers,
    read_parts,
    read_parts_of_kinds,
    read_rows,
    read_rows_or_counts,
)
from refnet.reference import checks
from refnet.reference.checks import SPARSE, checked_hopfield
from refnet.reference.frozen import Frozen
from refnet.reference.further_initializers import Initializer
from refnet.reference.graphs import Sources
from refnet.reference.kinds import KINDS
from refnet.reference.losses import Loss
from refnet.reference.network_checks import (
    as_layers,
    checked_learning_rates,
    checked_predict,
    checked_save_model,
)
from refnet.reference.optimizers import Optimizer
from refnet.reference.readers import (
    as_boolean,
    as_boolean_rows,
    as_booleans,
    as_name,
    as_names,
    optional,
    wrong_type,
)
from refnet.reference.regularizer_checks import REGULARIZED
from refnet.reference.regularizers import Regularizer, Regularizers
from refnet.reference.schedules import Schedule

Answer = dict[str, Any]

POOLING = (
    Field("pool_size", read_counts, default=(2, 2)),
    Field("strides", optional(read_counts), default=None),
    Field("padding", as_name, default="valid"),
)
WEIGHTS = (
    Field("kernel", read_rows),
    Field("recurrent_kernel", read_rows),
    Field("bias", optional(read_numbers), default=None),
)
BIASES = (*WEIGHTS[:2], Field("bias", optional(read_rows), default=None))
BACKWARD = (
    Field("backward_kernel", read_rows),
    Field("backward_recurrent_kernel", read_rows),
    Field("backward_bias", optional(read_numbers), default=None),
)
BACKWARD_BIASES = (*BACKWARD[:2], Field("backward_bias", optional(read_rows), default=None))
RETURNS = Field("return_sequences", as_boolean, default=False)
# Fields that an answer has only where they differ from their defaults
RATES = (
    Field("dropout", read_number, default=0.0),
    Field("recurrent_dropout", read_number, default=0.0),
)
STATEFUL = Field("stateful", as_boolean, default=False)
RESET_AFTER = Field("reset_after", as_boolean, default=True)
RETURN_STATE = Field("return_state", as_boolean, default=False)
MERGE_MODE = Field("merge_mode", as_name, default="concat")
SPECIAL = {
    field.name: field.default for field in (*RATES, STATEFUL, RESET_AFTER, MERGE_MODE, RETURN_STATE)
}
SEQUENCES = (
    RETURNS,
    Field("go_backwards", as_boolean, default=False),
    *RATES,
    STATEFUL,
)
DIRECTIONS = (RETURNS, *RATES, STATEFUL)
MERGED = (*DIRECTIONS, MERGE_MODE)
UNITS = (Field("units", read_count), Field("activation", as_name, default="tanh"))
GATES = (*UNITS, Field("recurrent_activation", as_name, default="sigmoid"))
LAYERS = {
    "dense": (
        Field("units", read_count),
        Field("activation", as_name),
        Field("kernel", read_rows),
        Field("bias", optional(read_numbers), default=None),
    ),
    "flatten": (),
    "reshape": (Field("target_shape", read_counts),),
    "normalization": (
        Field("mean", read_numbers),
        Field("variance", read_numbers),
        Field("invert", as_boolean, default=False),
    ),
    "batch_normalization": (
        Field("gamma", optional(read_numbers), default=None),
        Field("beta", optional(read_numbers), default=None),
        Field("moving_mean", read_numbers),
        Field("moving_variance", read_numbers),
        Field("momentum", read_number, default=0.99),
        Field("epsilon", read_number, default=0.001),
    ),
    "dropout": (Field("rate", read_number),),
    "activation": (Field("activation", as_name),),
    "leaky_relu": (Field("negative_slope", read_number, default=0.3),),
    "softmax": (),
    "conv2d": (
        Field("filters", read_count),
        Field("kernel_size", read_counts),
        Field("strides", read_counts, default=(1, 1)),
        Field("padding", as_name, default="valid"),
        Field("activation", as_name, default="linear"),
        Field("kernel", partial(read_nested, depth=4)),
        Field("bias", optional(read_numbers), default=None),
        Field("connections", optional(as_boolean_rows), default=None),
    ),
    "conv1d": (
        Field("filters", read_count),
        Field("kernel_size", read_counts),
        Field("strides", read_counts, default=(1,)),
        Field("padding", as_name, default="valid"),
        Field("activation", as_name, default="linear"),
        Field("kernel", partial(read_nested, depth=3)),
        Field("bias", optional(read_numbers), default=None),
    ),
    "max_pooling2d": POOLING,
    "average_pooling2d": POOLING,
    "global_average_pooling2d": (),
    "zero_padding2d": (
        Field("rows", read_counts, default=(1, 1)),
        Field("columns", read_counts, default=(1, 1)),
    ),
    "masking": (Field("mask_value", read_number, default=0.0),),
    "repeat_vector": (Field("n", read_count),),
    "time_distributed": (
        Field("units", read_count),
        Field("activation", as_name, default="linear"),
        Field("kernel", read_rows),
        Field("bias", optional(read_numbers), default=None),
    ),
    "embedding": (
        Field("input_dim", read_count),
        Field("output_dim", read_count),
        Field("embeddings", read_rows),
        Field("mask_zero", as_boolean, default=False),
    ),
    "simple_rnn": (*UNITS, *WEIGHTS, *SEQUENCES, RETURN_STATE),
    "lstm": (*GATES, *WEIGHTS, *SEQUENCES, RETURN_STATE),
    "gru": (*GATES, *BIASES, *SEQUENCES, RESET_AFTER, RETURN_STATE),
    "bidirectional_simple_rnn": (*UNITS, *WEIGHTS, *BACKWARD, *MERGED),
    "bidirectional_lstm": (*GATES, *WEIGHTS, *BACKWARD, *MERGED),
    "bidirectional_gru": (*GATES, *BIASES, *BACKWARD_BIASES, *DIRECTIONS, RESET_AFTER, MERGE_MODE),
    "add": (),
    "concatenate": (),
    "part": (
        Field("first", read_count, default=0),
        Field("target_shape", read_counts),
    ),
}
# gru has one bias in place of two where reset_after is false
ONE_BIAS = {
    "gru": (*GATES, *WEIGHTS, *SEQUENCES, RESET_AFTER, RETURN_STATE),
    "bidirectional_gru": (*GATES, *WEIGHTS, *BACKWARD, *DIRECTIONS, RESET_AFTER, MERGE_MODE),
}
REGULARIZER = (
    Field("l1", read_number, default=0.0),
    Field("l2", read_number, default=0.0),
)


def read_regularizer(field: str, value: Any) -> Regularizer | None:
    """Return the factors of a penalty, or None."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise wrong_type(field, "an object or null")
    return Regularizer(**read_fields("a regularizer", REGULARIZER, value, f"{field}."))


SOURCES = Field("sources", optional(read_counts), default=None)
TRAINABLE = Field("trainable", as_boolean, default=True)
# What ``train`` and ``dense`` read beside the fields of a kind
REGULARIZERS = {
    kind: tuple(Field(f"{part}_regularizer", read_regularizer, default=None) for part in parts)
    for kind, parts in REGULARIZED.items()
}
LOGITS = Field("from_logits", as_boolean, default=False)
SMOOTHING = Field("label_smoothing", read_number, default=0.0)
LOSSES: dict[str, tuple[Field, ...]] = {
    **dict.fromkeys(checks.LOSSES, ()),
    "binary_crossentropy": (LOGITS, SMOOTHING),
    "categorical_crossentropy": (LOGITS, SMOOTHING),
    SPARSE: (LOGITS,),
    "huber": (Field("delta", read_number, default=1.0),),
}
NORMAL = (
    Field("mean", read_number, default=0.0),
    Field("stddev", read_number, default=0.05),
)
GAIN = Field("gain", read_number, default=1.0)
INITIALIZERS: dict[str, tuple[Field, ...]] = {
    **dict.fromkeys(checks.INITIALIZERS, ()),
    "orthogonal": (GAIN,),
    "random_uniform": (
        Field("minval", read_number, default=-0.05),
        Field("maxval", read_number, default=0.05),
    ),
    "random_normal": NORMAL,
    "truncated_normal": NORMAL,
    "constant": (Field("value", read_number, default=0.0),),
    "identity": (GAIN,),
    "variance_scaling": (
        Field("scale", read_number, default=1.0),
        Field("mode", as_name, default="fan_in"),
        Field("distribution", as_name, default="truncated_normal"),
    ),
}
DECAY = (Field("initial_learning_rate", read_number), Field("decay_steps", read_count))
DECAY_RATE = (
    *DECAY,
    Field("decay_rate", read_number),
    Field("staircase", as_boolean, default=False),
)
SCHEDULES = {
    "exponential_decay": DECAY_RATE,
    "inverse_time_decay": DECAY_RATE,
    "piecewise_constant_decay": (
        Field("boundaries", read_counts),
        Field("values", read_numbers),
    ),
    "polynomial_decay": (
        *DECAY,
        Field("end_learning_rate", read_number, default=0.0001),
        Field("power", read_number, default=1.0),
        Field("cycle", as_boolean, default=False),
    ),
    "cosine_decay": (
        *DECAY,
        Field("alpha", read_number, default=0.0),
        Field("warmup_target", optional(read_number), default=None),
        Field("warmup_steps", read_count, default=0),
    ),
}


def read_learning_rate(field: str, value: Any) -> float | list[float] | Schedule:
    """Return a number, a list of rates, or a schedule with its settings.

    An empty list and an object without a name are neither.
    """
    if isinstance(value, dict) and "name" in value:
        return Schedule(**read_named_part(field, value, SCHEDULES))
    has_rates = isinstance(value, list) and value
    return read_numbers(field, value) if has_rates else read_number(field, value)


RATE = Field("learning_rate", read_learning_rate, default=0.001)
EPSILON = Field("epsilon", read_number, default=1e-7)
BETAS = (
    Field("beta_1", read_number, default=0.9),
    Field("beta_2", read_number, default=0.999),
)
LIMITS = (
    Field("clipnorm", optional(read_number), default=None),
    Field("clipvalue", optional(read_number), default=None),
    Field("global_clipnorm", optional(read_number), default=None),
)
COMMON = (Field("weight_decay", read_number, default=0.0), *LIMITS)
ADAM = (RATE, *BETAS, EPSILON, *COMMON)
OPTIMIZERS = {
    "sgd": (
        Field("learning_rate", read_learning_rate, default=0.01),
        Field("momentum", read_number, default=0.0),
        Field("nesterov", as_boolean, default=False),
        *COMMON,
    ),
    "rmsprop": (
        RATE,
        Field("rho", read_number, default=0.9),
        Field("momentum", read_number, default=0.0),
        EPSILON,
        *COMMON,
    ),
    "adam": ADAM,
    "adagrad": (
        RATE,
        Field("initial_accumulator_value", read_number, default=0.1),
        EPSILON,
        *COMMON,
    ),
    "adadelta": (RATE, Field("rho", read_number, default=0.95), EPSILON, *COMMON),
    "adamax": ADAM,
    "nadam": ADAM,
    "adamw": (
        RATE,
        *BETAS,
        EPSILON,
        Field("weight_decay", read_number, default=0.004),
        *LIMITS,
    ),
}


def fields_of(kind: str, given: Mapping[str, Any]) -> tuple[Field, ...]:
    """Return the fields of a layer of this kind, which may depend on what a request gives."""
    return (ONE_BIAS if given.get("reset_after") is False else {}).get(kind, LAYERS[kind])


def trained_fields_of(kind: str, given: Mapping[str, Any]) -> tuple[Field, ...]:
    """Return the fields of a layer that is trained: with regularizers, and whether it learns."""
    return (*fields_of(kind, given), *REGULARIZERS.get(kind, ()), TRAINABLE)


def graph_fields_of(kind: str, given: Mapping[str, Any]) -> tuple[Field, ...]:
    """Return the fields of a layer that is saved, with its sources."""
    return (*fields_of(kind, given), SOURCES)


def trained_graph_fields_of(kind: str, given: Mapping[str, Any]) -> tuple[Field, ...]:
    """Return the fields of a layer that ``train`` trains, with its sources."""
    return (*trained_fields_of(kind, given), SOURCES)


class SavedLayers(NamedTuple):
    """The layers that a request saves, and the sources of each, None without any."""

    layers: list[Any]
    sources: Sources


def read_layers(field: str, value: Any) -> SavedLayers:
    """Return layers of every kind, which may not know their shapes yet."""
    parts = read_parts_of_kinds(field, value, "a layer", LAYERS, graph_fields_of)
    sources = own_sources(parts)
    return SavedLayers([KINDS[kind].layer(**fields) for kind, fields in parts], sources)


class TrainedLayers(NamedTuple):
    """The layers that a request trains, and what each has beside its fields, None without any."""

    layers: list[Any]
    regularizers: list[Regularizers] | None
    sources: Sources = None
    frozen: Frozen = None


def read_trained_layers(field: str, value: Any) -> TrainedLayers:
    """Return layers of every kind, which may not know their shapes yet."""
    parts = read_parts_of_kinds(field, value, "a layer", LAYERS, trained_graph_fields_of)
    sources = own_sources(parts)
    return trained_layers(parts)._replace(sources=sources)


def read_dense_layers(field: str, value: Any) -> TrainedLayers:
    """Return dense layers, without a field for their kind."""
    parts = read_parts(field, value, "a layer", trained_fields_of("dense", {}))
    return trained_layers([("dense", fields) for fields in parts])


def own_sources(parts: list[tuple[str, dict[str, Any]]]) -> Sources:
    """Return the sources of layers with these kinds and fields, from which they are removed."""
    sources = [fields.pop("sources") for _, fields in parts]
    return sources if any(each is not None for each in sources) else None


def trained_layers(parts: list[tuple[str, dict[str, Any]]]) -> TrainedLayers:
    """Return the layers with these kinds and fields, their regularizers, and which are frozen."""
    frozen = [not fields.pop("trainable") for _, fields in parts]
    regularizers = [
        Regularizers(
            **{part: fields.pop(f"{part}_regularizer") for part in REGULARIZED.get(kind, ())}
        )
        for kind, fields in parts
    ]
    layers = [KINDS[kind].layer(**fields) for kind, fields in parts]
    return TrainedLayers(
        layers,
        regularizers if any(map(any, regularizers)) else None,
        frozen=frozen if any(frozen) else None,
    )


def read_loss(field: str, value: Any) -> Loss:
    """Return a loss by its name, or an object with its name and its settings."""
    if isinstance(value, dict):
        return Loss(**read_named_part(field, value, LOSSES))
    return Loss(as_name(field, value))


def read_initializer(field: str, value: Any) -> Initializer:
    """Return an initializer by its name, or an object with its name and its settings."""
    if isinstance(value, dict):
        return Initializer(**read_named_part(field, value, INITIALIZERS))
    return Initializer(as_name(field, value))


def read_optimizer(field: str, value: Any) -> Optimizer:
    """Return an optimizer with its settings."""
    return Optimizer(**read_named_part(field, value, OPTIMIZERS))


# How the result of a chapter's function becomes an answer. A chapter of refnet.reference returns
# lists, one of refnet.core arrays.


def answer_values(values: Any) -> Answer:
    """Return the answer of an experiment with ``values``."""
    return {"values": _as_list(values)}


def answer_trials(run: Any) -> Answer:
    """Return the answer of an experiment with ``trials``.

    run: a list of trials, or a tuple with an array for each field of a trial, which is None for a
    field that no trial has.
    """
    if isinstance(run, list):
        return {"trials": [trial._asdict() for trial in run]}
    columns = [repeat(None) if array is None else _as_list(array) for array in run]
    rows = zip(*columns, strict=False)
    return {"trials": [dict(zip(run._fields, row, strict=True)) for row in rows]}


def answer_training(run: Any) -> Answer:
    """Return the answer of ``train`` and ``dense``: ``trials`` and ``outputs``."""
    trials = [
        {**trial._asdict(), "layers": [answer_weights(layer) for layer in trial.layers]}
        for trial in run.trials
    ]
    return {"trials": trials, "outputs": _as_list(run.outputs)}


def train(chapters: ModuleType, layers: TrainedLayers, **fields: Any) -> Answer:
    """Return the answer of ``train``."""
    return answer_training(chapters.train(**layers._asdict(), **fields))


def dense(chapters: ModuleType, layers: TrainedLayers, **fields: Any) -> Answer:
    """Return the answer of ``dense``."""
    more = {"regularizers": layers.regularizers, "frozen": layers.frozen}
    return answer_training(chapters.dense(layers.layers, **more, **fields))


def answer_weights(layer: Any) -> Answer:
    """Return what training moves in a layer, by name."""
    return {name: _as_value(getattr(layer, name)) for name in STORED[layer.kind].trained}


def answer_layer(layer: Any, sources: Sequence[int] | None) -> Answer:
    """Return a layer with its kind and its fields, the special ones where they matter."""
    fields = {field.name: _as_value(getattr(layer, field.name)) for field in LAYERS[layer.kind]}
    told = {
        name: value
        for name, value in fields.items()
        if name not in SPECIAL or value != SPECIAL[name]
    }
    return {"kind": layer.kind, **told, **({} if sources is None else {"sources": list(sources)})}


def answer_normalization(result: Any) -> Answer:
    """Return the answer of ``normalization``: ``mean``, ``variance`` and ``outputs``."""
    return {name: _as_list(values) for name, values in result._asdict().items()}


def answer_accuracy(share: Any) -> Answer:
    """Return the answer of ``accuracy``."""
    return {"accuracy": float(share)}


def answer_metric(value: Any) -> Answer:
    """Return the answer of ``metrics``."""
    return {"value": float(value)}


def answer_kernels(kernels: Any) -> Answer:
    """Return the answer of ``initial_kernels``."""
    return {"kernels": [_as_list(kernel) for kernel in kernels]}


def hopfield(chapters: ModuleType, **fields: Any) -> Answer:
    """Return the answer of ``hopfield``: ``weights`` and ``trials``.

    The experiment has a bound on the number of weights that refnet.core does not have.
    """
    run = chapters.hopfield(*checked_hopfield(**fields))
    return {"weights": _as_list(run.weights), **answer_trials(run.trials)}


def learning_rates(chapters: ModuleType, learning_rate: Any, steps: list[int]) -> Answer:
    """Return the answer of ``learning_rates``: the learning rate of each step."""
    learning_rate, steps = checked_learning_rates(learning_rate, steps)
    optimizer = Optimizer("sgd", learning_rate)
    return {"rates": [chapters.step_rate(optimizer, step) for step in steps]}


def save_model(
    chapters: ModuleType,
    layers: SavedLayers,
    input_shape: list[int] | None,
    columns: list[str] | None,
    classes: list[str] | None,
    batch_size: int | None,
) -> Answer:
    """Return the answer of ``save_model``: the network's model file in base64."""
    given = columns, classes, batch_size, layers.sources
    checked = checked_save_model(layers.layers, input_shape, *given)
    content = write_model(checked[0], None, None, *checked[1:])
    return {"model": base64.b64encode(content).decode()}


def load_model(chapters: ModuleType, model: bytes) -> Answer:
    """Return the answer of ``load_model``: what a model file holds."""
    file = read_model(model)
    answer = {
        "input_shape": list(file.input_shape),
        "layers": [
            answer_layer(layer, None if file.sources is None else file.sources[i])
            for i, layer in enumerate(file.layers)
        ],
        "columns": file.columns,
        "classes": file.classes,
    }
    return answer if file.batch_size is None else {**answer, "batch_size": file.batch_size}


def predict(chapters: ModuleType, model: bytes, inputs: list[list[float]]) -> Answer:
    """Return the answer of ``predict``: the outputs of the network in a model file."""
    file = read_model(model)
    layers = as_layers("layers", file.layers)
    inputs = checked_predict(layers, file.batch_size, inputs, file.sources)
    size = file.batch_size or max(len(inputs), 1)
    graph = {} if file.sources is None else {"sources": file.sources}
    return {"outputs": _as_list(chapters.outputs_in_batches(inputs, layers, size, **graph))}


def chapter(name: str, answer: Callable[[Any], Answer]) -> Callable[..., Answer]:
    """Return what runs a chapter's function of this name and returns its answer."""
    return lambda chapters, **fields: answer(getattr(chapters, name)(**fields))


# What ``train`` and ``dense`` have beside the layers
TRAINING = (
    Field("loss", read_loss),
    Field("optimizer", read_optimizer),
    Field("inputs", read_rows),
    Field("targets", read_rows_or_counts),
    Field("batch_size", optional(read_count), default=None),
    Field("epochs", read_count),
    Field("shuffle_seed", optional(read_count), default=None),
    Field("record", read_counts, default=None),
    Field("shuffle", as_boolean, default=True),
    Field("example_weights", optional(read_numbers), default=None),
    Field("class_weights", optional(read_numbers), default=None),
)


class Row(NamedTuple):
    """A row of the table of experiments; run: called with the chapters and the fields."""

    run: Callable[..., Answer]
    fields: tuple[Field, ...]


EXPERIMENTS = {
    "elementary": Row(
        chapter("elementary", answer_values),
        (
            Field("function", as_name),
            Field("values", read_numbers),
        ),
    ),
    "random": Row(
        chapter("random", answer_values),
        (
            Field("seed", read_count),
            Field("count", read_count),
            Field("distribution", as_name, default="uniform"),
            Field("high", read_count, default=2**32),
        ),
    ),
    "button_press": Row(
        chapter("button_press", answer_trials),
        (
            Field("inputs", read_numbers),
            Field("weights", read_numbers),
            Field("desired", read_number),
            Field("learning_rate", read_number),
            Field("trials", read_count),
            Field("rule", as_name, default="add"),
        ),
    ),
    "rabbit": Row(
        chapter("rabbit", answer_trials),
        (
            Field("weights", read_numbers),
            Field("learned", as_booleans),
            Field("threshold", read_number),
            Field("learning_rate", read_number),
            Field("stimuli", read_rows),
        ),
    ),
    "hebb": Row(
        chapter("hebb", answer_trials),
        (
            Field("inputs", read_rows),
            Field("weights", read_numbers),
            Field("learning_rate", read_number),
            Field("rule", as_name, default="hebb"),
        ),
    ),
    "neuron": Row(
        chapter("neuron", answer_trials),
        (
            Field("inputs", read_rows),
            Field("targets", read_numbers),
            Field("weights", read_numbers),
            Field("bias", optional(read_number), default=None),
            Field("slope", read_number, default=1.0),
            Field("learning_rate", read_number, default=1.0),
            Field("iterations", read_count),
            Field("record", read_counts, default=None),
        ),
    ),
    "two_layer": Row(
        chapter("two_layer", answer_trials),
        (
            Field("inputs", read_rows),
            Field("targets", read_rows),
            Field("weights1", read_rows),
            Field("weights2", read_rows),
            Field("bias1", optional(read_numbers), default=None),
            Field("bias2", optional(read_numbers), default=None),
            Field("learning_rate", read_number, default=1.0),
            Field("iterations", read_count),
            Field("record", read_counts, default=None),
        ),
    ),
    "normalization": Row(
        chapter("normalization", answer_normalization),
        (Field("inputs", read_rows),),
    ),
    "train": Row(
        train,
        (Field("input_shape", read_counts), Field("layers", read_trained_layers), *TRAINING),
    ),
    "dense": Row(
        dense,
        (Field("layers", read_dense_layers), *TRAINING),
    ),
    "learning_rates": Row(
        learning_rates,
        (
            Field("learning_rate", read_learning_rate),
            Field("steps", read_counts),
        ),
    ),
    "hopfield": Row(
        hopfield,
        (
            Field("patterns", read_rows),
            Field("start", read_numbers),
            Field("update", as_name, default="asynchronous"),
            Field("order_seed", optional(read_count), default=None),
            Field("sweeps", read_count),
        ),
    ),
    "accuracy": Row(
        chapter("accuracy", answer_accuracy),
        (
            Field("targets", read_rows),
            Field("outputs", read_rows),
        ),
    ),
    "metrics": Row(
        chapter("metrics", answer_metric),
        (
            Field("metric", as_name),
            Field("targets", read_rows_or_counts),
            Field("outputs", read_rows),
            Field("threshold", read_number, default=0.5),
            Field("k", read_count, default=5),
            Field("num_thresholds", read_count, default=200),
            Field("curve", as_name, default="ROC"),
            Field("summation_method", as_name, default="interpolation"),
        ),
    ),
    "save_model": Row(
        save_model,
        (
            Field("layers", read_layers),
            Field("input_shape", optional(read_counts), default=None),
            Field("columns", optional(as_names), default=None),
            Field("classes", optional(as_names), default=None),
            Field("batch_size", optional(read_count), default=None),
        ),
    ),
    "load_model": Row(
        load_model,
        (Field("model", read_bytes),),
    ),
    "predict": Row(
        predict,
        (
            Field("model", read_bytes),
            Field("inputs", read_rows),
        ),
    ),
    "initial_kernels": Row(
        chapter("initial_kernels", answer_kernels),
        (
            Field("initializer", read_initializer),
            Field("sizes", read_counts),
            Field("seed", read_count),
            Field("cells", optional(read_counts), default=None),
        ),
    ),
}


def experiments(chapters: ModuleType) -> dict[str, Experiment]:
    """Return the experiments by name, as refnet.reference or refnet.core runs them."""
    return {
        name: Experiment(row.fields, partial(row.run, chapters))
        for name, row in EXPERIMENTS.items()
    }


def _as_value(value: Any) -> Any:
    """Return a field of a layer with lists for its tuples and arrays."""
    return value if value is None or isinstance(value, (int, float, str)) else _as_list(value)


def _as_list(values: Any) -> list[Any]:
    return list(values) if isinstance(values, (list, tuple)) else list(values.tolist())
