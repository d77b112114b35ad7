"""Arguments that Keras has and refnet does not: those that change nothing, and what to use instead.

A function or class that ``explained`` has changed behaves as before. Only if Python refuses an
argument by its name, the tables below are asked: an argument with Keras's default value, or one
that changes nothing here, is left out; for others the error says what to use instead.
"""

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from refnet.errors import RefnetError
from refnet.keras_names.likeness import nearest


class UnknownArgument(RefnetError, TypeError):
    """An argument that a function or class of refnet does not have."""


class MissingArgument(RefnetError, TypeError):
    """A call without an argument that has no default."""


class _Argument(NamedTuple):
    """An argument of Keras: what to use instead, and the values that change nothing here."""

    instead: str
    ignored: tuple[Any, ...] = (None,)


_SELVES = ("self", "args", "kwargs", "options", "values", "named")  # no names to be given
_ANY = object()  # a value that stands for all others
_REGULARIZE = "weights have no constraints; give the layer a regularizer"
_NO_AVERAGE = "weights are not averaged"
_ONE_STEP = "an optimizer makes a step with each batch; give fit a larger batch_size"
_NEW_MODEL = "give the values to set_weights of the model"
_PROCESSES = "fit calculates in threads, whose number refnet.set_threads sets"
_THRESHOLDS = "give the metric one threshold"
_SCHEDULE = (
    "give a schedule of refnet.optimizers.schedules as learning_rate, such as InverseTimeDecay"
)
_DTYPE = "a model has one dtype; give it to the model"

ARGUMENTS: dict[str, dict[str, _Argument]] = {
    "layers": {
        **dict.fromkeys(
            (
                *("kernel_constraint", "bias_constraint", "recurrent_constraint"),
                *("embeddings_constraint", "gamma_constraint", "beta_constraint"),
                *("depthwise_constraint", "pointwise_constraint"),
            ),
            _Argument(_REGULARIZE),
        ),
        "W_constraint": _Argument(_REGULARIZE),
        "autocast": _Argument(_DTYPE, (_ANY,)),
        "lora_rank": _Argument("freeze layers with trainable=False"),
        "lora_alpha": _Argument("freeze layers with trainable=False"),
        "quantization_config": _Argument("a model calculates in float64 or float32"),
        "use_cudnn": _Argument("leave it out", (_ANY,)),
        "implementation": _Argument("leave it out", (_ANY,)),
        "unroll": _Argument("leave it out", (_ANY,)),
        "renorm": _Argument("leave it out", (False, None)),
        "renorm_clipping": _Argument("leave it out"),
        "renorm_momentum": _Argument("leave it out", (0.99, None)),
        "fused": _Argument("leave it out", (_ANY,)),
        "virtual_batch_size": _Argument("give fit that batch_size"),
        "time_major": _Argument("put the examples first, as in np.moveaxis(x, 1, 0)", (False,)),
        "weights": _Argument(_NEW_MODEL),
        "data_format": _Argument("images have their channels last", (None, "channels_last")),
        "sparse": _Argument("give arrays to fit", (False, None)),
        "ragged": _Argument("pad the sequences to one length", (False, None)),
        "optional": _Argument("a model has one Input", (False,)),
        "tensor": _Argument("give numbers to predict"),
        "input_tensor": _Argument("give numbers to predict"),
        "type_spec": _Argument("use shape"),
        "activity_regularizer": _Argument("give it to the layer before"),
        "seed": _Argument("give a seed to the model"),
        "noise_shape": _Argument("use Dropout without it"),
        "input_length": _Argument("it follows from the examples", (_ANY,)),
        "output_dim": _Argument("its name is units"),
        "nb_filter": _Argument("its name is filters"),
        "border_mode": _Argument("its name is padding"),
        "subsample": _Argument("its name is strides"),
        "init": _Argument("its name is kernel_initializer"),
        "W_regularizer": _Argument("its name is kernel_regularizer"),
        "b_regularizer": _Argument("its name is bias_regularizer"),
        "bias": _Argument("its name is use_bias"),
        "p": _Argument("its name is rate"),
        "invert": _Argument("calculate x * deviation + mean with NumPy", (False,)),
        "attention_axes": _Argument("leave it out"),
    },
    "optimizers": {
        "lr": _Argument("its name is learning_rate"),
        "schedule_decay": _Argument(_SCHEDULE),
        "amsgrad": _Argument("use Adamax, which takes the largest gradients too", (False,)),
        "centered": _Argument("use RMSprop without it, or Adam", (False,)),
        "use_ema": _Argument(_NO_AVERAGE, (False,)),
        "ema_momentum": _Argument(_NO_AVERAGE, (0.99, None)),
        "ema_overwrite_frequency": _Argument(_NO_AVERAGE),
        "loss_scale_factor": _Argument("a model calculates in float64 or float32"),
        "gradient_accumulation_steps": _Argument(_ONE_STEP),
        "is_legacy_optimizer": _Argument("leave it out", (_ANY,)),
        "jit_compile": _Argument("leave it out", (_ANY,)),
        "name": _Argument("leave it out", (_ANY,)),
    },
    "schedules": {"name": _Argument("leave it out", (_ANY,))},
    "losses": {
        "name": _Argument("leave it out", (_ANY,)),
        "reduction": _Argument(
            "a loss is the mean over the examples",
            ("sum_over_batch_size", "mean", "auto"),
        ),
        "dtype": _Argument(_DTYPE, (None, "float32", "float64")),
        "axis": _Argument("the classes are the last axis", (-1,)),
        "ignore_class": _Argument("leave these examples out, or give them the sample_weight 0"),
    },
    "metrics": {
        "dtype": _Argument("metrics are calculated in float64", (None, "float32", "float64")),
        "top_k": _Argument("use TopKCategoricalAccuracy"),
        "class_id": _Argument("give the metric the column of that class"),
        "thresholds": _Argument(_THRESHOLDS),
        "multi_label": _Argument("create a metric for each label", (False,)),
        "num_labels": _Argument("create a metric for each label"),
        "label_weights": _Argument("create a metric for each label"),
        "from_logits": _Argument("end the model with sigmoid or softmax", (False,)),
        "label_smoothing": _Argument("give it to the loss", (0, 0.0)),
        "axis": _Argument("the classes are the last axis", (-1,)),
        "class_aggregation": _Argument("it is the mean over the outputs", ("uniform_average",)),
        "num_regressors": _Argument("leave it out", (0,)),
        "ignore_class": _Argument("leave these examples out"),
    },
    "callbacks": {
        "period": _Argument("call save in on_epoch_end of a Callback of your own", (1,)),
        "epsilon": _Argument("its name is min_delta"),
        "save_format": _Argument("the name of the file says the format"),
    },
    "initializers": {"dtype": _Argument(_DTYPE, (None, "float32", "float64"))},
    "regularizers": {"l": _Argument("its name is l1 or l2")},
    "models": {
        "trainable": _Argument("set the attribute trainable of the model", (True,)),
        "input": _Argument("its name is inputs"),
        "output": _Argument("its name is outputs"),
    },
    "compile": {
        "sample_weight_mode": _Argument("give sample_weight to fit"),
        "target_tensors": _Argument("give the targets to fit"),
        "lr": _Argument("give an optimizer its learning_rate, as in Adam(0.01)"),
        "learning_rate": _Argument("give it to an optimizer, as in Adam(0.01)"),
    },
    "fit": {
        "nb_epoch": _Argument("its name is epochs"),
        "show_accuracy": _Argument('give metrics=["accuracy"] to compile'),
        "workers": _Argument(_PROCESSES, (None, 0, 1)),
        "use_multiprocessing": _Argument(_PROCESSES, (False,)),
        "max_queue_size": _Argument("leave it out", (_ANY,)),
    },
    "evaluate": {
        "workers": _Argument(_PROCESSES, (None, 0, 1)),
        "use_multiprocessing": _Argument(_PROCESSES, (False,)),
        "max_queue_size": _Argument("leave it out", (_ANY,)),
    },
    "save": {
        "zipped": _Argument("leave it out"),
        "save_format": _Argument("the name of the file says the format"),
        "options": _Argument("leave it out"),
        "signatures": _Argument("leave it out"),
    },
    "plot_model": {"layer_range": _Argument("draw a model of these layers")},
}


