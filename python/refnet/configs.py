"""Configs: the settings of an object under Keras 3's keys, as JSON can hold them.

``get_config`` of layers, optimizers and others reads the tables here, and ``from_config`` makes an
object of such a dict. A key that refnet does not have stands for the only value that is possible
here, one of CONSTANTS; another value is refused.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from refnet.errors import RefnetError

# ruff: noqa: SIM905 - words without quotes read better

Config = dict[str, Any]
Keys = tuple[str, ...]

_CONVOLUTION = """
    filters kernel_size strides padding data_format dilation_rate groups activation use_bias
    kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer
    kernel_constraint bias_constraint
"""
_POOLING = "pool_size padding strides data_format"
_STEPS = "return_sequences return_state go_backwards stateful unroll zero_output_for_mask units"
_WEIGHTS = "use_bias kernel_initializer recurrent_initializer bias_initializer"
_PENALTIES = """
    kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer
    kernel_constraint recurrent_constraint bias_constraint dropout recurrent_dropout
"""
_LAYERS = {
    "Dense": """
        units activation use_bias kernel_initializer bias_initializer kernel_regularizer
        bias_regularizer kernel_constraint bias_constraint quantization_config
    """,
    "Flatten": "data_format",
    "Reshape": "target_shape",
    "Normalization": "axis invert mean variance",
    "BatchNormalization": """
        axis momentum epsilon center scale beta_initializer gamma_initializer
        moving_mean_initializer moving_variance_initializer beta_regularizer gamma_regularizer
        beta_constraint gamma_constraint synchronized renorm renorm_clipping renorm_momentum
    """,
    "Dropout": "rate seed noise_shape",
    "Activation": "activation",
    "ReLU": "max_value negative_slope threshold",
    "ELU": "alpha",
    "LeakyReLU": "negative_slope",
    "Softmax": "axis",
    "Conv1D": _CONVOLUTION,
    "Conv2D": _CONVOLUTION,
    "MaxPooling1D": _POOLING,
    "AveragePooling1D": _POOLING,
    "GlobalMaxPooling1D": "data_format keepdims",
    "GlobalAveragePooling1D": "data_format keepdims",
    "MaxPooling2D": _POOLING,
    "AveragePooling2D": _POOLING,
    "GlobalAveragePooling2D": "data_format keepdims",
    "ZeroPadding2D": "padding data_format",
    "Masking": "mask_value",
    "RepeatVector": "n",
    "TimeDistributed": "layer",
    "Embedding": """
        input_dim output_dim embeddings_initializer embeddings_regularizer activity_regularizer
        embeddings_constraint mask_zero quantization_config
    """,
    "SimpleRNN": f"{_STEPS} activation {_WEIGHTS} {_PENALTIES} seed",
    "LSTM": f"{_STEPS} activation recurrent_activation {_WEIGHTS} unit_forget_bias {_PENALTIES} "
    "seed",
    "GRU": f"{_STEPS} activation recurrent_activation {_WEIGHTS} {_PENALTIES} reset_after seed",
    "Bidirectional": "merge_mode layer backward_layer",
    "Add": "",
    "Concatenate": "axis",
}
_LIMITS = "learning_rate weight_decay clipnorm global_clipnorm clipvalue"
_AVERAGES = """
    use_ema ema_momentum ema_overwrite_frequency loss_scale_factor gradient_accumulation_steps
