"""Methods of Keras's models that are not here: what to use instead."""

from typing import Any, NoReturn

from refnet import keras_names
from refnet.errors import RefnetError

_STEPS = "train_on_batch trains one batch, and callbacks see every batch of fit"
_COMPUTED = "train_on_batch and evaluate return the loss and the metrics"
_EITHER = "compile takes it, and it changes nothing"
_BY_HAND = "fit and predict calculate in C; use predict"
_INSTEAD = {
    _STEPS: (
        "train_step test_step predict_step make_train_function make_test_function "
        "make_predict_function"
    ),
    _COMPUTED: "compute_loss compute_metrics get_metrics_result",
    "give a layer an activity_regularizer": "add_loss",
    "give compile the metrics": "add_metric",
    _BY_HAND: "stateless_call symbolic_call stateless_compute_loss compute_output_spec",
    _EITHER: "run_eagerly jit_compile steps_per_execution",
    "save writes a file": "export",
    'dtype="float32" needs half the memory': "quantize",
    "fit takes generators": "fit_generator",
    "evaluate takes generators": "evaluate_generator",
    "predict takes generators": "predict_generator",
    "use np.argmax(model.predict(x), axis=1), or model.predict(x) > 0.5": "predict_classes",
    "use predict": "predict_proba",
    "use to_json": "to_yaml",
}
INSTEAD = {name: instead for instead, names in _INSTEAD.items() for name in names.split()}
OWN = ("call", "train_step", "test_step", "predict_step", "compute_loss", "compute_metrics")


class Refused:
    """An attribute that no model has; a ``__getattr__`` would make all the others slower."""

    def __init__(self, name: str) -> None:
        """name: of one of INSTEAD."""
        self._name = name

    def __get__(self, model: Any, kind: type) -> NoReturn:
        """Raise the error: unknown_name, which is an AttributeError too."""
        message = f"model: there is no {self._name}; {INSTEAD[self._name]}"
        raise keras_names.MissingName("unknown_name", "model", message)


def refuse_others(kind: type) -> None:
    """Let a class of models refuse the methods of INSTEAD."""
    for name in INSTEAD:
        setattr(kind, name, Refused(name))


def check_subclass(kind: type) -> None:
    """Raise RefnetError: wrong_type for a class with methods that nothing would call."""
    found = next((name for name in OWN if name in vars(kind)), None)
    if found is not None:
        message = (
            f"model: expected no {found} in class {kind.__name__}, because nothing calls it; make "
            "a Sequential or a Model(inputs, outputs) of layers, and give fit callbacks"
        )
        raise RefnetError("wrong_type", "model", message)
