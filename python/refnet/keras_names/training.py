"""keras.callbacks, keras.models, keras.saving and keras.datasets."""

from refnet.keras_names.table import Namespace, by_name, words

CALLBACKS = Namespace(
    here=words(
        """
        CSVLogger Callback EarlyStopping History LambdaCallback LearningRateScheduler
        ModelCheckpoint ReduceLROnPlateau TerminateOnNaN
        """
    ),
    missing=by_name(
        {
            "use ModelCheckpoint, and load_model to resume": "BackupAndRestore OrbaxCheckpoint",
            "give a list of callbacks": "CallbackList",
            "the argument verbose of fit shows the progress": "ProgbarLogger",
            "write a Callback whose on_epoch_end sends the logs": "RemoteMonitor",
            "write a Callback whose on_epoch_end averages get_weights": "SwapEMAWeights",
            "use CSVLogger, or refnet.plots.history for a picture": "TensorBoard",
        }
    ),
    older=by_name({"History has the losses and metrics": "BaseLogger"}),
)

MODELS = Namespace(
    here=words("Sequential clone_model load_model model_from_json save_model"),
    different=by_name({"it has one Input and one output": "Model"}),
    older=by_name(
        {
            "use Model(inputs, outputs)": "Functional Graph",
            "use model_from_json": "model_from_config model_from_yaml",
        }
    ),
)

_NO_CLASSES = "files hold the classes of refnet only, so that none has to be registered"
_CONFIGS = "use get_config of an object, and from_config of its class"

SAVING = Namespace(
    here=words("load_model save_model"),
    different={"custom_object_scope": "it does nothing; files hold the classes of refnet only"},
    missing=by_name(
        {
            "use load_weights and save_weights of the model": "load_weights save_weights",
            _NO_CLASSES: (
                "CustomObjectScope get_custom_objects get_registered_name "
                "get_registered_object register_keras_serializable"
            ),
            "read the file with load_model": "KerasFileEditor",
            _CONFIGS: "deserialize_keras_object serialize_keras_object",
        }
    ),
    older=by_name({"save_model and load_model are in refnet.saving": "hdf5_format save"}),
)

DATASETS = Namespace(
    here=words(
        "boston_housing california_housing cifar10 cifar100 fashion_mnist imdb mnist reuters"
    ),
)