"""
_OPTIMIZERS = {
    "SGD": "momentum nesterov",
    "RMSprop": "rho momentum epsilon centered",
    "Adam": "beta_1 beta_2 epsilon amsgrad",
    "AdamW": "beta_1 beta_2 epsilon amsgrad",
    "Adagrad": "initial_accumulator_value epsilon",
    "Adadelta": "rho epsilon",
    "Adamax": "beta_1 beta_2 epsilon",
    "Nadam": "beta_1 beta_2 epsilon",
}
_SCHEDULES = {
    "ExponentialDecay": "initial_learning_rate decay_steps decay_rate staircase",
    "InverseTimeDecay": "initial_learning_rate decay_steps decay_rate staircase",
    "PiecewiseConstantDecay": "boundaries values",
    "PolynomialDecay": "initial_learning_rate decay_steps end_learning_rate power cycle",
    "CosineDecay": "initial_learning_rate decay_steps alpha warmup_target warmup_steps",
}
_LOSSES = {
    "MeanSquaredError": "",
    "SumSquaredError": "",
    "MeanAbsoluteError": "",
    "MeanAbsolutePercentageError": "",
    "Huber": "delta",
    "LogCosh": "",
    "Hinge": "",
    "KLDivergence": "",
    "BinaryCrossentropy": "from_logits label_smoothing axis",
    "CategoricalCrossentropy": "from_logits label_smoothing axis",
    "SparseCategoricalCrossentropy": "from_logits ignore_class",
}
_METRICS = {
    "MeanSquaredError": "",
    "RootMeanSquaredError": "",
    "MeanAbsoluteError": "",
    "MeanAbsolutePercentageError": "",
    "LogCoshError": "",
    "KLDivergence": "",
    "BinaryCrossentropy": "from_logits label_smoothing",
    "CategoricalCrossentropy": "from_logits label_smoothing axis",
    "SparseCategoricalCrossentropy": "from_logits ignore_class axis",
    "R2Score": "class_aggregation num_regressors",
    "BinaryAccuracy": "threshold",
    "CategoricalAccuracy": "",
    "SparseCategoricalAccuracy": "",
    "TopKCategoricalAccuracy": "k",
    "SparseTopKCategoricalAccuracy": "k",
    "TruePositives": "thresholds",
    "FalsePositives": "thresholds",
    "TrueNegatives": "thresholds",
    "FalseNegatives": "thresholds",
    "Precision": "thresholds top_k class_id",
    "Recall": "thresholds top_k class_id",
    "AUC": "num_thresholds curve summation_method multi_label num_labels label_weights from_logits",
}


def _keys(table: Mapping[str, str], form: str = "{}") -> dict[str, Keys]:
    return {name: tuple(form.format(keys).split()) for name, keys in table.items()}


LAYERS = _keys(_LAYERS)
OPTIMIZERS = _keys(_OPTIMIZERS, f"{_LIMITS} {_AVERAGES} {{}}")
SCHEDULES = _keys(_SCHEDULES)
LOSSES = _keys(_LOSSES, "reduction {}")
METRICS = _keys(_METRICS)

CONSTANTS: Config = {
    **dict.fromkeys(
        """
        kernel_constraint bias_constraint recurrent_constraint embeddings_constraint
        beta_constraint gamma_constraint quantization_config seed renorm_clipping backward_layer
        ema_overwrite_frequency loss_scale_factor gradient_accumulation_steps ignore_class top_k
        class_id num_labels label_weights max_value noise_shape input_axes output_axes
        """.split()
    ),
    **dict.fromkeys(
        """
        renorm zero_output_for_mask use_ema centered amsgrad from_logits multi_label synchronized
        return_state
        """.split(),
        False,
    ),
    "data_format": "channels_last",
    "renorm_momentum": 0.99,
    "ema_momentum": 0.99,
    "reduction": "sum_over_batch_size",
    "label_smoothing": 0.0,
    "axis": -1,
    "class_aggregation": "uniform_average",
    "num_regressors": 0,
}
# what means nothing here, whatever it is, and is left out of what a class takes
IGNORED = frozenset(
    """
    ema_momentum ema_overwrite_frequency renorm_momentum implementation reset_dropout
    jit_compile is_legacy_optimizer
    """.split()
)


def settings_of(value: Any, keys: Keys, encode: Callable[[str, Any], Any]) -> Config:
    """Return the settings of an object by key; those that it does not have are CONSTANTS.

    encode: returns a setting, given the key too, as JSON can hold it
    """
    return {
        key: encode(key, getattr(value, key)) if hasattr(value, key) else CONSTANTS[key]
        for key in keys
    }


def plain(key: str, value: Any) -> Any:
    """Return a setting as JSON can hold it: tuples and arrays as lists."""
    if isinstance(value, tuple | list):
        return [plain(key, each) for each in value]
    return value.tolist() if hasattr(value, "tolist") else value


def unchanged(key: str, value: Any) -> Any:
    """Return a value as it is."""
    return value


def arguments(
    made: Any,
    config: Mapping[str, Any],
    keys: Keys,
    decode: Callable[[str, Any], Any] = unchanged,
) -> Config:
    """Return the arguments of a class that a config has under these keys.

    decode: returns an argument, given the key too

    Raises RefnetError: wrong_type for what is no config, unknown_name for a key that Keras does not
    have, or that refnet does not know; out_of_range for a value that refnet does not have.
    """
    name = made.__name__
    if not isinstance(config, Mapping):
        raise RefnetError("wrong_type", "config", f"config: expected that of a {name}, a dict")
    taken = inspect.signature(made).parameters
    result = {}
    for key, value in config.items():
        if key in IGNORED:
            continue
        if key not in keys:
            message = f"config: refnet's {name} has no {key}"
            raise RefnetError("unknown_name", "config", message)
        if key in taken:
            result[key] = decode(key, value)
        elif value != CONSTANTS[key]:
            message = f"config: expected {key} {CONSTANTS[key]!r} for {name}, got {value!r}"
            raise RefnetError("out_of_range", "config", message)
    return result


def without(config: Any, keys: Sequence[str]) -> Any:
    """Return a config without keys that a class does not take."""
    if not isinstance(config, Mapping):
        return config
    return {key: value for key, value in config.items() if key not in keys}


def serialized(module: str, class_name: str, config: Config) -> Config:
    """Return how Keras writes an object in a config of another one."""
    return {
        "module": f"keras.{module}" if module else "keras",
        "class_name": class_name,
        "config": config,
        "registered_name": None,
    }


def policy(dtype: str) -> Config:
    """Return how Keras writes the dtype of a layer."""
    return serialized("", "DTypePolicy", {"name": dtype})


def dtype_of(value: Any) -> str | None:
    """Return the dtype that a config says: a name or a policy; raises wrong_type, unknown_name."""
    if isinstance(value, Mapping):
        value = class_and_config("dtype", value)[1].get("name")
    if value is None:
        return None
    if value not in ("float32", "float64"):
        message = f'dtype: expected "float32" or "float64", got {value!r}'
        raise RefnetError("unknown_name", "dtype", message)
    return str(value)


def class_and_config(argument: str, value: Any) -> tuple[str, Config]:
    """Return the name and the config of a serialized object; raises RefnetError: wrong_type.

    A function, which Keras writes as an object without a config, has an empty one.
    """
    if isinstance(value, Mapping) and isinstance(value.get("class_name"), str):
        name, config = value["class_name"], value.get("config")
        if name == "function" and isinstance(config, str):
            return config, {}
        if isinstance(config, Mapping):
            return name, dict(config)
    message = f"{argument}: expected an object with a class_name and a config"
    raise RefnetError("wrong_type", argument, message)


def named_class(argument: str, name: str, classes: Mapping[str, Any] | Sequence[Any]) -> Any:
    """Return one of the classes by its name; raises RefnetError: unknown_name."""
    if not isinstance(classes, Mapping):
        classes = {each.__name__: each for each in classes}
    if name not in classes:
        raise RefnetError("unknown_name", argument, f"{argument}: refnet has no {name}")
    return classes[name]