def explained(function: Callable[..., Any], table: str, name: str) -> Callable[..., Any]:
    """Return a function that refuses Keras's other arguments by name, or leaves them out.

    table: the key of ARGUMENTS; name: what messages call the function.
    The result raises RefnetError: unknown_name, which is a TypeError too.
    """
    known = ARGUMENTS[table]

    @functools.wraps(function)
    def asked(*values: Any, **named: Any) -> Any:
        try:
            return function(*values, **named)
        except TypeError as error:
            accepted = inspect.signature(function).parameters
            unknown = [each for each in named if each not in accepted]
            if not unknown or isinstance(error, RefnetError):
                raise
            left = _without_ignored(named, unknown, known, name, accepted)
        return function(*values, **left)

    return asked


def _without_ignored(
    named: Mapping[str, Any],
    unknown: list[str],
    known: Mapping[str, _Argument],
    name: str,
    accepted: Iterable[str],
) -> dict[str, Any]:
    """Return the arguments without unknown ones that change nothing; raises UnknownArgument."""
    for each in unknown:
        argument = known.get(each)
        if argument is None:
            near = nearest(each, [other for other in accepted if other not in _SELVES])
            hint = "" if near is None else f"; did you mean {near}?"
            message = f"{each}: {name} has no such argument{hint}"
            message += " (docs/keras.md lists what there is)"
            raise UnknownArgument("unknown_name", each, message) from None
        if not any(_is_same(named[each], value) for value in argument.ignored):
            message = f"{each}: {name} has no such argument; {argument.instead}"
            message += " (docs/keras.md lists what there is)"
            raise UnknownArgument("unknown_name", each, message) from None
    return {each: value for each, value in named.items() if each not in unknown}


def _is_same(given: Any, value: Any) -> bool:
    """Return whether an argument has this value, or any if the value is _ANY."""
    if value is _ANY or given is value:
        return True
    return isinstance(given, type(value)) and bool(given == value)
